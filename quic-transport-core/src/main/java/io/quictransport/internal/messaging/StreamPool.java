package io.quictransport.internal.messaging;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import io.quictransport.StreamLoad;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.messaging.Outbox.OutboundSession;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Sends the calls of this node over one connection, on the streams that it opens for
 * them. Small messages share lanes, which are long-lived; large messages and streams of
 * messages get a stream each, up to a limit. Confined to the event loop.
 *
 * <p>
 * The lanes are few, because each received packet costs time for each open stream of its
 * connection; and no stream is opened without credit, because a failed attempt costs a
 * stream id for good.
 */
final class StreamPool implements OutboundSession {

	private static final Log logger = Log.of(StreamPool.class);

	/** Larger payloads have their own stream. */
	static final int LARGE = 64 * 1024;

	/** The number of probes of the lanes within the stall timeout. */
	private static final int PROBES = 8;

	private final SessionContext context;

	private final ConnectionLink connection;

	private final Replies replies;

	private final UnreadAnswers unread;

	private final Messaging.Limits limits;

	private final TransportCounters counters;

	private final Lanes<OutboundLane> lanes;

	private final Queue<StreamOccupant> waitingForCredit = new ArrayDeque<>(1);

	private final StreamSlots<Transfer> transfers;

	private final OpenMessageStreams messages;

	StreamPool(SessionContext context, Replies replies, UnreadAnswers unread) {
		this.context = context;
		this.connection = context.connection();
		this.replies = replies;
		this.unread = unread;
		this.limits = context.messaging().limits;
		this.counters = context.messaging().counters;
		this.lanes = new Lanes<>(this.limits.maxLanes(), this.connection::losesPackets, this.counters.lanes,
				this::newLane, this::open, this::releaseCalls);
		this.transfers = new StreamSlots<>(this.limits.maxTransfers(), this.counters.waitingStreams, this::open);
		this.messages = new OpenMessageStreams(
				new StreamSlots<>(this.limits.maxMessageStreams(), this.counters.waitingStreams, this::open),
				context.streams(), this.connection);
	}

	@Override
	public long now() {
		return this.connection.now();
	}

	@Override
	public long incarnation() {
		return this.connection.remote().incarnation();
	}

	@Override
	public int maxInFlight() {
		return this.connection.remote().maxInFlight();
	}

	@Override
	public WireLimits limits() {
		return this.connection.peerLimits();
	}

	@Override
	public boolean peerRefusesWork() {
		return this.connection.peerRefusesWork();
	}

	@Override
	public void tellSettled(Settled settled) {
		this.connection.tellSettled(settled);
	}

	@Override
	public @Nullable Carrier send(Call<?> call, @Nullable Carrier bound) {
		if (isLarge(call.payloadLength())) {
			Transfer transfer = Transfer.ofCall(this.context, this.transfers, call);
			call.waitsFor(transfer);
			this.transfers.enter(transfer);
			return transfer;
		}
		if (call instanceof StreamCall opening) {
			MessageChannel channel = new MessageChannel(this.context, this.messages, opening);
			call.waitsFor(channel);
			this.messages.open(channel);
			return channel;
		}
		OutboundLane lane = (bound instanceof OutboundLane same) ? same : this.lanes.next();
		if (lane != null) {
			lane.send(call);
		}
		return lane;
	}

	@Override
	public boolean mayFollow(Call<?> call, Carrier bound) {
		return bound instanceof OutboundLane lane && lane.connection() == this.connection && lane.isUsable()
				&& !isLarge(call.payloadLength());
	}

	static boolean isLarge(int payloadLength) {
		return payloadLength > LARGE;
	}

	/**
	 * Sends an answer on its own stream, when its turn comes.
	 * @param payloadLength the length of its payload
	 * @param writer writes it
	 * @param notWritten receives why it cannot be written
	 */
	void reply(int payloadLength, Consumer<ByteBuf> writer, Consumer<Throwable> notWritten) {
		this.transfers
			.enter(Transfer.ofReply(this.context, this.transfers, this.unread, payloadLength, writer, notWritten));
	}

	/** The streams of messages, from both ends. */
	OpenMessageStreams messages() {
		return this.messages;
	}

	private OutboundLane newLane() {
		return new OutboundLane(this.context, this.replies, this.lanes::opened, this.lanes::ended);
	}

