package io.quictransport;

/**
 * Reports the connections of a transport at one moment. Counts continue across stop and
 * start.
 *
 * @param open live connections, not counting those still in HELLO
 * @param dialled connections dialled by this node that reached HELLO
 * @param accepted connections dialled by peers that reached HELLO
 * @param closed connections that reached HELLO and have ended
 * @param refused inbound connections that were refused, for whatever reason
 * @param replaced connections that were replaced because they were old, had carried many
 * streams or had stalled
 */
public record ConnectionStats(int open, long dialled, long accepted, long closed, long refused, long replaced) {

	/** The metrics before the first connection. */
	public static final ConnectionStats NONE = new ConnectionStats(0, 0, 0, 0, 0, 0);

}
