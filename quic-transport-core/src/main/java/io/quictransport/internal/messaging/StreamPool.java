package io.quictransport.internal.messaging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Opens and shares the streams of this node on one connection. Lanes are long-lived and
 * shared: one is added while all are busy, up to a limit, and the least loaded takes the
 * next message. Large messages and streams of messages get a stream each, up to a limit.
 * Confined to the event loop.
 *
 * <p>
 * The lanes are few, because each received packet costs time for each open stream of its
 * connection; and no stream is opened without credit, because a failed attempt costs a
 * stream id for good.
 */
final class StreamPool {

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

	private final int maxLanes;

	private final TransportCounters counters;

	/** The open lanes. */
	private final List<OutboundLane> lanes = new ArrayList<>();

	/** The lane that waits for its stream, null if none does. */
	private @Nullable OutboundLane opening;

	/** Whether calls wait for a lane. */
	private boolean laneAwaited;

	/** The number of {@link #lanes}, for other threads. */
	private volatile int laneCount;

	private final Queue<StreamOccupant> waitingForCredit = new ArrayDeque<>(1);

	private final StreamSlots<Transfer> transfers;

	private final OpenMessageStreams messages;

	StreamPool(SessionContext context, Replies replies, UnreadAnswers unread) {
		this.context = context;
		this.connection = context.connection();
		this.replies = replies;
		this.unread = unread;
		this.limits = context.messaging().limits;
		this.maxLanes = this.limits.maxLanes();
		this.counters = context.messaging().counters;
		this.transfers = new StreamSlots<>(this.limits.maxTransfers(), this.counters.waitingStreams, this::open);
		this.messages = new OpenMessageStreams(
				new StreamSlots<>(this.limits.maxStreams(), this.counters.waitingStreams, this::open),
				context.streams(), this.connection);
	}

	/**
	 * Sends a message.
	 * @param call the message
	 * @param bound the carrier that must carry it, null for any
	 * @return the carrier that carries it, null if it has to wait for an open lane
	 */
	@Nullable Carrier send(Call<?> call, @Nullable Carrier bound) {
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
		OutboundLane lane = (bound instanceof OutboundLane same) ? same : leastLoaded();
		if (lane != null) {
			lane.send(call);
		}
		return lane;
	}

	/** Whether a one-way message may be sent after an unacknowledged one. */
	boolean mayFollow(Call<?> call, Carrier bound) {
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
	 * @param notWritten runs if it cannot be written
	 */
	void reply(int payloadLength, Consumer<ByteBuf> writer, Runnable notWritten) {
		this.transfers
			.enter(Transfer.ofReply(this.context, this.transfers, this.unread, payloadLength, writer, notWritten));
	}

	/** The streams of messages, from both ends. */
	OpenMessageStreams messages() {
		return this.messages;
	}

	/**
	 * With few messages in flight each has its own lane, so that a lost packet delays one
	 * of them. With many, a lost packet delays little compared with their queue, and half
	 * of the lanes are used: fewer lanes make larger writes.
	 */
	private @Nullable OutboundLane leastLoaded() {
		int most = (load() < this.maxLanes) ? this.maxLanes : (this.maxLanes + 1) / 2;
		OutboundLane best = null;
		int usable = 0;
		for (int i = 0; i < this.lanes.size() && usable < most; i++) {
			OutboundLane lane = this.lanes.get(i);
			if (lane.isUsable()) {
				usable++;
				if (best == null || lane.load() < best.load()) {
					best = lane;
				}
			}
		}
		if (this.opening == null && (best == null || (best.load() > 0 && usable < most))) {
			OutboundLane more = openLane();
			best = more.isUsable() ? more : best;
		}
		this.laneAwaited |= best == null;
		return best;
	}

	/** Opens one lane at a time; it carries nothing before its stream is open. */
	private OutboundLane openLane() {
		OutboundLane lane = new OutboundLane(this.context, this.replies, this::laneOpened, this::laneClosed);
		this.opening = lane;
		open(lane);
		return lane;
	}

	private void laneOpened(OutboundLane lane) {
		this.opening = null;
		this.lanes.add(lane);
		this.laneCount = this.lanes.size();
		this.counters.lanes.increment();
		if (this.laneAwaited) {
			this.laneAwaited = false;
			// After the call that may have opened it, so that messages keep their order.
			this.context.messaging().loop.execute(this.context.calls()::release);
		}
	}

	/** Tries again to open a lane for the calls that wait, if that has failed. */
	void openAwaitedLane() {
		if (this.laneAwaited && this.opening == null) {
			openLane();
		}
	}

	/** The number of messages on all lanes, counted only as far as it matters. */
	private int load() {
		int load = 0;
		for (int i = 0; i < this.lanes.size() && load < this.maxLanes; i++) {
			load += this.lanes.get(i).load();
		}
		return load;
	}

	/** Drops the occupants that never got their stream. */
	void connectionClosed() {
		this.counters.waitingStreams.add(-this.waitingForCredit.size());
		this.waitingForCredit.clear();
		this.transfers.close();
		this.messages.connectionClosed();
		List.copyOf(this.lanes).forEach((lane) -> {
			lane.abandon();
			laneClosed(lane);
		});
		OutboundLane unopened = this.opening;
		if (unopened != null) {
			this.opening = null;
			unopened.abandon();
		}
	}

	private void laneClosed(OutboundLane lane) {
		if (lane == this.opening) {
			this.opening = null;
		}
		if (this.lanes.remove(lane)) {
			this.laneCount = this.lanes.size();
			this.counters.lanes.decrement();
		}
	}

	/** Makes the lanes probe what they need to know for {@link #isStalled}. */
	void probeLanes(long now) {
		long quiet = this.limits.stallTimeout().toNanos() / PROBES;
		for (OutboundLane lane : this.lanes) {
			lane.probe(now, quiet);
		}
	}

	/** Whether a stream had bytes to move and moved none of them for this long. */
	boolean isStalled(long now, long nanos) {
		for (OutboundLane lane : this.lanes) {
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

	/** The number of open lanes; on any thread. */
	int laneCount() {
		return this.laneCount;
	}

	/** Ends the lanes that have been idle for too long, all but one. */
	void closeIdleLanes(long now) {
		long limit = this.limits.laneIdleTimeout().toNanos();
		Iterator<OutboundLane> all = List.copyOf(this.lanes).iterator();
		while (all.hasNext() && this.lanes.size() > 1) {
			OutboundLane lane = all.next();
			if (lane.isUsable() && lane.load() == 0 && now - lane.lastUsed() > limit) {
				laneClosed(lane);
				lane.finish();
			}
		}
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
		this.connection.openStream(occupant).addListener((Future<QuicStreamChannel> done) -> {
			if (done.isSuccess()) {
				begin(occupant, done.getNow());
			}
			else {
				logger.debug("event=stream_not_opened peer={} cause=\"{}\"", this.context.peer(),
						done.cause().toString());
				occupant.closed();
			}
		});
	}

	private static void begin(StreamOccupant occupant, QuicStreamChannel stream) {
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
