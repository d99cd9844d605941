package io.quictransport.spring.boot.actuate;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.ErrorCode;
import io.quictransport.MessageStats;
import io.quictransport.PathStats;
import io.quictransport.PeerFailure;
import io.quictransport.PeerSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Describes a peer as the endpoint shows it. Without a connection, the parts that belong
 * to one are null.
 *
 * @param id the peer's id
 * @param phase the phase of its life
 * @param connected whether messages can go to it
 * @param address the other end of the connection
 * @param dialled whether this node dialled the connection
 * @param rttMillis the round-trip time that the last PING measured
 * @param path QUIC's statistics of the path
 * @param lanes open lanes
 * @param inFlight requests and unacknowledged one-way messages in flight to it
 * @param messagesSent messages sent to it
 * @param messagesReceived messages received from it
 * @param bytesSent payload bytes sent to it
 * @param bytesReceived payload bytes received from it
 * @param connectedSince since when it is connected, over all connections
 * @param lastError what last failed with it since it was last connected, null if nothing
 * has
 * @param lastErrorCode the code of that failure
 * @param lastErrorAt when that was
 * @param software the software that it states to run
 * @param certificate the certificate that it has shown
 * @param activity what happens with it now; null in the list of peers, and if its event
 * loop does not answer in time
 */
record QuicPeer(String id, String phase, boolean connected, @Nullable String address, boolean dialled,
		@Nullable Double rttMillis, @Nullable Path path, int lanes, int inFlight, long messagesSent,
		long messagesReceived, long bytesSent, long bytesReceived, @Nullable Instant connectedSince,
		@Nullable String lastError, @Nullable String lastErrorCode, @Nullable Instant lastErrorAt,
		@Nullable String software, @Nullable Certificate certificate, @Nullable QuicPeerActivity activity) {

	static QuicPeer of(PeerSnapshot peer) {
		return of(peer, null);
	}

	static QuicPeer of(PeerSnapshot peer, @Nullable QuicPeerActivity activity) {
		ConnectionSnapshot connection = peer.connection();
		InetSocketAddress address = (connection != null) ? connection.remoteAddress() : null;
		Duration rtt = (connection != null) ? connection.rtt() : null;
		PathStats path = (connection != null) ? connection.path() : null;
		X509Certificate certificate = (connection != null) ? connection.certificate() : null;
		MessageStats messages = peer.messages();
		PeerFailure failure = peer.lastFailure();
		ErrorCode code = (failure != null) ? failure.code() : null;
		return new QuicPeer(peer.id().value(), peer.phase().name(), peer.isConnected(),
				(address != null) ? text(address) : null, connection != null && connection.dialled(),
				(rtt != null) ? millis(rtt) : null, (path != null) ? Path.of(path) : null,
				(connection != null) ? connection.lanes() : 0, messages.inFlight(), messages.sent(),
				messages.received(), messages.bytesSent(), messages.bytesReceived(), peer.connectedSince(),
				(failure != null) ? failure.reason() : null, (code != null) ? code.name() : null,
				(failure != null) ? failure.at() : null, peer.software(),
				(certificate != null) ? Certificate.of(certificate) : null, activity);
	}

	private static String text(InetSocketAddress address) {
		String text = address.toString();
		return text.substring(text.indexOf('/') + 1);
	}

	private static double millis(Duration duration) {
		return duration.toNanos() / 1e6;
	}

	/**
	 * The path of the connection, as it was when the last PING went out.
	 *
	 * @param smoothedRttMillis the round-trip time that congestion control reckons with
	 * @param congestionWindow bytes that may be in flight
	 * @param maxUdpPayload the largest UDP payload in bytes
	 * @param packetsSent packets sent on the connection
	 * @param packetsReceived packets received
	 * @param packetsLost packets sent and lost
	 */
	record Path(double smoothedRttMillis, long congestionWindow, int maxUdpPayload, long packetsSent,
			long packetsReceived, long packetsLost) {

		static Path of(PathStats path) {
			return new Path(millis(path.smoothedRtt()), path.congestionWindow(), path.maxUdpPayload(),
					path.packetsSent(), path.packetsReceived(), path.packetsLost());
		}

	}

	/**
	 * The peer's certificate.
	 *
	 * @param subject whose it is
	 * @param issuer the CA that has issued it
	 * @param serial its serial number, hexadecimal
	 * @param validUntil when it expires
	 */
	record Certificate(String subject, String issuer, String serial, Instant validUntil) {

		static Certificate of(X509Certificate certificate) {
			return new Certificate(certificate.getSubjectX500Principal().getName(),
					certificate.getIssuerX500Principal().getName(), certificate.getSerialNumber().toString(16),
					certificate.getNotAfter().toInstant());
		}

	}

}
