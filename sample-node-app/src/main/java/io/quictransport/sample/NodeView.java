package io.quictransport.sample;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.ErrorCode;
import io.quictransport.NodeAddress;
import io.quictransport.PathStats;
import io.quictransport.PeerFailure;
import io.quictransport.PeerSnapshot;
import io.quictransport.TransportStats;
import io.quictransport.UnreachedPeer;
import org.jspecify.annotations.Nullable;

/**
 * Describes a node as it sees itself.
 *
 * @param id the node's id
 * @param state the state of its transport
 * @param serving whether it has caught up and serves its keys
 * @param address the UDP address that it is bound to
 * @param advertised the addresses at which its peers dial it
 * @param webPort the TCP port of its web server
 * @param uptimeMillis how long it has been running
 * @param keys how many keys its copy of the board has, deleted ones included
 * @param traffic its statistics
 * @param peers its peers
 */
record NodeView(String id, String state, boolean serving, String address, List<String> advertised, int webPort,
		long uptimeMillis, int keys, Traffic traffic, List<Peer> peers) {

	/**
	 * What a node has sent and received since it was started.
	 *
	 * @param connections live connections
	 * @param streams open streams
	 * @param inFlight messages in flight
	 * @param messagesSent messages sent
	 * @param messagesReceived messages received
	 * @param bytesSent payload bytes sent
	 * @param bytesReceived payload bytes received
	 * @param errors failures by code
	 */
	record Traffic(int connections, int streams, int inFlight, long messagesSent, long messagesReceived, long bytesSent,
			long bytesReceived, Map<String, Long> errors) {

		static Traffic of(TransportStats stats) {
			Map<String, Long> errors = new TreeMap<>();
			stats.errors().forEach((code, count) -> errors.put(code.name(), count));
			return new Traffic(stats.connections().open(), stats.quicStreams().open(), stats.messages().inFlight(),
					stats.messages().sent(), stats.messages().received(), stats.messages().bytesSent(),
					stats.messages().bytesReceived(), errors);
		}

	}

	/**
	 * A peer of the node.
	 *
	 * @param id the peer's id
	 * @param phase where it stands in its life
	 * @param connected whether messages can go to it
	 * @param address the other end of the connection, null without one
	 * @param dialled whether the node dialled the connection
	 * @param rttMicros the round-trip time last measured, null before the first
	 * @param lanes open lanes
	 * @param inFlight messages in flight to it
	 * @param messagesSent messages sent to it
	 * @param messagesReceived messages received from it
	 * @param lastError what last failed with it, null if nothing has
	 * @param lastErrorCode the code of that, null likewise
	 * @param lastErrorAt when that was, in milliseconds since 1970, null likewise
	 * @param connectedSince since when it is connected, likewise in milliseconds; null if
	 * it is not
	 * @param away how it is missed, null if it is connected, or nobody wants it
	 * @param path what QUIC itself has measured, null if nothing yet
	 */
	record Peer(String id, String phase, boolean connected, @Nullable String address, boolean dialled,
			@Nullable Long rttMicros, int lanes, int inFlight, long messagesSent, long messagesReceived,
			@Nullable String lastError, @Nullable String lastErrorCode, @Nullable Long lastErrorAt,
			@Nullable Long connectedSince, @Nullable Away away, @Nullable Path path) {

		static Peer of(PeerSnapshot peer, @Nullable UnreachedPeer away) {
			ConnectionSnapshot connection = peer.connection();
			InetSocketAddress address = (connection != null) ? connection.remoteAddress() : null;
			Duration rtt = (connection != null) ? connection.rtt() : null;
			PathStats path = (connection != null) ? connection.path() : null;
			PeerFailure failure = peer.lastFailure();
			ErrorCode code = (failure != null) ? failure.code() : null;
			return new Peer(peer.id().value(), peer.phase().name(), peer.isConnected(),
					(address != null) ? NodeAddress.of(address).toString() : null,
					connection != null && connection.dialled(), (rtt != null) ? rtt.toNanos() / 1000 : null,
					(connection != null) ? connection.lanes() : 0, peer.messages().inFlight(), peer.messages().sent(),
					peer.messages().received(), (failure != null) ? failure.reason() : null,
					(code != null) ? code.name() : null, (failure != null) ? millis(failure.at()) : null,
					millis(peer.connectedSince()), (away != null) ? Away.of(away) : null,
					(path != null) ? Path.of(path) : null);
		}

		private static @Nullable Long millis(@Nullable Instant at) {
			return (at != null) ? at.toEpochMilli() : null;
		}

	}

	/**
	 * How a peer is missed that is wanted and not connected.
	 *
	 * @param since since when, in milliseconds since 1970
	 * @param addresses where it is dialled
	 * @param stopped whether it has announced before that it stops
	 */
	record Away(long since, List<String> addresses, boolean stopped) {

		static Away of(UnreachedPeer peer) {
			return new Away(peer.since().toEpochMilli(), peer.addresses().stream().map(NodeAddress::toString).toList(),
					peer.stopped());
		}

	}

	/**
	 * What QUIC has measured of the path to a peer.
	 *
	 * @param rttMicros the smoothed round-trip time
	 * @param congestionWindow how many bytes may be in flight
	 * @param lost which part of the packets sent was lost, from 0 to 1
	 */
	record Path(long rttMicros, long congestionWindow, double lost) {

		static Path of(PathStats stats) {
			double lost = (stats.packetsSent() > 0) ? (double) stats.packetsLost() / stats.packetsSent() : 0;
			return new Path(stats.smoothedRtt().toNanos() / 1000, stats.congestionWindow(), lost);
		}

	}

}
