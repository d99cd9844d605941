package io.quictransport.internal.messaging;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelFuture;
import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.loop.TransportCounters.Traffic;
import io.quictransport.internal.loop.TransportFuture;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.internal.wire.StreamFrames;
import org.jspecify.annotations.Nullable;

/**
 * Sends the outgoing direction of a stream of messages: items wait here until the peer
 * has granted credit for them. The queue is bounded, for the stream and for all streams
 * of the peer. Space in that queue is reserved on the caller's thread; everything else is
 * confined to the event loop.
 */
final class ItemSender {

	/**
	 * The bytes that may leave the queue before the stream takes them, whatever the peer
	 * grants: enough for the stream never to wait for items.
	 */
	private static final int AHEAD = 256 * 1024;

	private final PeerStream stream;

	private final StreamLink link;

	private final Quota own;

	private final Quota ofPeer;

	private final long writeTimeout;

	private final Queue<Item> waiting = new ArrayDeque<>();

	/**
	 * The bytes that the peer takes before it grants more; negative while it is
	 * overdrawn.
	 */
	private long credit;

	/** The peer's first grant: the size of its receive buffer. */
	private long firstCredit;

	/** The bytes that have left the queue and that the stream has not taken yet. */
	private long ahead;

	/** When the first item in the queue began to wait. */
	private long blockedSince;

	private final LoopTimer timer;

	private final Messaging messaging;

	private final Traffic traffic;

	private @Nullable NetworkException failure;

	private @Nullable CompletableFuture<Void> finishing;

	private boolean endSent;

	private boolean sending;

	ItemSender(PeerStream stream, StreamLink link, StreamParts parts) {
		this.stream = stream;
		this.link = link;
		this.messaging = parts.messaging();
		this.traffic = parts.traffic();
		this.own = new Quota(Quota.UNCOUNTED, this.messaging.limits.streamBuffer());
		this.ofPeer = parts.streamQueue();
		this.writeTimeout = this.messaging.limits.streamWriteTimeout().toNanos();
		this.timer = new LoopTimer(this.messaging.loop, this::checkProgress);
	}

	/** The stream cannot take these bytes at once. */
	void notTaken(int bytes, ChannelFuture taken) {
		this.ahead += bytes;
		taken.addListener((done) -> {
			this.ahead -= bytes;
			this.blockedSince = this.messaging.now();
			if (done.isSuccess()) {
				send();
			}
		});
	}

	/** Reserves space in the queue, on any thread; null if there is none. */
	@Nullable Item reserve(MessagePayload payload) {
		int cost = StreamFrames.cost(payload.length());
		if (!this.own.take(cost)) {
			return null;
		}
		if (!this.ofPeer.take(cost)) {
			this.own.giveBack(cost);
			return null;
		}
		return new Item(payload, cost, new TransportFuture<>());
	}

	/** Sends an item, now or when its turn comes. */
	void add(Item item) {
		NetworkException known = this.failure;
		if (known != null || this.finishing != null) {
			drop(item, (known != null) ? known : this.stream.failure(ErrorCode.STREAM_ENDED, Outcome.NOT_SENT,
					"this direction of the stream is finished"));
			return;
		}
		if (this.waiting.isEmpty()) {
			this.blockedSince = this.messaging.now();
		}
		this.waiting.add(item);
		send();
	}

	/**
	 * Ends this direction after the queued items. Each caller has a future of its own: to
	 * end it says nothing about the direction.
	 */
	void finish(CompletableFuture<Void> finished) {
		CompletableFuture<Void> before = this.finishing;
		if (before != null) {
			before.whenComplete((done, cause) -> follow(finished, cause));
			return;
		}
		CompletableFuture<Void> first = new CompletableFuture<>();
		this.finishing = first;
		first.whenComplete((done, cause) -> follow(finished, cause));
		NetworkException known = this.failure;
		if (known != null) {
			first.completeExceptionally(known);
		}
		else {
			send();
		}
	}

	@SuppressWarnings("NullAway") // Void has no value but null
	private static void follow(CompletableFuture<Void> future, @Nullable Throwable cause) {
		if (cause != null) {
			future.completeExceptionally(cause);
		}
		else {
			future.complete(null);
		}
	}

	/** The peer grants this many more bytes. */
	void granted(long bytes) {
		if (bytes > Long.MAX_VALUE / 4 - this.credit) {
			throw new MalformedFrameException("credit of " + bytes + " more bytes is beyond all bounds");
		}
		if (this.firstCredit == 0) {
			this.firstCredit = bytes;
		}
		this.credit += bytes;
		send();
	}

	/**
	 * Whether the peer has credit for an item: one that is larger than the whole window
	 * may leave when no other item uses any credit.
	 */
	private boolean mayLeave(Item item) {
		return item.cost() <= this.credit || (this.firstCredit > 0 && this.credit >= this.firstCredit);
	}

