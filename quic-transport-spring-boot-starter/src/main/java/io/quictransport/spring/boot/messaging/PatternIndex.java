package io.quictransport.spring.boot.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Finds the few patterns that may match a path without comparing all of them: a tree of
 * their segments. The fixed beginning and end of a segment lead to the next one. Filled
 * first, then read by any thread.
 *
 * @param <E> the type of what is found
 */
final class PatternIndex<E> {

	private static final String DEEP = "**";

	private final Node<E> root = new Node<>();

	/**
	 * Adds a pattern.
	 * @param segments its segments
	 * @param entry what is found by it
	 */
	void add(List<String> segments, E entry) {
		Node<E> node = this.root;
		for (String segment : segments) {
			if (segment.equals(DEEP)) {
				node.addDeep(segments.get(segments.size() - 1), entry);
				return;
			}
			node = node.next(segment);
		}
		node.ends.add(entry);
	}

	/**
	 * Finds patterns: at least all that match.
	 * @param segments the segments of a path
	 * @param found receives what was added with them
	 */
	void find(List<String> segments, Consumer<E> found) {
		this.root.find(segments, 0, found);
	}

	/** What lies between the fixed beginning and the fixed end of a segment. */
	static String openPart(String segment) {
		return isFixed(segment) ? "" : segment.substring(fixedStart(segment), segment.length() - fixedEnd(segment));
	}

	private static boolean isFixed(String segment) {
		return fixedStart(segment) == segment.length();
	}

	private static int fixedStart(String segment) {
		int at = 0;
		while (at < segment.length() && !isSpecial(segment.charAt(at))) {
			at++;
		}
		return at;
	}

	private static int fixedEnd(String segment) {
		int length = 0;
		while (length < segment.length() && !isSpecial(segment.charAt(segment.length() - 1 - length))) {
			length++;
		}
		return length;
	}

	private static boolean isSpecial(char character) {
		return character == '*' || character == '?' || character == '{' || character == '}';
	}

	/**
	 * Holds what may follow the same segments.
	 *
	 * @param <E> the type of what is found
	 */
	private static final class Node<E> {

		/** The patterns that end here. */
		private final List<E> ends = new ArrayList<>(1);

		private final Map<String, Node<E>> fixed = new HashMap<>();

		/** After a segment of which nothing is fixed. */
		private @Nullable Node<E> any;

		private final List<Affixed<E>> affixed = new ArrayList<>(0);

		/** The patterns of which any number of segments follow, by their last one. */
		private final Map<String, List<E>> deepBefore = new HashMap<>(0);

		/** Those whose last one is not fixed. */
		private final List<E> deep = new ArrayList<>(0);

		void addDeep(String last, E entry) {
			(isFixed(last) ? this.deepBefore.computeIfAbsent(last, (key) -> new ArrayList<>(1)) : this.deep).add(entry);
		}

		Node<E> next(String segment) {
			int start = fixedStart(segment);
			if (start == segment.length()) {
				return this.fixed.computeIfAbsent(segment, (key) -> new Node<>());
			}
			int end = fixedEnd(segment);
			if (start == 0 && end == 0) {
				Node<E> known = this.any;
				Node<E> next = (known != null) ? known : new Node<>();
				this.any = next;
				return next;
			}
			Affixed<E> lengths = this.affixed.stream()
				.filter((each) -> each.start() == start && each.end() == end)
				.findFirst()
				.orElseGet(() -> {
					Affixed<E> added = new Affixed<>(start, end, new HashMap<>());
					this.affixed.add(added);
					return added;
				});
			return lengths.nodes().computeIfAbsent(lengths.keyOf(segment), (key) -> new Node<>());
		}

		void find(List<String> segments, int at, Consumer<E> found) {
			if (!this.deepBefore.isEmpty() && !segments.isEmpty()) {
				this.deepBefore.getOrDefault(segments.get(segments.size() - 1), List.of()).forEach(found);
			}
			this.deep.forEach(found);
			if (at == segments.size()) {
				this.ends.forEach(found);
				// A path may end with an empty segment, which a wildcard takes.
				if (this.any != null) {
					this.any.ends.forEach(found);
				}
				return;
			}
			String segment = segments.get(at);
			Node<E> same = this.fixed.get(segment);
			if (same != null) {
				same.find(segments, at + 1, found);
			}
			Node<E> other = this.any;
			if (other != null) {
				other.find(segments, at + 1, found);
			}
			for (Affixed<E> lengths : this.affixed) {
				Node<E> alike = lengths.find(segment);
				if (alike != null) {
					alike.find(segments, at + 1, found);
				}
			}
		}

	}

	/**
	 * Holds what follows segments with a fixed beginning and a fixed end of the same
	 * lengths.
	 *
	 * @param start the length of the beginning
	 * @param end the length of the end
	 * @param nodes what follows, by beginning and end
	 * @param <E> the type of what is found
	 */
	private record Affixed<E>(int start, int end, Map<String, Node<E>> nodes) {

		String keyOf(String segment) {
			return segment.substring(0, this.start) + segment.substring(segment.length() - this.end);
		}

		@Nullable Node<E> find(String segment) {
			return (segment.length() >= this.start + this.end) ? this.nodes.get(keyOf(segment)) : null;
		}

	}

}
