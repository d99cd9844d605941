package io.quictransport.internal.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.ErrorCode;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.wire.MalformedFrameException;
import io.quictransport.internal.wire.StreamFrames;
import org.jspecify.annotations.Nullable;

/**
 * Receives the incoming direction of a stream of messages: keeps the items that have
 * come, at most as many bytes as were granted or a single larger one, until the
 * subscriber asks for them. Filled on the event loop; emptied by one task at a time on
 * the stream's executor, which {@link #work} lets in.
 */
final class ItemReceiver implements Flow.Publisher<byte[]>, Flow.Subscription, Runnable {

	private static final Log logger = Log.of(ItemReceiver.class);

	/** After so many items the thread is given back, for others to have a turn. */
	private static final int TURN = 128;

	private final PeerStream stream;

	private final TaskRunner executor;

	private final long window;

	private final int mostCost;

	private final Queue<byte[]> items = new ConcurrentLinkedQueue<>();

	private final AtomicInteger work = new AtomicInteger();

	private final AtomicLong demand = new AtomicLong();

	private final AtomicBoolean subscribed = new AtomicBoolean();

	/** What was taken by the subscriber and not yet granted anew. */
	private final AtomicLong taken = new AtomicLong();

	private final AtomicBoolean granting = new AtomicBoolean();

	private volatile Flow.@Nullable Subscriber<? super byte[]> subscriber;

	private volatile boolean cancelled;

	private volatile boolean ended;

	private volatile @Nullable Throwable failure;

	/** What the subscriber did wrong; it waits for no items. */
	private volatile @Nullable Throwable broken;

	/**
	 * Confined to the event loop: what the peer may still send; less than none while it
	 * has sent an item that is larger than the window.
	 */
	private long room;

	/** Confined to the task. */
	private boolean begun;

	/** Written by the task: the subscriber has been told the end. */
	private volatile boolean done;

	ItemReceiver(PeerStream stream, TaskRunner executor, MessagingLimits limits) {
		this.stream = stream;
		this.executor = executor;
		this.mostCost = StreamFrames.cost(limits.wire().maxMessageSize());
		this.window = limits.streamBuffer();
	}

	/** Grants the first room: the amount to tell the peer. */
	long open() {
		this.room = this.window;
		return this.window;
	}

	/** An item has come. */
	void item(byte[] payload) {
		int cost = StreamFrames.cost(payload.length);
		if (cost > this.room && this.room < this.window) {
			throw new MalformedFrameException(
					"an item takes " + cost + " bytes of credit, only " + this.room + " are left");
		}
		this.room -= cost;
		if (!this.cancelled) {
			this.items.add(payload);
			signal();
		}
	}

	/** The peer has finished. */
	void end() {
		this.ended = true;
		signal();
	}

	/**
	 * The stream has failed; what came before is still delivered, unless it failed here.
	 */
	void fail(Throwable cause, boolean dropItems) {
		if (this.failure == null && !this.ended) {
			if (dropItems) {
				this.items.clear();
			}
			this.failure = cause;
			signal();
		}
	}

	@Override
	public void subscribe(Flow.Subscriber<? super byte[]> given) {
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

	/** There may be something to tell the subscriber. */
	private void signal() {
		if (this.work.getAndIncrement() == 0) {
			dispatch();
		}
	}

	private void dispatch() {
		if (!this.executor.offer(this)) {
			// The sender is held back by its credit meanwhile. When nothing runs any more
			// the subscriber is told so by whichever thread finds out.
			this.stream.loop().retry(this::dispatch, () -> deliverAll(Integer.MAX_VALUE));
		}
	}

	@Override
	public void run() {
		deliverAll(TURN);
	}

	/** Delivers what there is; more than a turn's items have another turn. */
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
		Flow.Subscriber<? super byte[]> to = this.subscriber;
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
				byte[] next = this.items.poll();
				if (next == null) {
					break;
				}
				this.demand.updateAndGet((before) -> (before == Long.MAX_VALUE) ? before : before - 1);
				to.onNext(next);
				took(next.length);
				delivered++;
			}
			finish(to);
		}
		catch (Throwable ex) {
			this.cancelled = true;
			logger.warn("event=subscriber_failed peer={} stream=\"{}\"", this.stream.peer(), this.stream.path(), ex);
			this.stream.reset(ErrorCode.HANDLER_FAILED, "the subscriber threw " + ex.getClass().getSimpleName());
		}
		if (this.cancelled) {
			this.done = true;
			this.subscriber = null;
			this.items.clear();
		}
		return delivered;
	}

	/** Tells the end, when it has come and nothing is before it. */
	private void finish(Flow.Subscriber<? super byte[]> to) {
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
		if (bytes > 0) {
			this.room += bytes;
			this.stream.grant(bytes);
		}
	}

	/**
	 * The subscription of one who comes too late.
	 */
	private record Rejected() implements Flow.Subscription {

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