	private void releaseCalls() {
		// After the call that may have opened the lane, so that messages keep their
		// order.
		this.context.messaging().loop.execute(this.context.calls()::release);
	}

	/** Tries again to open a lane for the calls that wait, if that has failed. */
	void openAwaitedLane() {
		this.lanes.openAwaited();
	}

	/** Drops the occupants that never got their stream. */
	void connectionClosed() {
		this.counters.waitingStreams.add(-this.waitingForCredit.size());
		this.waitingForCredit.clear();
		this.transfers.close();
		this.messages.connectionClosed();
		this.lanes.abandon();
	}

	/** Makes the lanes probe what they need to know for {@link #isStalled}. */
	void probeLanes(long now) {
		long quiet = this.limits.stallTimeout().toNanos() / PROBES;
		for (OutboundLane lane : this.lanes.open()) {
			lane.probe(now, quiet);
		}
	}

	/** Whether a stream had bytes to move and moved none of them for this long. */
	boolean isStalled(long now, long nanos) {
		for (OutboundLane lane : this.lanes.open()) {
			if (lane.isStalled(now, nanos)) {
				return true;
			}
		}
		for (Transfer transfer : this.transfers.open()) {
			if (transfer.isStalled(now, nanos)) {
				return true;
			}
		}
		return this.messages.isStalled(now, nanos);
	}

	/**
	 * Describes the streams now.
	 * @param open the open QUIC streams of the connection
	 * @param credit the number of streams that the peer lets this node open
	 */
	StreamLoad load(int open, long credit) {
		Long room = null;
		long blocked = 0;
		for (OutboundLane lane : this.lanes.open()) {
			long left = lane.sendCredit();
			room = (room == null) ? left : Math.min(room, left);
			blocked += lane.blockedBytes();
		}
		for (Transfer transfer : this.transfers.open()) {
			blocked += transfer.blockedBytes();
		}
		int waiting = this.waitingForCredit.size() + this.transfers.waiting() + this.messages.waiting();
		return new StreamLoad(open, waiting, credit, this.lanes.count(), this.messages.count(), room, blocked);
	}

	/** The number of open lanes; on any thread. */
	int laneCount() {
		return this.lanes.count();
	}

	/** Ends the lanes that have been idle for too long, all but one. */
	void closeIdleLanes(long now) {
		this.lanes.endIdle(now, this.limits.laneIdleTimeout().toNanos());
	}

	/**
	 * Stream credit may be available: from the peer's limit, or from a stream that ended.
	 */
	void creditChanged() {
		while (!this.waitingForCredit.isEmpty() && this.connection.hasStreamCredit()) {
			this.counters.waitingStreams.decrement();
			StreamOccupant next = this.waitingForCredit.remove();
			if (next.isGivenUp()) {
				next.notOpened();
			}
			else {
				create(next);
			}
		}
	}

	/** Opens a stream as soon as the peer grants one. */
	private void open(StreamOccupant occupant) {
		if (this.waitingForCredit.isEmpty() && this.connection.hasStreamCredit()) {
			create(occupant);
		}
		else {
			this.counters.waitingStreams.increment();
			this.waitingForCredit.add(occupant);
		}
	}

	private void create(StreamOccupant occupant) {
		Future<QuicStreamChannel> opened;
		try {
			opened = this.connection.openStream(occupant);
		}
		catch (Throwable ex) {
			notCreated(occupant, ex);
			return;
		}
		opened.addListener((Future<QuicStreamChannel> done) -> {
			if (done.isSuccess()) {
				begin(occupant, done.getNow());
			}
			else {
				notCreated(occupant, done.cause());
			}
		});
	}

	private void notCreated(StreamOccupant occupant, Throwable cause) {
		logger.debug("event=stream_not_opened peer={} reason=\"{}\"", this.context.peer(), cause.toString());
		occupant.closed();
	}

	/** Much may have happened while the stream was being created. */
	static void begin(StreamOccupant occupant, QuicStreamChannel stream) {
		if (occupant.isGivenUp()) {
			stream.shutdown(ErrorCode.CANCELLED.number());
			stream.close();
			return;
		}
		try {
			occupant.begin(stream);
		}
		catch (Throwable ex) {
			occupant.notBegun(ex);
			stream.shutdown(ErrorCode.INTERNAL.number());
			stream.close();
		}
	}

}
