package io.quictransport.internal.messaging;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.internal.wire.StreamFrames;
import org.jspecify.annotations.Nullable;

/**
 * Receives the incoming direction of a stream of messages: keeps the items that have
 * arrived, at most as many bytes as were granted or a single larger one, until the
 * subscriber requests them. Filled on the event loop; emptied by one task at a time on
 * the stream's executor, which {@link #work} admits.
 */
final class ItemReceiver implements Flow.Publisher<MessagePayload>, Flow.Subscription, Runnable {

	private static final Log logger = Log.of(ItemReceiver.class);

	/** After this number of items the thread is returned, so that others have a turn. */
	private static final int TURN = 128;

	private final PeerStream stream;

	private final TaskRunner executor;

	private final long window;

	private final int mostCost;

	private final Queue<MessagePayload> items = new ConcurrentLinkedQueue<>();

	private final AtomicInteger work = new AtomicInteger();

	private final AtomicLong demand = new AtomicLong();

	private final AtomicBoolean subscribed = new AtomicBoolean();

	/** The bytes taken by the subscriber and not yet granted again. */
	private final AtomicLong taken = new AtomicLong();

	private final AtomicBoolean granting = new AtomicBoolean();

	private volatile Flow.@Nullable Subscriber<? super MessagePayload> subscriber;

	/** Whether later items are to arrive as views. */
	private volatile boolean views;

	private volatile boolean cancelled;

	private volatile boolean ended;

	private volatile @Nullable Throwable failure;

	/** The subscriber's error; it receives no more items. */
	private volatile @Nullable Throwable broken;

	/**
	 * Confined to the event loop: the bytes that the peer may still send; negative while
	 * it has sent an item that is larger than the window.
	 */
	private long room;

	/** Confined to the task. */
	private boolean begun;

	/** Written by the task: the subscriber has received the end. */
	private volatile boolean done;

	ItemReceiver(PeerStream stream, TaskRunner executor, Messaging.Limits limits) {
		this.stream = stream;
		this.executor = executor;
		this.mostCost = StreamFrames.cost(limits.wire().maxMessageSize());
		this.window = limits.streamBuffer();
	}

	/** Grants the first credit and returns the amount to tell the peer. */
	long open() {
		this.room = this.window;
		return this.window;
	}

	/** An item has arrived. */
	void item(MessagePayload payload) {
		int cost = StreamFrames.cost(payload.length());
		if (cost > this.room && this.room < this.window) {
			PayloadView.end(payload);
			throw new MalformedFrameException(
					"an item takes " + cost + " bytes of credit, only " + this.room + " are left");
		}
		this.room -= cost;
		if (!this.cancelled) {
			this.items.add(payload);
			signal();
			if (this.done) {
				// It was cancelled meanwhile: each item is polled by one of the two.
				clear();
			}
		}
		else {
			PayloadView.end(payload);
		}
	}

	/** Items are to arrive as views from now on. */
	void takeViews() {
		this.views = true;
	}

	boolean takesViews() {
		return this.views;
	}

	/** The items as arrays. */
	Flow.Publisher<byte[]> arrays() {
		return (to) -> subscribe(new ArraySubscriber(Objects.requireNonNull(to, "subscriber")));
	}

	/** The peer has finished. */
	void end() {
		this.ended = true;
		signal();
	}

	/**
	 * The stream has failed; earlier items are still delivered, unless it failed here.
	 */
	void fail(Throwable cause, boolean dropItems) {
		if (this.failure == null && !this.ended) {
			if (dropItems) {
				clear();
			}
			this.failure = cause;
			signal();
		}
	}

	@Override
	public void subscribe(Flow.Subscriber<? super MessagePayload> given) {
		if (given == null) {
			throw new NullPointerException("subscriber");
		}
		if (this.subscribed.compareAndSet(false, true)) {
			this.subscriber = given;
			signal();
		}
		else {
			given.onSubscribe(new Rejected());
			given.onError(new IllegalStateException("the items of a stream have one subscriber; there is one already"));
		}
	}

	@Override
	public void request(long count) {
		if (this.cancelled || this.done) {
			return;
		}
		if (count <= 0) {
			this.broken = new IllegalArgumentException(
					"a subscriber must request a positive number of items (Reactive Streams, 3.9), not " + count);
			this.stream.reset(ErrorCode.CANCELLED, "the subscriber has broken the rules");
		}
		else {
			this.demand.accumulateAndGet(count, (before, more) -> {
				long sum = before + more;
				return (sum < 0) ? Long.MAX_VALUE : sum;
			});
		}
		signal();
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		if (!this.ended && this.failure == null) {
			this.stream.reset(ErrorCode.CANCELLED, "the subscriber has cancelled");
		}
		signal();
	}

