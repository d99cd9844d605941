package io.quictransport;

import java.util.Map;

/**
 * Reports the metrics of a transport since it was made, at one moment. Counters never
 * decrease, not even across stop and start.
 *
 * <p>
 * Read it and its groups by their accessors: a later version may add components. Where a
 * value must be made, as in a test, begin with {@link #NONE}.
 *
 * @param connections the connections
 * @param handshakes the handshakes that lead to them
 * @param quicStreams the QUIC streams of all connections
 * @param paths the paths to all peers
 * @param messages the messages to and from all peers
 * @param handlers the handlers of what peers send
 * @param errors failures by code, each counted once where it was detected; what ends as
 * planned is none
 */
public record TransportStats(ConnectionStats connections, HandshakeStats handshakes, QuicStreamStats quicStreams,
		PathTotals paths, MessageStats messages, HandlerStats handlers, Map<ErrorCode, Long> errors) {

	/** The metrics of a transport that has done nothing. */
	public static final TransportStats NONE = new TransportStats(ConnectionStats.NONE, HandshakeStats.NONE,
			QuicStreamStats.NONE, PathTotals.NONE, MessageStats.NONE, HandlerStats.NONE, Map.of());

	/**
	 * Copies the map, so that the value never changes.
	 * @param connections see {@link #connections()}
	 * @param handshakes see {@link #handshakes()}
	 * @param quicStreams see {@link #quicStreams()}
	 * @param paths see {@link #paths()}
	 * @param messages see {@link #messages()}
	 * @param handlers see {@link #handlers()}
	 * @param errors see {@link #errors()}
	 */
	public TransportStats {
		errors = Map.copyOf(errors);
	}

	/**
	 * Changes the metrics of connections.
	 * @param connections the new value
	 * @return a copy with this value
	 */
	public TransportStats withConnections(ConnectionStats connections) {
		return new TransportStats(connections, this.handshakes, this.quicStreams, this.paths, this.messages,
				this.handlers, this.errors);
	}

	/**
	 * Changes the metrics of handshakes.
	 * @param handshakes the new value
	 * @return a copy with this value
	 */
	public TransportStats withHandshakes(HandshakeStats handshakes) {
		return new TransportStats(this.connections, handshakes, this.quicStreams, this.paths, this.messages,
				this.handlers, this.errors);
	}

	/**
	 * Changes the metrics of QUIC streams.
	 * @param quicStreams the new value
	 * @return a copy with this value
	 */
	public TransportStats withQuicStreams(QuicStreamStats quicStreams) {
		return new TransportStats(this.connections, this.handshakes, quicStreams, this.paths, this.messages,
				this.handlers, this.errors);
	}

	/**
	 * Changes the metrics of paths.
	 * @param paths the new value
	 * @return a copy with this value
	 */
	public TransportStats withPaths(PathTotals paths) {
		return new TransportStats(this.connections, this.handshakes, this.quicStreams, paths, this.messages,
				this.handlers, this.errors);
	}

	/**
	 * Changes the metrics of messages.
	 * @param messages the new value
	 * @return a copy with this value
	 */
	public TransportStats withMessages(MessageStats messages) {
		return new TransportStats(this.connections, this.handshakes, this.quicStreams, this.paths, messages,
				this.handlers, this.errors);
	}

	/**
	 * Changes the metrics of handlers.
	 * @param handlers the new value
	 * @return a copy with this value
	 */
	public TransportStats withHandlers(HandlerStats handlers) {
		return new TransportStats(this.connections, this.handshakes, this.quicStreams, this.paths, this.messages,
				handlers, this.errors);
	}

	/**
	 * Changes the failures.
	 * @param errors the new value
	 * @return a copy with this value
	 */
	public TransportStats withErrors(Map<ErrorCode, Long> errors) {
		return new TransportStats(this.connections, this.handshakes, this.quicStreams, this.paths, this.messages,
				this.handlers, errors);
	}

}
