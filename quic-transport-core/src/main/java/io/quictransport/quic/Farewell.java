package io.quictransport.quic;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import io.quictransport.wire.GoAway;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ends without losing anything: GOAWAY says that no new work is taken or
 * sent and what has been admitted; DONE says that its sender waits for nothing more; an
 * end that has sent and received DONE closes. Confined to the event loop.
 */
final class Farewell {

	/**
	 * Admitted transfers are remembered for as long as a sender can be in doubt of them.
	 */
	private static final int REMEMBERED_TRANSFERS = 1024;

	private final Connection connection;

	private final TransportContext context;

	private final Set<Long> transfers = new LinkedHashSet<>();

	private @Nullable GoAway sent;

	private @Nullable GoAway received;

	private boolean doneSent;

	private boolean doneReceived;

	private @Nullable Future<?> deadline;

	/** Whether the deadline waits for streams of messages. */
	private boolean patient;

	Farewell(Connection connection, TransportContext context) {
		this.connection = connection;
		this.context = context;
	}

	/** Remembers that a transfer's message was admitted. */
	void transferAdmitted(long streamId) {
		this.transfers.add(streamId);
		if (this.transfers.size() > REMEMBERED_TRANSFERS) {
			this.transfers.remove(this.transfers.iterator().next());
		}
	}

	/** Takes no new work from the peer; this node's own goes on. */
	void drain() {
		if (!refusesWork()) {
			send(new GoAway(ErrorCode.DRAINING, "the node drains", this.connection.inboundLanes().admitted(),
					new HashSet<>(this.transfers)));
		}
	}

	/** Takes and sends no new work, and closes when all is answered. */
	void leave(ErrorCode code, String reason) {
		GoAway before = this.sent;
		if (before != null && before.refusesWork()) {
			send(new GoAway(code, reason, before.lanes(), before.transfers()));
		}
		else {
			send(new GoAway(code, reason, this.connection.inboundLanes().admitted(), new HashSet<>(this.transfers)));
		}
		progress();
	}

	/** Sends no new work here, because a newer connection takes over. */
	void retire() {
		if (this.sent == null) {
			send(GoAway.replaced());
		}
		progress();
	}

	/**
	 * Closes when the grace period is over, whatever is left by then. Streams of messages
	 * may live long, so a connection that was merely replaced keeps those that it has.
	 */
	void endWithinGrace(ErrorCode code, String reason) {
		Future<?> set = this.deadline;
		if (set != null) {
			if (!this.patient) {
				return;
			}
			set.cancel(false);
		}
		this.patient = code == ErrorCode.CONNECTION_REPLACED;
		Duration grace = (this.patient && mayHang()) ? Migration.PATIENCE : this.context.options.drainGrace();
		this.deadline = this.context.loop.schedule(() -> {
			this.deadline = null;
			if (this.patient && !this.connection.streams().messages().isEmpty() && !isStalled()) {
				endWithinGrace(code, reason);
			}
			else {
				this.connection.close(code, reason);
			}
		}, grace.toMillis(), TimeUnit.MILLISECONDS);
	}

	/** Whether messages are better sent again than waited for. */
	private boolean mayHang() {
		return this.connection.liveness().migration().isSeen() || isStalled();
	}

	private boolean isStalled() {
		return this.connection.streams().isStalled(System.nanoTime(), this.context.limits.stallTimeout().toNanos());
	}

	/** The connection is gone: nothing is to be waited for. */
	void connectionClosed() {
		Future<?> set = this.deadline;
		if (set != null) {
			set.cancel(false);
		}
	}

	private void send(GoAway goAway) {
		this.sent = goAway;
		this.connection.control().goAway(goAway);
	}

	/** Has the peer, which has dialled, dial a successor; work is refused as before. */
	void askForSuccessor() {
		if (!refusesWork()) {
			this.connection.control().goAway(GoAway.replaced());
		}
	}

	void received(GoAway goAway) {
		if (peerRefusesWork() && !goAway.refusesWork()) {
			// What the peer has refused it does not take again.
			return;
		}
		this.received = goAway;
		if (goAway.refusesWork()) {
			this.connection.outbox().refused(this.connection, (call) -> isBeyond(goAway, call));
			this.connection.peer().drains(this.connection);
		}
		else if (this.connection.isOpen()) {
			this.connection.peer().replaceIfNotReplaced(this.connection);
		}
		progress();
	}

	private static boolean isBeyond(GoAway goAway, Call<?> call) {
		Carrier carrier = call.carrier;
		if (carrier == null) {
			return false;
		}
		if (carrier instanceof Lane) {
			return call.sequence > goAway.lanes().getOrDefault(carrier.streamId(), 0L);
		}
		if (carrier instanceof MessageChannel) {
			// The peer serves or refuses each one that it is asked for.
			return carrier.streamId() < 0;
		}
		return !goAway.transfers().contains(carrier.streamId());
	}

	void doneReceived() {
		this.doneReceived = true;
		progress();
	}

	/** Looks whether the next step of the farewell can be taken. */
	void progress() {
		if (isLeaving() && !this.doneSent && !this.connection.outbox().isWaitingOn(this.connection)
				&& !this.connection.streams().messages().hasOwn()) {
			this.doneSent = true;
			this.connection.outbox().settleAll(this.connection);
			this.connection.control().done();
			this.connection.flush();
		}
		if (this.doneSent && this.doneReceived) {
			ErrorCode left = (ownCode() != null) ? ownCode() : peerCode();
			this.connection.close((left != null) ? left : ErrorCode.CONNECTION_REPLACED, "both ends are done");
		}
	}

	/** Whether this end sends no new work on the connection. */
	boolean isLeaving() {
		GoAway mine = this.sent;
		GoAway theirs = this.received;
		return (mine != null && mine.code() != ErrorCode.DRAINING)
				|| (theirs != null && theirs.refusesWork() && theirs.code() != ErrorCode.DRAINING);
	}

	/** Whether this end drops new work of the peer. */
	boolean refusesWork() {
		GoAway mine = this.sent;
		return mine != null && mine.refusesWork();
	}

	/** Whether the peer drops new work of this end. */
	boolean peerRefusesWork() {
		GoAway theirs = this.received;
		return theirs != null && theirs.refusesWork();
	}

	/** What this end has said of its leaving, null if it has not. */
	@Nullable ErrorCode ownCode() {
		GoAway mine = this.sent;
		return (mine != null) ? mine.code() : null;
	}

	/** What the peer has said of its leaving, null if it has not. */
	@Nullable ErrorCode peerCode() {
		GoAway theirs = this.received;
		return (theirs != null) ? theirs.code() : null;
	}

}
