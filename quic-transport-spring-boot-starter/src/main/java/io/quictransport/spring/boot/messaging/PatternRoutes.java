package io.quictransport.spring.boot.messaging;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

import io.quictransport.PathSet;
import io.quictransport.ServedPaths;
import org.jspecify.annotations.Nullable;

import org.springframework.util.PathMatcher;

/**
 * Keeps the handlers of patterns, of one kind, and finds the most specific pattern that
 * matches a path. Used for each message, on the event loop too, so the time must not grow
 * with the number of patterns. Peers choose the paths, so nothing is remembered of them.
 *
 * @param <H> the type of the handlers
 */
final class PatternRoutes<H> {

	private static final char SEPARATOR = '.';

	/** One without a regular expression. */
	private static final Pattern VARIABLE = Pattern.compile("\\{[^{}*?:]+}");

	private final PathMatcher matcher;

	private final PatternIndex<Entry<H>> index = new PatternIndex<>();

	private final List<String> patterns = new ArrayList<>();

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
		this.index.add(segments.all(),
				new Entry<>(this.patterns.size(), pattern, plain ? segments.all().size() : -1, handler));
		this.patterns.add(pattern);
	}

	/** Whether what the index compares of a segment is all that decides. */
	private static boolean isPlain(String segment) {
		String open = PatternIndex.openPart(segment);
		return open.isEmpty() || open.equals("*") || VARIABLE.matcher(open).matches();
	}

	boolean isEmpty() {
		return this.patterns.isEmpty();
	}

	/** The paths, and which of them peers are told: those up to the first variable. */
	PathSet paths() {
		return new PathSet(this.patterns.stream().map(this::announced).distinct().toList(), this::matches);
	}

	private String announced(String pattern) {
		StringBuilder fixed = new StringBuilder();
		for (String part : pattern.split("\\.", -1)) {
			if (this.matcher.isPattern(part)) {
				break;
			}
			fixed.append(part).append('.');
		}
		return fixed + ServedPaths.ALL;
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
		int count = segments.regular() ? segments.all().size() : 0;
		List<Entry<H>> matching = new ArrayList<>(2);
		this.index.find(segments.all(), (entry) -> {
			if (count == entry.plain() || this.matcher.match(entry.pattern(), path)) {
				matching.add(entry);
			}
		});
		return (matching.size() > 1) ? best(matching, path) : matching.isEmpty() ? null : matching.get(0);
	}

	/**
	 * The order of patterns is not transitive, so they are compared as they were added.
	 */
	private Entry<H> best(List<Entry<H>> matching, String path) {
		matching.sort(Comparator.comparingInt(Entry::number));
		Comparator<String> order = this.matcher.getPatternComparator(path);
		Entry<H> best = matching.get(0);
		for (Entry<H> each : matching) {
			if (order.compare(each.pattern(), best.pattern()) < 0) {
				best = each;
			}
		}
		return best;
	}

	/**
	 * Holds the handler of a pattern.
	 *
	 * @param number how many were added before
	 * @param pattern the pattern
	 * @param plain the number of its segments if each has one variable at most, else -1
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
