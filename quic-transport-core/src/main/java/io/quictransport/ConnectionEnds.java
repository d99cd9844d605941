package io.quictransport;

import java.util.List;
import java.util.Map;

/**
 * Reports the connections that were refused and those that have ended, since the
 * transport was made: how many for each reason, and the last ones.
 *
 * @param counts the number of each kind
 * @param recent the last 32 different refusals and the last 32 different ends of
 * established connections, the most recent first. Dials without an answer are only
 * counted: {@link NetworkTransport#unreached()} lists their targets
 */
public record ConnectionEnds(Map<Kind, Long> counts, List<ConnectionEnd> recent) {

	/** No connection has ended. */
	public static final ConnectionEnds NONE = new ConnectionEnds(Map.of(), List.of());

	/**
	 * Copies the collections, so that the value never changes.
	 * @param counts see {@link #counts()}
	 * @param recent see {@link #recent()}
	 */
	public ConnectionEnds {
		counts = Map.copyOf(counts);
		recent = List.copyOf(recent);
	}

	/**
	 * The number of connections of one kind.
	 * @param kind the kind
	 * @return their number
	 */
	public long count(Kind kind) {
		return this.counts.getOrDefault(kind, 0L);
	}

	/**
	 * Classifies ended connections.
	 *
	 * @param stage how far the connection had come
	 * @param code why it has ended
	 * @param expected whether that was planned, see {@link ConnectionEnd#expected()}
	 */
	public record Kind(Stage stage, ErrorCode code, boolean expected) {
	}

	/** Defines how far a connection had come when it ended. */
	public enum Stage {

		/** A peer has dialled it, and it was not established. */
		REFUSED,

		/** This node has dialled it, and it was not established. */
		DIAL_FAILED,

		/** It was established. */
		CLOSED

	}

}