	/**
	 * Sends the items that there is credit for. Items that a future's dependents send
	 * take their turn here.
	 */
	private void send() {
		if (this.sending || this.failure != null) {
			return;
		}
		this.sending = true;
		Item next = this.waiting.peek();
		while (next != null && mayLeave(next) && this.ahead < AHEAD) {
			this.waiting.remove();
			if (!write(next)) {
				this.sending = false;
				return;
			}
			next = this.waiting.peek();
		}
		this.sending = false;
		if (next != null) {
			watch();
		}
		else {
			end();
		}
	}

	/** Writes an item; if that fails, the stream ends, because it must not lose one. */
	@SuppressWarnings("NullAway") // Void has no value but null
	private boolean write(Item item) {
		if (item.isTakenBack()) {
			return takenBack(item);
		}
		try {
			this.link.sendItem(item);
		}
		catch (Throwable ex) {
			if (item.isTakenBack()) {
				return takenBack(item);
			}
			if (ex instanceof RuntimeException && !item.payload().hasArray()) {
				giveUp(item, ErrorCode.INVALID_MESSAGE, "the payload of an item cannot be read: " + ex.getMessage());
				return false;
			}
			NetworkException cause = unwritable(item.payload().length(), "to send an item", ex);
			drop(item, cause);
			this.stream.breakOff(cause);
			return false;
		}
		if (item.isTakenBack()) {
			return takenBack(item);
		}
		this.credit -= item.cost();
		this.blockedSince = this.messaging.now();
		this.traffic.sent(item.payload().length());
		giveBack(item);
		item.sent().complete(null);
		return true;
	}

	private boolean takenBack(Item item) {
		giveUp(item, ErrorCode.CANCELLED, "the buffer of an item was taken back before it was sent");
		return false;
	}

	/** Gives up the stream for an item that its sender keeps from being sent. */
	private void giveUp(Item item, ErrorCode code, String why) {
		drop(item, this.stream.failure(code, Outcome.UNKNOWN, why));
		this.stream.giveUp(code, why);
	}

	private NetworkException unwritable(int length, String what, Throwable cause) {
		this.messaging.unwritten.add(this.stream.peer(), length, cause);
		return this.stream.failure(ErrorCode.OVERLOADED, Outcome.UNKNOWN, "this node has no memory " + what);
	}

	@SuppressWarnings("NullAway") // Void has no value but null
	private void end() {
		CompletableFuture<Void> finished = this.finishing;
		if (finished == null || this.endSent || this.failure != null) {
			return;
		}
		// What it leads to may lead here again.
		this.endSent = true;
		cancelTimer();
		try {
			this.link.sendEnd();
		}
		catch (Throwable ex) {
			this.endSent = false;
			this.stream.breakOff(unwritable(0, "to end the stream", ex));
			return;
		}
		finished.complete(null);
		this.stream.directionEnded();
	}

	private void watch() {
		if (!this.timer.isSet()) {
			this.timer.set(this.blockedSince + this.writeTimeout - this.messaging.now());
		}
	}

	private void checkProgress() {
		if (this.waiting.isEmpty()) {
			return;
		}
		if (this.messaging.now() - this.blockedSince >= this.writeTimeout) {
			this.stream.giveUp(ErrorCode.DEADLINE_EXCEEDED,
					"nothing was read for " + TimeUnit.NANOSECONDS.toMillis(this.writeTimeout) + " ms");
		}
		else {
			watch();
		}
	}

	/** The stream has failed: nothing more is sent. */
	void fail(NetworkException cause) {
		if (this.failure != null) {
			return;
		}
		this.failure = cause;
		cancelTimer();
		Item next = this.waiting.poll();
		while (next != null) {
			drop(next, cause);
			next = this.waiting.poll();
		}
		CompletableFuture<Void> finished = this.finishing;
		if (finished != null) {
			finished.completeExceptionally(cause);
		}
	}

	/** A pending timer would keep the stream reachable until it is due. */
	private void cancelTimer() {
		this.timer.cancel();
	}

	/** An item is not sent; on any thread. */
	void drop(Item item, NetworkException cause) {
		giveBack(item);
		item.sent().completeExceptionally(cause);
	}

	private void giveBack(Item item) {
		this.own.giveBack(item.cost());
		this.ofPeer.giveBack(item.cost());
	}

	boolean isEndSent() {
		return this.endSent;
	}

	/** The queue of waiting items, for the text of a refusal. */
	Quota queue() {
		return this.own;
	}

	/**
	 * Represents an item with reserved space in the queue.
	 *
	 * @param payload the content
	 * @param cost the credit that it uses
	 * @param sent the future that the caller waits for
	 */
	record Item(MessagePayload payload, int cost, CompletableFuture<Void> sent) {

		/**
		 * Whether the payload that was just copied may be another by now: its caller has
		 * ended the future, and may use the buffer again from then on.
		 */
		boolean isTakenBack() {
			if (this.payload.hasArray()) {
				return false;
			}
			// What was copied must not be read after this.
			VarHandle.acquireFence();
			return this.sent.isDone();
		}

	}

}
