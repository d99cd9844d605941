package io.quictransport.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.internal.connection.ConnectionLink.Session;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection without losing messages: GOAWAY states that no new work is taken or
 * sent and what has been admitted; DONE states that its sender waits for nothing more; an
 * end that has sent and received DONE closes. Confined to the event loop.
 */
final class GracefulClose {

	/**
	 * A node drains, leaves the peer, and stops: each is stated once, and each costs a
	 * scan of everything that was sent to it.
	 */
	private static final int MOST_REFUSALS = 3;

	private final Owner connection;

	private final ConnectionContext context;

	/** How long a peer that owes DONE may be silent, not counting its round-trip time. */
	private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** The same in round trips; one of three may be lost. */
	private static final int SILENT_ROUND_TRIPS = 3;

	/**
	 * How long small answers have to arrive on a path that loses large ones, not counting
	 * round trips.
	 */
	private static final Duration NARROW_PATIENCE = Duration.ofMillis(100);

	private final LoopTimer deadline;

	private final LoopTimer silence;

	private @Nullable GoAway sent;

	private @Nullable GoAway received;

	/** How many times the peer has stated that it takes no more. */
	private int refusals;

	/** Whether this end has stated that it sends no new work. */
	private boolean leaving;

	private boolean doneSent;

	private boolean doneReceived;

	/**
	 * The time until which admitted work may take, even if the connection is replaced.
	 */
	private @Nullable Long drainsUntil;

	/** The code with which the connection is closed at the deadline. */
	private ErrorCode lastCode = ErrorCode.CONNECTION_REPLACED;

	private String lastReason = "";

	/** Whether the deadline waits for streams of messages. */
	private boolean patient;

	/** Whether the deadline is that of a drain that was taken back. */
	private boolean undrained;

	/** Whether the peer has taken its drain back. */
	private boolean peerUndrained;

	GracefulClose(Owner connection, ConnectionContext context) {
		this.connection = connection;
		this.context = context;
		this.deadline = new LoopTimer(context.loop(), this::deadlineOver);
		this.silence = new LoopTimer(context.loop(), this::silenceOver);
	}

	/**
	 * Takes no new work from the peer; this node's own continues.
	 * @param nanos how long admitted work may take, and a retiring connection may live
	 */
	void drain(long nanos) {
		this.drainsUntil = this.context.now() + nanos;
		if (!refusesWork()) {
			send(this.connection.session().admitted(ErrorCode.DRAINING, "the node drains"));
		}
		if (this.undrained && !isLeaving()) {
			// No successor has come, and none need come any more.
			this.undrained = false;
			this.deadline.cancel();
		}
		if (this.deadline.isSet() && this.patient && !mayHang()) {
			endWithinGrace(this.lastCode, this.lastReason);
		}
	}

	/**
	 * The node takes new work again, but not here, where what was refused stays refused:
	 * asks the peer to dial a successor, which this end dials as well. A peer that is not
	 * reached and does not know this finds the connection closed, and dials again.
	 */
	void undrain() {
		if (refusesWork() && !isLeaving()) {
			this.undrained = true;
			// Admitted work is asked for again on the successor.
			this.drainsUntil = null;
			this.connection.sendGoAway(GoAway.replaced());
			endWithinGrace(ErrorCode.CONNECTION_REPLACED, "the node takes work again, on a newer connection");
		}
	}

	/** Takes and sends no new work, and closes when everything is answered. */
	void leave(ErrorCode code, String reason) {
		this.leaving = true;
		GoAway before = this.sent;
		if (before != null && before.refusesWork()) {
			if (before.code() != code) {
				send(new GoAway(code, reason, before.lanes(), before.transfers()));
			}
		}
		else {
			send(this.connection.session().admitted(code, reason));
		}
		progress();
	}

	/** Sends no new work, because a newer connection takes over. */
	void retire() {
		this.leaving = true;
		if (this.sent == null) {
			send(GoAway.replaced());
		}
		progress();
	}

	/**
	 * Closes when the grace period is over, whatever remains. Streams of messages may
	 * live long, so a connection that was merely replaced keeps those that are open.
	 */
	void endWithinGrace(ErrorCode code, String reason) {
		if (this.deadline.isSet() && !this.patient) {
			return;
		}
		this.lastCode = code;
		this.lastReason = reason;
		this.patient = code == ErrorCode.CONNECTION_REPLACED;
		Duration grace = (this.patient && mayHang()) ? patience() : this.context.settings().drainGrace();
		this.deadline.set(Math.max(grace.toNanos(), this.patient ? drainNanos() : 0));
	}

	/** How long to wait for messages that may hang before they are sent again. */
	private Duration patience() {
		if (!this.connection.isPathNarrow()) {
			return PeerAddressChange.PATIENCE;
		}
		Duration rtt = this.connection.rtt();
		return (rtt != null) ? NARROW_PATIENCE.plus(rtt.multipliedBy(SILENT_ROUND_TRIPS)) : PeerAddressChange.PATIENCE;
	}

	/** The remaining time of this node's drain. */
	private long drainNanos() {
		Long until = this.drainsUntil;
		return (until != null) ? until - this.context.now() : 0;
	}

	/**
	 * The peer is silent, or does not receive everything: a connection that was already
	 * replaced does not wait for it long.
	 */
	void pathSuspect() {
		if (this.patient && this.deadline.isSet()) {
			endWithinGrace(this.lastCode, this.lastReason);
		}
	}

