package io.quictransport.testing.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the incoming direction of a stream: keeps the items that have arrived until
 * its subscriber requests them. Guarded by its monitor; the subscriber is called outside
 * of it, by one task at a time.
 */
final class ItemInbox implements Flow.Publisher<MessagePayload>, Flow.Subscription {

	private static final Logger logger = LoggerFactory.getLogger(ItemInbox.class);

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final InMemoryStream stream;

	private final Serial serial;

	private final Deque<MessagePayload> items = new ArrayDeque<>();

	private Flow.@Nullable Subscriber<? super MessagePayload> subscriber;

	private boolean views;

	private long demand;

	private boolean ended;

	private @Nullable Throwable failure;

	/** Whether the subscriber has been told its last, or wants no more. */
	private boolean done;

	ItemInbox(InMemoryStream stream, Serial serial) {
		this.stream = stream;
		this.serial = serial;
	}

	/** An item has come. */
	synchronized void item(byte[] item) {
		if (!this.done) {
			this.items.add(HeldPayload.of(item, this.views));
			signal();
		}
	}

	/** Later items are views that live until their subscriber has taken them. */
	synchronized void takeViews() {
		this.views = true;
	}

	/** The items as arrays. */
	Flow.Publisher<byte[]> arrays() {
		return (to) -> subscribe(new ArraySubscriber(Objects.requireNonNull(to, "subscriber")));
	}

	/** The peer has finished. */
	synchronized void end() {
		this.ended = true;
		signal();
	}

	/** The stream has failed; what came before is delivered, unless it failed here. */
	synchronized void fail(Throwable cause, boolean here) {
		if (!this.ended && this.failure == null) {
			if (here) {
				this.items.clear();
			}
			this.failure = cause;
			signal();
		}
	}

	@Override
	public void subscribe(Flow.Subscriber<? super MessagePayload> given) {
		synchronized (this) {
			if (this.subscriber == null) {
				this.subscriber = given;
				this.serial.add(() -> tell(() -> given.onSubscribe(this)));
				signal();
				return;
			}
		}
		given.onSubscribe(new TooLate());
		given.onError(new IllegalStateException("the items of a stream have one subscriber; there is one already"));
	}

	@Override
	public synchronized void request(long count) {
		if (count <= 0) {
			fail(new IllegalArgumentException(
					"a subscriber must request a positive number of items (Reactive Streams, 3.9), not " + count),
					true);
			this.stream.reset(ErrorCode.CANCELLED, "the subscriber has broken the rules");
			return;
		}
		this.demand = (this.demand + count < 0) ? Long.MAX_VALUE : this.demand + count;
		signal();
	}

	@Override
	public void cancel() {
		if (close()) {
			this.stream.reset(ErrorCode.CANCELLED, "the subscriber has cancelled");
		}
	}

	/** Whether the peer was still able to send. */
	private synchronized boolean close() {
		boolean open = !this.done && !this.ended && this.failure == null;
		this.done = true;
		this.items.clear();
		return open;
	}

	private synchronized void signal() {
		if (this.subscriber != null && !this.serial.add(this::deliver)) {
			// The sender is held back meanwhile.
			this.stream.loop().after(RETRY_NANOS, this::signal);
		}
	}

	private void deliver() {
		MessagePayload item = next();
		while (item != null) {
			MessagePayload taken = item;
			tell(() -> subscribed().onNext(taken));
			HeldPayload.end(taken);
			this.stream.took(taken.length());
			item = next();
		}
		if (isOver()) {
			Throwable cause = this.failure;
			tell(() -> {
				if (cause != null) {
					subscribed().onError(cause);
				}
				else {
					subscribed().onComplete();
				}
			});
		}
	}

	private synchronized @Nullable MessagePayload next() {
		if (this.done || this.demand == 0 || this.items.isEmpty()) {
			return null;
		}
		this.demand -= (this.demand == Long.MAX_VALUE) ? 0 : 1;
		return this.items.poll();
	}

	/** Whether the end is to be told, once. */
	private synchronized boolean isOver() {
		boolean over = !this.done && this.items.isEmpty() && (this.ended || this.failure != null);
		this.done |= over;
		return over;
	}

	private synchronized Flow.Subscriber<? super MessagePayload> subscribed() {
		Flow.Subscriber<? super MessagePayload> given = this.subscriber;
		if (given == null) {
			throw new IllegalStateException("there is no subscriber");
		}
		return given;
	}

	private void tell(Runnable signal) {
		try {
			signal.run();
		}
		catch (Throwable ex) {
			logger.warn("event=subscriber_failed peer={} stream=\"{}\"", this.stream.peer(), this.stream.path(), ex);
			close();
			this.stream.reset(ErrorCode.HANDLER_FAILED, "the subscriber threw " + ex.getClass().getSimpleName());
		}
	}

	/**
	 * Gives a subscriber the items as arrays.
	 *
	 * @param to the subscriber
	 */
	private record ArraySubscriber(Flow.Subscriber<? super byte[]> to) implements Flow.Subscriber<MessagePayload> {

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.to.onSubscribe(subscription);
		}

		@Override
		public void onNext(MessagePayload item) {
			this.to.onNext(item.array());
		}

		@Override
		public void onError(Throwable cause) {
			this.to.onError(cause);
		}

		@Override
		public void onComplete() {
			this.to.onComplete();
		}

	}

	/**
	 * The subscription of one who comes too late: there is nothing to ask for or to
	 * cancel.
	 */
	private record TooLate() implements Flow.Subscription {

		@Override
		public void request(long count) {
			// It was told that there is nothing.
		}

		@Override
		public void cancel() {
			// There is nothing to cancel.
		}

	}

}
