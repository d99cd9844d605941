package io.quictransport.testing.memory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.quic.TransportLimits;
import org.jspecify.annotations.Nullable;

/**
 * Sends the outgoing direction of a stream: items wait here until the reader has room for
 * them. Confined to the event loop, except for the space in the queue, which is reserved
 * on the caller's thread.
 */
final class ItemOutbox {

	/** What an item takes beside its payload. */
	private static final int OVERHEAD = 32;

	private final InMemoryStream stream;

	private final TransportLimits limits;

	private final Duration writeTimeout;

	private final Deque<Item> waiting = new ArrayDeque<>();

	private final AtomicLong queued = new AtomicLong();

	private long credit;

	/** What the reader holds at most. */
	private long window;

	private @Nullable CompletableFuture<Void> finishing;

	private @Nullable Future<?> timer;

	private boolean endSent;

	ItemOutbox(InMemoryStream stream, TransportLimits limits, Duration writeTimeout) {
		this.stream = stream;
		this.limits = limits;
		this.writeTimeout = writeTimeout;
	}

	static long window(TransportLimits limits) {
		return limits.streamBuffer();
	}

	static long cost(int length) {
		return (long) length + OVERHEAD;
	}

	/** Takes room in the queue, on any thread; false if there is none. */
	boolean reserve(int length) {
		long before = this.queued.getAndAdd(cost(length));
		if (before > 0 && before + cost(length) > this.limits.streamBuffer()) {
			this.queued.addAndGet(-cost(length));
			return false;
		}
		return true;
	}

	void add(MessagePayload item, CompletableFuture<Void> sent) {
		NetworkException failure = this.stream.failure();
		if (failure == null && this.finishing != null) {
			failure = this.stream.failure(ErrorCode.STREAM_ENDED, Outcome.NOT_SENT,
					"this direction of the stream is finished");
		}
		if (failure != null) {
			this.queued.addAndGet(-cost(item.length()));
			sent.completeExceptionally(failure);
			return;
		}
		this.waiting.add(new Item(item, sent));
		send();
	}

	void finish(CompletableFuture<Void> finished) {
		CompletableFuture<Void> before = this.finishing;
		NetworkException failure = this.stream.failure();
		if (failure != null) {
			finished.completeExceptionally(failure);
		}
		else if (before == null) {
			this.finishing = finished;
			send();
		}
		else {
			before.whenComplete((done, cause) -> finished.complete(done));
		}
	}

	/** The reader has so much more room. */
	void granted(long bytes) {
		this.window = Math.max(this.window, this.credit + bytes);
		this.credit += bytes;
		send();
	}

	/** An item that is larger than the window may leave when nothing else takes room. */
	private boolean mayLeave(Item item) {
		return cost(item.payload().length()) <= this.credit || (this.window > 0 && this.credit >= this.window);
	}

	private void send() {
		while (!this.waiting.isEmpty() && mayLeave(this.waiting.element())) {
			Item item = this.waiting.remove();
			this.credit -= cost(item.payload().length());
			this.queued.addAndGet(-cost(item.payload().length()));
			byte[] copy = copy(item);
			if (copy == null) {
				return;
			}
			this.stream.countSent(copy.length);
			this.stream.transmit((there) -> there.received(copy));
			LoopFuture.done(item.sent());
			cancelTimer();
		}
		CompletableFuture<Void> finished = this.finishing;
		if (!this.waiting.isEmpty()) {
			watch();
		}
		else if (finished != null && !this.endSent && this.stream.failure() == null) {
			this.endSent = true;
			this.stream.transmit(InMemoryStream::finishedThere);
			LoopFuture.done(finished);
			this.stream.directionEnded();
		}
	}

	/**
	 * The bytes of an item; null if they cannot be read or its sender has taken the
	 * buffer back, which ends the stream, as it must not lose one.
	 */
	private byte @Nullable [] copy(Item item) {
		byte[] copy;
		try {
			copy = HeldPayload.copyOf(item.payload());
		}
		catch (RuntimeException ex) {
			item.sent()
				.completeExceptionally(
						giveUp(ErrorCode.INVALID_MESSAGE, "the payload of an item cannot be read: " + ex.getMessage()));
			return null;
		}
		if (!item.payload().hasArray() && item.sent().isDone()) {
			giveUp(ErrorCode.CANCELLED, "the buffer of an item was taken back before it was sent");
			return null;
		}
		return copy;
	}

	private NetworkException giveUp(ErrorCode code, String why) {
		this.stream.giveUp(code, why);
		return this.stream.failure(code, Outcome.UNKNOWN, why);
	}

	private void watch() {
		if (this.timer == null) {
			this.timer = this.stream.loop()
				.after(this.writeTimeout.toNanos(), () -> this.stream.giveUp(ErrorCode.DEADLINE_EXCEEDED,
						"nothing was read for " + this.writeTimeout.toMillis() + " ms"));
		}
	}

	private void cancelTimer() {
		Future<?> set = this.timer;
		if (set != null) {
			set.cancel(false);
			this.timer = null;
		}
	}

	void fail(NetworkException cause) {
		cancelTimer();
		for (Item item = this.waiting.poll(); item != null; item = this.waiting.poll()) {
			this.queued.addAndGet(-cost(item.payload().length()));
			item.sent().completeExceptionally(cause);
		}
		CompletableFuture<Void> finished = this.finishing;
		if (finished != null) {
			finished.completeExceptionally(cause);
		}
	}

	boolean isEndSent() {
		return this.endSent;
	}

	/**
	 * An item that waits.
	 *
	 * @param payload the content
	 * @param sent what the caller waits for
	 */
	private record Item(MessagePayload payload, CompletableFuture<Void> sent) {
	}

}
