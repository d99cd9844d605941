package io.quictransport.quic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that this node opens on one connection. Lanes are long-lived and shared:
 * one is added while all are busy, up to a limit, and the least loaded takes the next
 * message. Large messages and streams of messages get a stream each, up to a limit.
 * Confined to the event loop.
 *
 * <p>
 * Few lanes, because each received packet costs time for each open stream of its
 * connection; and never a try to open a stream without credit, because a failed try costs
 * a stream id for good.
 */
final class StreamPool {

	private static final Logger logger = LoggerFactory.getLogger(StreamPool.class);

	/** Larger payloads travel alone. */
	static final int LARGE = 64 * 1024;

	private final Connection connection;

	private final TransportLimits limits;

	private final int maxLanes;

	private final TransportCounters counters;

	private final List<Lane> lanes = new ArrayList<>();

	private final Queue<Runnable> waitingForCredit = new ArrayDeque<>(1);

	private final StreamSlots<Transfer> transfers;

	private final MessageChannels messages;

	StreamPool(Connection connection, TransportContext context) {
		this.connection = connection;
		this.limits = context.limits;
		this.maxLanes = this.limits.maxLanes();
		this.counters = context.counters;
		this.transfers = new StreamSlots<>(this.limits.maxTransfers(), this.counters.waitingStreams,
				(transfer) -> open(transfer, transfer::begin));
		this.messages = new MessageChannels(new StreamSlots<>(this.limits.maxStreams(), this.counters.waitingStreams,
				(channel) -> open(channel, channel::begin)));
	}

	/**
	 * Sends a message.
	 * @param call the message
	 * @param bound the carrier that it must take, null for any
	 * @return the carrier that it takes
	 */
	Carrier send(Call<?> call, @Nullable Carrier bound) {
		if (isLarge(call.payloadLength())) {
			Transfer transfer = Transfer.ofCall(this.connection, call);
			call.carrier = transfer;
			call.sequence = 1;
			transfer(transfer);
			return transfer;
		}
		if (call instanceof StreamCall opening) {
			MessageChannel channel = this.connection.messageChannel(opening);
			call.carrier = channel;
			this.messages.open(channel);
			return channel;
		}
		Lane lane = (bound instanceof Lane same) ? same : leastLoaded();
		lane.send(call);
		return lane;
	}

	/** Whether a one-way message may be sent behind an unacknowledged one. */
	boolean mayFollow(Call<?> call, Carrier bound) {
		return bound instanceof Lane lane && lane.connection() == this.connection && lane.isUsable()
				&& !isLarge(call.payloadLength());
	}

	static boolean isLarge(int payloadLength) {
		return payloadLength > LARGE;
	}

	/** Sends something large on a stream of its own, when its turn comes. */
	void transfer(Transfer transfer) {
		this.transfers.enter(transfer);
	}

	/** A transfer's stream is gone. */
	void transferEnded(Transfer ended) {
		this.transfers.leave(ended);
	}

	/** A transfer's message has ended: if it still waits, it keeps it no longer. */
	void transferGivenUp(Transfer ended) {
		this.transfers.giveUp(ended);
	}

	/** The streams of messages, of both ends. */
	MessageChannels messages() {
		return this.messages;
	}

	private void beginNow(StreamRole role, StreamStart start) {
		if (role instanceof Transfer transfer && transfer.isGivenUp()) {
			this.transfers.leave(transfer);
		}
		else if (role instanceof MessageChannel channel && channel.isGivenUp()) {
			this.messages.closed(channel);
		}
		else {
			create(role, start);
		}
	}

	/**
	 * With few messages under way each has a lane of its own, so that a lost packet holds
	 * up one of them. With many, a lost packet delays little beside their own queue, and
	 * half of the lanes are used: fewer lanes make larger writes.
	 */
	private Lane leastLoaded() {
		int most = (load() < this.maxLanes) ? this.maxLanes : (this.maxLanes + 1) / 2;
		Lane best = null;
		int usable = 0;
		for (int i = 0; i < this.lanes.size() && usable < most; i++) {
			Lane lane = this.lanes.get(i);
			if (lane.isUsable()) {
				usable++;
				if (best == null || lane.load() < best.load()) {
					best = lane;
				}
			}
		}
		if (best == null || (best.load() > 0 && usable < most)) {
			best = new Lane(this.connection);
			this.lanes.add(best);
			this.counters.lanes.increment();
			open(best, best::begin);
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

	void laneClosed(Lane lane) {
		if (this.lanes.remove(lane)) {
			this.counters.lanes.decrement();
		}
	}

	/** Has the lanes ask what they need to know for {@link #isStalled}. */
	void probeLanes(long now) {
		long quiet = this.limits.stallTimeout().toNanos() / Wear.LOOKS;
		for (Lane lane : this.lanes) {
			lane.probe(now, quiet);
		}
	}

	/** Whether a stream has bytes that it could not get rid of for so long. */
	boolean isStalled(long now, long nanos) {
		for (Lane lane : this.lanes) {
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

	int laneCount() {
		return this.lanes.size();
	}

	/** Ends the lanes that nothing was sent on for too long, all but one. */
	void closeIdleLanes(long now) {
		long limit = this.limits.laneIdleTimeout().toNanos();
		Iterator<Lane> all = List.copyOf(this.lanes).iterator();
		while (all.hasNext() && this.lanes.size() > 1) {
			Lane lane = all.next();
			if (lane.isUsable() && lane.load() == 0 && now - lane.lastUsed() > limit) {
				laneClosed(lane);
				lane.finish();
			}
		}
	}

	/** Stream credit may have come: by the peer's limit, or by a stream that ended. */
	void creditChanged() {
		while (!this.waitingForCredit.isEmpty() && hasCredit()) {
			this.counters.waitingStreams.decrement();
			this.waitingForCredit.remove().run();
		}
	}

	private boolean hasCredit() {
		return this.connection.channel().peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0;
	}

	/** Opens a stream as soon as the peer grants one. */
	private void open(StreamRole role, StreamStart start) {
		if (this.waitingForCredit.isEmpty() && hasCredit()) {
			create(role, start);
		}
		else {
			this.counters.waitingStreams.increment();
			this.waitingForCredit.add(() -> beginNow(role, start));
		}
	}

	private void create(StreamRole role, StreamStart start) {
		Future<QuicStreamChannel> created = this.connection.channel()
			.createStream(QuicStreamType.BIDIRECTIONAL, new StreamInitializer(this.connection, role));
		created.addListener((Future<QuicStreamChannel> done) -> {
			if (done.isSuccess()) {
				start.begin(done.getNow());
			}
			else {
				notOpened(role, done.cause());
			}
		});
	}

	private void notOpened(StreamRole role, Throwable cause) {
		logger.debug("event=stream_not_opened peer={} cause=\"{}\"", this.connection.peerName(), cause.toString());
		role.closed();
		if (role instanceof Transfer transfer) {
			this.connection.streamLost(transfer);
		}
	}

	/**
	 * Begins to use a stream that was opened.
	 */
	@FunctionalInterface
	private interface StreamStart {

		/**
		 * Takes the stream.
		 * @param stream the stream
		 */
		void begin(QuicStreamChannel stream);

	}

}