	/**
	 * There may be a signal for the subscriber. One that comes later finds what has
	 * happened before: nothing is submitted to the executor for nobody.
	 */
	private void signal() {
		if (this.subscriber == null) {
			return;
		}
		if (this.work.getAndIncrement() == 0) {
			dispatch();
		}
	}

	private void dispatch() {
		if (!this.executor.offer(this)) {
			// Meanwhile the sender is limited by its credit. When the executor and the
			// loop have ended, the subscriber is notified by the thread that detects it.
			this.stream.loop().retry(this::dispatch, () -> deliverAll(Integer.MAX_VALUE));
		}
	}

	@Override
	public void run() {
		deliverAll(TURN);
	}

	/**
	 * Delivers the available items; more than a turn's items are left to another turn.
	 */
	private void deliverAll(int most) {
		int turn = 0;
		int seen = this.work.get();
		do {
			turn = deliver(turn, most);
			if (turn >= most) {
				dispatch();
				return;
			}
			seen = this.work.addAndGet(-seen);
		}
		while (seen != 0);
	}

	private int deliver(int turn, int most) {
		Flow.Subscriber<? super MessagePayload> to = this.subscriber;
		if (to == null || this.done) {
			return turn;
		}
		int delivered = turn;
		try {
			if (!this.begun) {
				this.begun = true;
				to.onSubscribe(this);
			}
			while (delivered < most && !this.cancelled && this.broken == null && this.demand.get() > 0) {
				MessagePayload next = this.items.poll();
				if (next == null) {
					break;
				}
				this.demand.updateAndGet((before) -> (before == Long.MAX_VALUE) ? before : before - 1);
				try {
					to.onNext(next);
				}
				finally {
					PayloadView.end(next);
				}
				took(next.length());
				delivered++;
			}
			finish(to);
		}
		catch (Throwable ex) {
			this.cancelled = true;
			logger.warn("event=subscriber_failed peer={} stream=\"{}\" reason=\"{}\"", this.stream.peer(),
					this.stream.path(), ex, ex);
			this.stream.reset(ErrorCode.HANDLER_FAILED, "the subscriber threw " + ex.getClass().getSimpleName());
		}
		if (this.cancelled) {
			this.done = true;
			this.subscriber = null;
			clear();
		}
		return delivered;
	}

	private void clear() {
		for (MessagePayload item = this.items.poll(); item != null; item = this.items.poll()) {
			PayloadView.end(item);
		}
	}

	/** Signals the end, when it has arrived and no items precede it. */
	private void finish(Flow.Subscriber<? super MessagePayload> to) {
		Throwable wrong = this.broken;
		Throwable cause = (wrong != null) ? wrong : this.failure;
		boolean complete = this.ended;
		if (this.cancelled || (cause == null && !complete) || (wrong == null && !this.items.isEmpty())) {
			return;
		}
		this.done = true;
		this.subscriber = null;
		if (cause != null) {
			to.onError(cause);
		}
		else {
			to.onComplete();
		}
	}

	private void took(int length) {
		long sum = this.taken.addAndGet(StreamFrames.cost(length));
		boolean low = sum >= this.window / 2 || (this.items.isEmpty() && this.window - sum < this.mostCost);
		if (low && this.granting.compareAndSet(false, true)) {
			this.stream.loop().execute(this::grant);
		}
	}

	private void grant() {
		this.granting.set(false);
		long bytes = this.taken.getAndSet(0);
		if (bytes <= 0) {
			return;
		}
		this.room += bytes;
		if (!this.stream.grant(bytes)) {
			// The peer would wait for it without end.
			this.room -= bytes;
			this.taken.addAndGet(bytes);
			if (this.granting.compareAndSet(false, true)) {
				this.stream.loop().retry(this::grant, () -> {
				});
			}
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

	/** Represents the subscription of a subscriber that is too late. */
	private record Rejected() implements Flow.Subscription {

		@Override
		public void request(long count) {
			// It was told that there are no items.
		}

		@Override
		public void cancel() {
			// There is no subscription to cancel.
		}

	}

}
