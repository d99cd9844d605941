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
 * Few lanes, because each received packet costs time for each open stream of its
 * connection; and never a try to open a stream without credit, because a failed try costs
 * a stream id for good.
 */
final class StreamPool {

	private static final Log logger = Log.of(StreamPool.class);

	/** Larger payloads travel alone. */
	static final int LARGE = 64 * 1024;

	/** How often lanes are probed in the time that makes a stall. */
	private static final int PROBES = 8;

	private final SessionContext context;

	private final ConnectionLink connection;

	private final Replies replies;

	private final UnreadAnswers unread;

	private final MessagingLimits limits;

	private final int maxLanes;

	private final TransportCounters counters;

	private final List<OutboundLane> lanes = new ArrayList<>();

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
	 * @param bound the carrier that it must take, null for any
	 * @return the carrier that it takes
	 */
	Carrier send(Call<?> call, @Nullable Carrier bound) {
		if (isLarge(call.payloadLength())) {
			Transfer transfer = Transfer.ofCall(this.context, this.transfers, call);
			call.carriedBy(transfer, 1);
			this.transfers.enter(transfer);
			return transfer;
		}
		if (call instanceof StreamCall opening) {
			MessageChannel channel = new MessageChannel(this.context, this.messages, opening);
			call.carriedBy(channel, 0);
			this.messages.open(channel);
			return channel;
		}
		OutboundLane lane = (bound instanceof OutboundLane same) ? same : leastLoaded();
		lane.send(call);
		return lane;
	}

	/** Whether a one-way message may be sent behind an unacknowledged one. */
	boolean mayFollow(Call<?> call, Carrier bound) {
		return bound instanceof OutboundLane lane && lane.connection() == this.connection && lane.isUsable()
				&& !isLarge(call.payloadLength());
	}

	static boolean isLarge(int payloadLength) {
		return payloadLength > LARGE;
	}

	/** Sends an answer on a stream of its own, when its turn comes. */
	void reply(int payloadLength, Consumer<ByteBuf> writer) {
		this.transfers.enter(Transfer.ofReply(this.context, this.transfers, this.unread, payloadLength, writer));
	}

	/** The streams of messages, of both ends. */
	OpenMessageStreams messages() {
		return this.messages;
	}

	/**
	 * With few messages under way each has a lane of its own, so that a lost packet holds
	 * up one of them. With many, a lost packet delays little beside their own queue, and
	 * half of the lanes are used: fewer lanes make larger writes.
	 */
	private OutboundLane leastLoaded() {
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
		if (best == null || (best.load() > 0 && usable < most)) {
			best = new OutboundLane(this.context, this.replies, this::laneClosed);
			this.lanes.add(best);
			this.laneCount = this.lanes.size();
			this.counters.lanes.increment();
			open(best);
		}
		return best;
	}

	/** The messages on all lanes, or more than it matters how many. */
	private int load() {
		int load = 0;
		for (int i = 0; i < this.lanes.size() && load < this.maxLanes; i++) {
			load += this.lanes.get(i).load();
		}
		return load;
	}

	/** Lets go of what never got its stream. */
	void connectionClosed() {
		this.counters.waitingStreams.add(-this.waitingForCredit.size());
		this.waitingForCredit.clear();
		this.transfers.close();
		this.messages.connectionClosed();
		List.copyOf(this.lanes).forEach((lane) -> {
			lane.abandon();
			laneClosed(lane);
		});
	}

	private void laneClosed(OutboundLane lane) {
		if (this.lanes.remove(lane)) {
			this.laneCount = this.lanes.size();
			this.counters.lanes.decrement();
		}
	}

	/** Has the lanes ask what they need to know for {@link #isStalled}. */
	void probeLanes(long now) {
		long quiet = this.limits.stallTimeout().toNanos() / PROBES;
		for (OutboundLane lane : this.lanes) {
			lane.probe(now, quiet);
		}
	}

	/** Whether a stream has had bytes to move and moved none for this long. */
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

	/** Ends the lanes that nothing was sent on for too long, all but one. */
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

	/** Stream credit may have come: by the peer's limit, or by a stream that ended. */
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
				occupant.begin(done.getNow());
			}
			else {
				logger.debug("event=stream_not_opened peer={} cause=\"{}\"", this.context.peer(),
						done.cause().toString());
				occupant.closed();
			}
		});
	}

}