	private void deadlineOver() {
		if (this.patient && isInUse() && !isStalled()) {
			endWithinGrace(this.lastCode, this.lastReason);
		}
		else {
			this.connection.close(this.lastCode, this.lastReason);
		}
	}

	/**
	 * Whether streams are open, or answers are awaited that could not be requested on a
	 * successor, because the peer drains.
	 */
	private boolean isInUse() {
		Session session = this.connection.session();
		return session.hasStreams() || (peerRefusesWork() && session.isWaiting());
	}

	/** Whether sending messages again is better than waiting for them. */
	private boolean mayHang() {
		return this.connection.isPathSuspect() || this.connection.isPathNarrow() || isStalled();
	}

	private boolean isStalled() {
		return this.connection.session()
			.isStalled(this.context.now(), this.context.settings().stallTimeout().toNanos());
	}

	/** The connection is closed: there is nothing left to wait for. */
	void connectionClosed() {
		this.deadline.cancel();
		this.silence.cancel();
	}

	private void send(GoAway goAway) {
		this.sent = goAway;
		this.connection.sendGoAway(goAway);
	}

	/** Asks the peer, which has dialled, to dial a successor; work is still refused. */
	void askForSuccessor() {
		if (!refusesWork()) {
			this.connection.sendGoAway(GoAway.replaced());
		}
	}

	void received(GoAway goAway) {
		if (peerRefusesWork() && !goAway.refusesWork()) {
			// The peer does not take again what it has refused, but takes work elsewhere.
			if (peerCode() == ErrorCode.DRAINING && this.connection.isOpen()) {
				this.peerUndrained = true;
				this.connection.successorWanted();
			}
			return;
		}
		if (goAway.refusesWork() && ++this.refusals > MOST_REFUSALS) {
			throw new MalformedFrameException(
					"the peer says for the " + this.refusals + "th time that it takes no more");
		}
		this.received = goAway;
		this.peerUndrained = false;
		if (goAway.refusesWork()) {
			this.connection.session().peerRefuses(goAway);
			this.connection.peerDrains();
			progress();
		}
		else if (this.connection.isOpen()) {
			this.connection.successorWanted();
		}
	}

	void doneReceived() {
		if (this.doneReceived) {
			return;
		}
		this.doneReceived = true;
		progress();
	}

	/** Takes the next step of the close, if it can be taken. */
	void progress() {
		if (isLeaving() && !this.doneSent && !this.connection.session().isWaiting()) {
			this.doneSent = true;
			this.connection.session().settleAll();
			this.connection.sendDone();
		}
		if (this.doneSent && this.doneReceived) {
			ErrorCode left = (ownCode() != null) ? ownCode() : peerCode();
			this.connection.close((left != null) ? left : ErrorCode.CONNECTION_REPLACED, "both ends are done");
		}
		else if (this.doneSent && refusesWork() && !this.silence.isSet()) {
			awaitDone();
		}
	}

	/**
	 * Only the peer's DONE is outstanding. A peer that is frozen or gone will not send
	 * it: it is probed, and given up if it does not answer.
	 */
	private void awaitDone() {
		this.connection.ping();
		this.silence.set(mostSilence());
	}

	private long mostSilence() {
		Duration rtt = this.connection.rtt();
		return (rtt != null) ? Math.max(SILENCE_NANOS, SILENT_ROUND_TRIPS * rtt.toNanos()) : SILENCE_NANOS;
	}

	private void silenceOver() {
		boolean silent = this.context.now() - this.connection.lastHeard() >= mostSilence();
		if (silent && !this.connection.session().isAnswering()) {
			this.connection.close(this.lastCode, "the peer is silent and nothing waits for it");
		}
		else {
			awaitDone();
		}
	}

	/** Whether a drain of either end was taken back, and only a successor takes work. */
	boolean needsSuccessor() {
		return (this.undrained || this.peerUndrained) && this.connection.isOpen() && !isLeaving();
	}

	boolean isLeaving() {
		GoAway theirs = this.received;
		return this.leaving || (theirs != null && theirs.refusesWork() && theirs.code() != ErrorCode.DRAINING);
	}

	boolean refusesWork() {
		GoAway mine = this.sent;
		return mine != null && mine.refusesWork();
	}

	boolean peerRefusesWork() {
		GoAway theirs = this.received;
		return theirs != null && theirs.refusesWork();
	}

	/** The code of this end's GOAWAY, null if it has sent none. */
	@Nullable ErrorCode ownCode() {
		GoAway mine = this.sent;
		return (mine != null) ? mine.code() : null;
	}

	/** The code of the peer's GOAWAY, null if it has sent none. */
	@Nullable ErrorCode peerCode() {
		GoAway theirs = this.received;
		return (theirs != null) ? theirs.code() : null;
	}

	/** Represents the connection that is closed gracefully. */
	interface Owner {

		/** Whether it carries messages for a peer. */
		boolean isOpen();

		/** The messages that it carries. */
		Session session();

		/** When the peer was last heard. */
		long lastHeard();

		/** The last measured round-trip time, null if there is none. */
		@Nullable Duration rtt();

		/** Whether the peer is silent, or has been heard from another address. */
		boolean isPathSuspect();

		/** Whether the path was found to be narrower than before. */
		boolean isPathNarrow();

		/** Sends a PING. */
		long ping();

		void sendGoAway(GoAway goAway);

		/** Sends DONE, at once. */
		void sendDone();

		/** The peer takes no more work. */
		void peerDrains();

		/** The peer wants new work on a newer connection. */
		void successorWanted();

		/** Closes at once, with a reason that both ends see. */
		void close(ErrorCode code, String reason);

	}

}
