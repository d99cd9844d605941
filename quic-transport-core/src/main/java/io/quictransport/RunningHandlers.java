package io.quictransport;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the handlers that run on behalf of one peer at one moment, and the messages that
 * wait for theirs. Handlers of streams of messages are counted until they return.
 *
 * @param count all of them
 * @param byPath the requests and one-way messages among them by their path, the most
 * frequent ones first; only the first {@value #MOST_PATHS} paths, since patterns leave
 * the choice of paths to the peer
 */
public record RunningHandlers(int count, Map<String, Integer> byPath) {

	/** The most paths that are counted separately. */
	public static final int MOST_PATHS = 32;

	/**
	 * Copies the map in its order, as far as it is kept.
	 * @param count see {@link #count()}
	 * @param byPath see {@link #byPath()}
	 */
	public RunningHandlers {
		Map<String, Integer> first = new LinkedHashMap<>();
		byPath.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
			.limit(MOST_PATHS)
			.forEach((entry) -> first.put(entry.getKey(), entry.getValue()));
		byPath = Collections.unmodifiableMap(first);
	}

}
