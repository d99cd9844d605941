package io.quictransport;

import java.time.Instant;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Describes one peer at one moment, for health, status pages and tests.
 *
 * <p>
 * Read it and its groups by their accessors: a later version may add components. Where a
 * value must be made, as in a test, begin with {@link #of}.
 *
 * @param id the peer's identity
 * @param phase the phase of its life
 * @param info what it states of itself, null before its first HELLO
 * @param software the software that it states to run, such as
 * {@code quic-transport/0.1.0}; null if that is not known
 * @param connectedSince since when it is connected, over all connections that have
 * replaced one another; null if it is not, or where a transport does not tell
 * @param connection the live connection, null without one
 * @param messages the messages to and from it, over all connections
 * @param lastFailure its last failure since it was last connected, null if there is none
 */
public record PeerSnapshot(PeerId id, PeerPhase phase, @Nullable NodeInfo info, @Nullable String software,
		@Nullable Instant connectedSince, @Nullable ConnectionSnapshot connection, MessageStats messages,
		@Nullable PeerFailure lastFailure) {

	/**
	 * Makes the text a single line.
	 * @param id see {@link #id()}
	 * @param phase see {@link #phase()}
	 * @param info see {@link #info()}
	 * @param software see {@link #software()}
	 * @param connectedSince see {@link #connectedSince()}
	 * @param connection see {@link #connection()}
	 * @param messages see {@link #messages()}
	 * @param lastFailure see {@link #lastFailure()}
	 */
	public PeerSnapshot {
		software = (software != null) ? ForeignText.line(software) : null;
	}

	/**
	 * Makes a snapshot of a peer of which nothing more is known.
	 * @param id the peer's identity
	 * @param phase the phase of its life
	 * @return the snapshot
	 */
	public static PeerSnapshot of(PeerId id, PeerPhase phase) {
		return new PeerSnapshot(id, phase, null, null, null, null, MessageStats.NONE, null);
	}

	/**
	 * Changes what the peer states of itself.
	 * @param info the new value
	 * @return a copy with this value
	 */
	public PeerSnapshot withInfo(NodeInfo info) {
		return new PeerSnapshot(this.id, this.phase, info, this.software, this.connectedSince, this.connection,
				this.messages, this.lastFailure);
	}

	/**
	 * Changes the software that the peer states to run.
	 * @param software the new value
	 * @return a copy with this value
	 */
	public PeerSnapshot withSoftware(String software) {
		return new PeerSnapshot(this.id, this.phase, this.info, software, this.connectedSince, this.connection,
				this.messages, this.lastFailure);
	}

	/**
	 * Changes since when the peer is connected.
	 * @param connectedSince the new value
	 * @return a copy with this value
	 */
	public PeerSnapshot withConnectedSince(Instant connectedSince) {
		return new PeerSnapshot(this.id, this.phase, this.info, this.software, connectedSince, this.connection,
				this.messages, this.lastFailure);
	}

	/**
	 * Changes the live connection.
	 * @param connection the new value
	 * @return a copy with this value
	 */
	public PeerSnapshot withConnection(ConnectionSnapshot connection) {
		return new PeerSnapshot(this.id, this.phase, this.info, this.software, this.connectedSince, connection,
				this.messages, this.lastFailure);
	}

	/**
	 * Changes the metrics of messages.
	 * @param messages the new value
	 * @return a copy with this value
	 */
	public PeerSnapshot withMessages(MessageStats messages) {
		return new PeerSnapshot(this.id, this.phase, this.info, this.software, this.connectedSince, this.connection,
				messages, this.lastFailure);
	}

	/**
	 * Changes the last failure.
	 * @param lastFailure the new value
	 * @return a copy with this value
	 */
	public PeerSnapshot withLastFailure(PeerFailure lastFailure) {
		return new PeerSnapshot(this.id, this.phase, this.info, this.software, this.connectedSince, this.connection,
				this.messages, lastFailure);
	}

	/**
	 * Whether messages can be sent to the peer.
	 * @return whether it is connected, draining or not
	 */
	public boolean isConnected() {
		return this.phase == PeerPhase.CONNECTED || this.phase == PeerPhase.DRAINING;
	}

}
