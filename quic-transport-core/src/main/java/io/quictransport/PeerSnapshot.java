package io.quictransport;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Describes one peer at one moment, for health, status pages and tests.
 *
 * @param id the peer's identity
 * @param phase the phase of its life
 * @param info what it states of itself, null before its first HELLO
 * @param remoteAddress the other end of the live connection, null without one
 * @param dialled whether this node dialled the live connection; false without one
 * @param rtt the round-trip time last measured by PING, null before the first
 * @param lanes open lanes of the live connection
 * @param inFlight requests and unacknowledged one-way messages in flight to the peer
 * @param messagesSent requests, replies and one-way messages sent to it, over all
 * connections
 * @param messagesReceived the same, received from it
 * @param bytesSent payload bytes sent to it
 * @param bytesReceived payload bytes received from it
 * @param lastError the last failure concerning it, null if there is none
 * @param path QUIC's statistics of the path of the live connection, null without one,
 * until its first PING is answered, and for transports that have no network
 * @param certificate the certificate that the peer has shown on the live connection, null
 * without one and for transports that have no certificates
 * @param details what else is told of it
 */
public record PeerSnapshot(PeerId id, PeerPhase phase, @Nullable NodeInfo info,
		@Nullable InetSocketAddress remoteAddress, boolean dialled, @Nullable Duration rtt, int lanes, int inFlight,
		long messagesSent, long messagesReceived, long bytesSent, long bytesReceived, @Nullable String lastError,
		@Nullable PathStats path, @Nullable X509Certificate certificate, PeerDetails details) {

	/**
	 * Makes the text of the last failure a single line.
	 * @param id see {@link #id()}
	 * @param phase see {@link #phase()}
	 * @param info see {@link #info()}
	 * @param remoteAddress see {@link #remoteAddress()}
	 * @param dialled see {@link #dialled()}
	 * @param rtt see {@link #rtt()}
	 * @param lanes see {@link #lanes()}
	 * @param inFlight see {@link #inFlight()}
	 * @param messagesSent see {@link #messagesSent()}
	 * @param messagesReceived see {@link #messagesReceived()}
	 * @param bytesSent see {@link #bytesSent()}
	 * @param bytesReceived see {@link #bytesReceived()}
	 * @param lastError see {@link #lastError()}
	 * @param path see {@link #path()}
	 * @param certificate see {@link #certificate()}
	 * @param details see {@link #details()}
	 */
	public PeerSnapshot {
		lastError = (lastError != null) ? ForeignText.line(lastError) : null;
	}

	/**
	 * Makes a snapshot without details.
	 * @param id see {@link #id()}
	 * @param phase see {@link #phase()}
	 * @param info see {@link #info()}
	 * @param remoteAddress see {@link #remoteAddress()}
	 * @param dialled see {@link #dialled()}
	 * @param rtt see {@link #rtt()}
	 * @param lanes see {@link #lanes()}
	 * @param inFlight see {@link #inFlight()}
	 * @param messagesSent see {@link #messagesSent()}
	 * @param messagesReceived see {@link #messagesReceived()}
	 * @param bytesSent see {@link #bytesSent()}
	 * @param bytesReceived see {@link #bytesReceived()}
	 * @param lastError see {@link #lastError()}
	 * @param path see {@link #path()}
	 * @param certificate see {@link #certificate()}
	 */
	public PeerSnapshot(PeerId id, PeerPhase phase, @Nullable NodeInfo info, @Nullable InetSocketAddress remoteAddress,
			boolean dialled, @Nullable Duration rtt, int lanes, int inFlight, long messagesSent, long messagesReceived,
			long bytesSent, long bytesReceived, @Nullable String lastError, @Nullable PathStats path,
			@Nullable X509Certificate certificate) {
		this(id, phase, info, remoteAddress, dialled, rtt, lanes, inFlight, messagesSent, messagesReceived, bytesSent,
				bytesReceived, lastError, path, certificate, PeerDetails.NONE);
	}

	/**
	 * Whether messages can be sent to the peer.
	 * @return whether it is connected, draining or not
	 */
	public boolean isConnected() {
		return this.phase == PeerPhase.CONNECTED || this.phase == PeerPhase.DRAINING;
	}

}
