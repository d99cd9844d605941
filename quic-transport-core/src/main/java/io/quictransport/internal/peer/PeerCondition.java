package io.quictransport.internal.peer;

import java.time.Instant;
import java.util.function.LongSupplier;

import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.PeerFailure;
import io.quictransport.PeerPhase;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.loop.WallTime;
import org.jspecify.annotations.Nullable;

/**
 * Holds what callers and operators are told of a peer: its phase, since when it is
 * connected or why it is not, and what it runs. Changed on the event loop of the peer,
 * read by any thread.
 */
final class PeerCondition {

	private final LongSupplier clock;

	private volatile PeerPhase phase = PeerPhase.DISCOVERED;

	/** The last failure since the peer was last connected. */
	private volatile @Nullable LastError lastError;

	/** Why it went down as planned, null if it did not. */
	private volatile @Nullable DownReason plannedDown;

	/** When it was connected, null if it is not. */
	private volatile @Nullable Long connectedAt;

	/** What it says that it runs. */
	private volatile @Nullable String software;

	/** How often it has announced that it stops; confined to the event loop. */
	private long stops;

	/**
	 * Makes the condition of a peer that was never connected.
	 * @param clock the monotonic time in nanoseconds
	 */
	PeerCondition(LongSupplier clock) {
		this.clock = clock;
	}

	PeerPhase phase() {
		return this.phase;
	}

	void phase(PeerPhase next) {
		this.phase = next;
	}

	/**
	 * A connection is in use.
	 * @param runs what the peer says that it runs, null if it does not
	 */
	void connected(@Nullable String runs) {
		this.software = runs;
		this.lastError = null;
		this.plannedDown = null;
		this.phase = PeerPhase.CONNECTED;
		if (this.connectedAt == null) {
			this.connectedAt = this.clock.getAsLong();
		}
	}

	/**
	 * The last connection is lost.
	 * @param reason what listeners are told
	 * @param cause why it has ended
	 * @param planned whether that is no error
	 */
	void down(DownReason reason, CloseCause cause, boolean planned) {
		this.connectedAt = null;
		this.phase = PeerPhase.DISCONNECTED;
		if (planned) {
			this.plannedDown = reason;
		}
		else {
			// Its text is made when somebody asks, which few do.
			this.lastError = new LastError(cause.code(), cause, this.clock.getAsLong());
		}
		if (reason == DownReason.PEER_STOPPED) {
			this.stops++;
		}
	}

	/** All addresses of the peer have been dialled in vain. */
	void dialFailed(NetworkException cause) {
		this.lastError = new LastError(cause.code(), String.valueOf(cause.getMessage()), this.clock.getAsLong());
	}

	/** How often the peer has announced that it stops. */
	long stops() {
		return this.stops;
	}

	/** Explains why there is no connection, for the text of a failure. */
	String whyNotConnected() {
		LastError error = this.lastError;
		DownReason planned = this.plannedDown;
		return "the peer is " + this.phase + ((planned != null) ? " (" + planned + ")" : "")
				+ ((error != null) ? "; last error: " + error.text() : "");
	}

	/** Describes the condition now. */
	View view() {
		LastError error = this.lastError;
		Long connected = this.connectedAt;
		long now = this.clock.getAsLong();
		return new View(this.phase, this.software, (connected != null) ? WallTime.of(connected, now) : null,
				(error != null) ? new PeerFailure(error.text(), error.code(), WallTime.of(error.at(), now)) : null);
	}

	/**
	 * Describes the condition of a peer at one time.
	 *
	 * @param phase its phase
	 * @param software what it says that it runs, null if it does not
	 * @param connectedSince since when it is connected, null if it is not
	 * @param lastFailure the last failure since it was connected, null if there is none
	 */
	record View(PeerPhase phase, @Nullable String software, @Nullable Instant connectedSince,
			@Nullable PeerFailure lastFailure) {
	}

	/**
	 * Keeps a failure.
	 *
	 * @param code its code
	 * @param what says by {@link Object#toString} what it was
	 * @param at when it happened
	 */
	private record LastError(ErrorCode code, Object what, long at) {

		String text() {
			return this.what.toString();
		}

	}

}
