package io.quictransport;

import java.time.Duration;
import java.util.Map;

/**
 * Reports the metrics of a transport since it was made, at one moment. Counters never
 * decrease, not even across stop and start.
 *
 * @param connections live connections, not counting those still in HELLO
 * @param connectionsDialled connections dialled by this node that reached HELLO
 * @param connectionsAccepted connections dialled by peers that reached HELLO
 * @param connectionsClosed connections that reached HELLO and have ended
 * @param connectionsRefused inbound connections that were refused, for whatever reason
 * @param handshakes handshakes that succeeded: dial to HELLO
 * @param handshakeTime the time all of those took together
 * @param handshakeFailures handshakes that failed, but for those that were refused as
 * planned ({@link ConnectionEnd#expected()})
 * @param connectionsReplaced connections that were replaced because they were old, had
 * carried many streams or had stalled
 * @param quicStreams the QUIC streams of all connections
 * @param paths the paths to all peers
 * @param messagesSent requests, replies and one-way messages sent
 * @param messagesReceived the same, received
 * @param bytesSent payload bytes sent
 * @param bytesReceived payload bytes received
 * @param inFlight outbound requests and unacknowledged one-way messages in flight
 * @param handlersRunning handlers of peers' requests and messages that run or wait
 * @param rtt the mean of the connected peers' last measured round-trip times; zero when
 * there is none
 * @param errors failures by code, each counted once where it was detected; what ends as
 * planned is none
 */
public record TransportStats(int connections, long connectionsDialled, long connectionsAccepted, long connectionsClosed,
		long connectionsRefused, long connectionsReplaced, long handshakes, Duration handshakeTime,
		long handshakeFailures, QuicStreamStats quicStreams, PathTotals paths, long messagesSent, long messagesReceived,
		long bytesSent, long bytesReceived, int inFlight, int handlersRunning, Duration rtt,
		Map<ErrorCode, Long> errors) {

	/**
	 * Copies the map, so that the value never changes.
	 * @param connections see {@link #connections()}
	 * @param connectionsDialled see {@link #connectionsDialled()}
	 * @param connectionsAccepted see {@link #connectionsAccepted()}
	 * @param connectionsClosed see {@link #connectionsClosed()}
	 * @param connectionsRefused see {@link #connectionsRefused()}
	 * @param handshakes see {@link #handshakes()}
	 * @param handshakeTime see {@link #handshakeTime()}
	 * @param handshakeFailures see {@link #handshakeFailures()}
	 * @param connectionsReplaced see {@link #connectionsReplaced()}
	 * @param quicStreams see {@link #quicStreams()}
	 * @param paths see {@link #paths()}
	 * @param messagesSent see {@link #messagesSent()}
	 * @param messagesReceived see {@link #messagesReceived()}
	 * @param bytesSent see {@link #bytesSent()}
	 * @param bytesReceived see {@link #bytesReceived()}
	 * @param inFlight see {@link #inFlight()}
	 * @param handlersRunning see {@link #handlersRunning()}
	 * @param rtt see {@link #rtt()}
	 * @param errors see {@link #errors()}
	 */
	public TransportStats {
		errors = Map.copyOf(errors);
	}

	/**
	 * The open QUIC streams of all connections.
	 * @return their number
	 */
	public int streams() {
		return this.quicStreams.open();
	}

}
