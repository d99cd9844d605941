package io.quictransport.spring.boot.messaging;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.PathMatcher;

/**
 * Keeps the handlers of patterns, of one kind. Of those that match a path, the most
 * specific pattern's is the one. Looked up for each message, on the event loop too, so
 * that the time must not grow with the number of patterns; a peer chooses the paths, so
 * nothing is remembered of them.
 *
 * @param <H> the type of the handlers
 */
final class PatternRoutes<H> {

	private static final char SEPARATOR = '.';

	private final PathMatcher matcher;

	private final PatternIndex<Entry<H>> index = new PatternIndex<>();

	private int size;

	/**
	 * Makes routes.
	 * @param matcher decides on matches and on what is more specific; separates segments
	 * by dots, and ignores empty ones
	 */
	PatternRoutes(PathMatcher matcher) {
		this.matcher = matcher;
	}

	void add(String pattern, H handler) {
		Segments segments = Segments.of(pattern);
		boolean plain = segments.regular() && segments.all().stream().allMatch(PatternRoutes::isPlain);
		this.index.add(segments.all(), new Entry<>(this.size++, pattern, plain ? segments.all().size() : -1, handler));
	}

	/** Whether a segment that the index finds needs no second look. */
	private static boolean isPlain(String segment) {
		String inner = (segment.startsWith("{") && segment.endsWith("}")) ? segment.substring(1, segment.length() - 1)
				: segment;
		return segment.equals("*") || inner.chars().noneMatch((character) -> "*?{}:".indexOf(character) >= 0);
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	boolean matches(String path) {
		return search(path) != null;
	}

	H find(String path) {
		Entry<H> best = search(path);
		if (best == null) {
			throw new IllegalStateException("no pattern matches " + path);
		}
		return best.handler();
	}

	private @Nullable Entry<H> search(String path) {
		Segments segments = Segments.of(path);
		Search search = new Search(path, segments.regular() ? segments.all().size() : 0);
		this.index.find(segments.all(), search::consider);
		return search.best;
	}

	/**
	 * Looks for the best pattern of one path.
	 */
	private final class Search {

		private final String path;

		/** Its number of segments, 0 if some are empty. */
		private final int segments;

		private @Nullable Comparator<String> order;

		private @Nullable Entry<H> best;

		private Search(String path, int segments) {
			this.path = path;
			this.segments = segments;
		}

		private void consider(Entry<H> entry) {
			if (this.segments == entry.plain() || PatternRoutes.this.matcher.match(entry.pattern(), this.path)) {
				Entry<H> known = this.best;
				this.best = (known == null || isBefore(entry, known)) ? entry : known;
			}
		}

		private boolean isBefore(Entry<H> one, Entry<H> other) {
			Comparator<String> known = this.order;
			Comparator<String> comparator = (known != null) ? known
					: PatternRoutes.this.matcher.getPatternComparator(this.path);
			this.order = comparator;
			int compared = comparator.compare(one.pattern(), other.pattern());
			return compared < 0 || (compared == 0 && one.number() < other.number());
		}

	}

	/**
	 * Holds the handler of a pattern.
	 *
	 * @param number how many were added before
	 * @param pattern the pattern
	 * @param plain the number of its segments if each is a name or a variable, else -1
	 * @param handler the handler
	 * @param <H> the type of the handler
	 */
	private record Entry<H>(int number, String pattern, int plain, H handler) {
	}

	/**
	 * Holds the segments of a path or pattern.
	 *
	 * @param all those that are not empty
	 * @param regular whether there are no others
	 */
	private record Segments(List<String> all, boolean regular) {

		static Segments of(String path) {
			List<String> all = new ArrayList<>();
			boolean regular = true;
			int from = 0;
			while (from <= path.length()) {
				int dot = path.indexOf(SEPARATOR, from);
				int to = (dot < 0) ? path.length() : dot;
				if (to > from) {
					all.add(path.substring(from, to));
				}
				else {
					regular = false;
				}
				from = to + 1;
			}
			return new Segments(all, regular);
		}

	}

}
