package io.quictransport.internal.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.text.Log;

/**
 * Queues the requests that wait for a thread of the handler executor. Waking a thread
 * costs more than most handlers do, so a running thread takes one request after another,
 * polls briefly for more when there is none, and another thread is woken only when the
 * queued requests would take longer than waking it. The event loop monitors requests that
 * are delayed nevertheless, as they are behind a handler that blocks occasionally.
 *
 * <p>
 * Requests are added on the event loop; the executor runs this class.
 */
final class HandlerQueue implements Runnable {

	private static final Log logger = Log.of(HandlerQueue.class);

	/** A backlog shorter than this needs no other thread. */
	private static final long WORTH_A_THREAD = TimeUnit.MICROSECONDS.toNanos(100);

	/** How long an answer may wait for the next one, so that both leave together. */
	private static final long HELD = TimeUnit.MICROSECONDS.toNanos(50);

	private static final long LOOK_MILLIS = 1;

	/**
	 * After this number of requests, or polls for one, the thread is returned to the
	 * executor for its other tasks.
	 */
	private static final int TURN = 256;

	private static final int WEIGHT = 8;

	private final TaskRunner executor;

	private final HandlerResults results;

	private final Queue<Task> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waitingCount = new AtomicInteger();

	private final AtomicInteger workers = new AtomicInteger();

	private final WorkerSpin<Task> spin;

	/**
	 * The mean duration of a handler: initially large enough for each request to have its
	 * own thread. An update that is lost to another does no harm.
	 */
	private volatile long meanNanos = TimeUnit.MILLISECONDS.toNanos(1);

	/**
	 * The number of requests ever added; confined to the event loop, like the following
	 * fields.
	 */
	private long added;

	private final LoopTimer timer;

	private boolean looking;

	/** The number that must have been taken by the next check. */
	private long expected;

	private int missing = 1;

	HandlerQueue(LoopTasks loop, TaskRunner executor, HandlerResults results) {
		this.executor = executor;
		this.results = results;
		this.spin = new WorkerSpin<>(loop, this.waiting);
		this.timer = new LoopTimer(loop, this::look);
	}

	/**
	 * Adds a request.
	 * @param request the request
	 * @return false if the executor takes no more; the request is then not handled
	 */
	boolean add(Task request) {
		this.waiting.add(request);
		this.added++;
		int count = this.waitingCount.incrementAndGet();
		int running = this.workers.get();
		if (running > 0) {
			lookLater();
		}
		if (running > 0 && count * this.meanNanos <= WORTH_A_THREAD * running) {
			return true;
		}
		// A thread that runs already may have it.
		try {
			return startWorker() || !take(request);
		}
		catch (Throwable ex) {
			if (take(request)) {
				throw ex;
			}
			return true;
		}
	}

	/** Whether threads are running handlers that take only a moment. */
	boolean areAnswersDue() {
		return this.workers.get() > 0 && this.meanNanos <= WORTH_A_THREAD;
	}

	private boolean startWorker() {
		this.workers.incrementAndGet();
		boolean taken = false;
		try {
			taken = this.executor.offer(this);
		}
		finally {
			if (!taken) {
				this.workers.decrementAndGet();
			}
		}
		return taken;
	}

	/** Takes a request back, unless a thread has it already. */
	private boolean take(Task request) {
		boolean taken = this.waiting.remove(request);
		if (taken) {
			this.waitingCount.decrementAndGet();
		}
		return taken;
	}

	@Override
	public void run() {
		this.spin.threadCalled();
		boolean done = takeTurn();
		while (!done && !handOver()) {
			// Admitted requests must be handled: this thread takes another turn.
			done = takeTurn();
		}
	}

	/** Handles one request after another; false if there may be more. */
	private boolean takeTurn() {
		long turnBegun = System.nanoTime();
		long begun = turnBegun;
		long told = begun;
		int handled = 0;
		for (int turn = 0; turn < TURN; turn++) {
			Task next = this.waiting.poll();
			if (next == null) {
				this.results.tell();
				// Where handlers take long, each request gets its own thread anyway.
				next = (this.meanNanos <= WORTH_A_THREAD) ? this.spin.ranOut(handled, turnBegun) : null;
				if (next == null) {
					if (leave()) {
						return true;
					}
					continue;
				}
				begun = System.nanoTime();
				told = begun;
				handled = 0;
			}
			this.waitingCount.decrementAndGet();
			handle(next);
			handled++;
			long now = System.nanoTime();
			long mean = this.meanNanos;
			this.meanNanos = mean + (now - begun - mean) / WEIGHT;
			begun = now;
			if (now - told > HELD) {
				this.results.tell();
				told = now;
			}
		}
		return false;
	}

	/** A request that fails must not end the thread that other requests wait for. */
	private static void handle(Task request) {
		try {
			request.handle();
		}
		catch (Throwable ex) {
			logger.error("event=request_failed peer={} request=\"{}\" reason=\"{}\"", OfPeer.of(request), request, ex,
					ex);
		}
	}

	/**
	 * Ends this thread's work unless requests have arrived meanwhile that no other thread
	 * sees.
	 */
	private boolean leave() {
		this.workers.decrementAndGet();
		if (this.waiting.isEmpty()) {
			return true;
		}
		this.workers.incrementAndGet();
		return false;
	}

	/** Returns the thread so that another one continues, unless there will be none. */
	private boolean handOver() {
		this.results.tell();
		return Trampoline.offer(this.executor, this);
	}

	private void lookLater() {
		if (!this.looking) {
			this.looking = true;
			this.expected = this.added;
			this.timer.setMillis(LOOK_MILLIS);
		}
	}

	/**
	 * Starts threads, more each time, while the requests that waited at the last check
	 * still wait. If the executor rejects one, the running threads take over its share.
	 */
	private void look() {
		this.looking = false;
		int left = this.waitingCount.get();
		this.results.drain();
		if (left == 0) {
			this.missing = 1;
			return;
		}
		if (this.added - left >= this.expected) {
			this.missing = 1;
		}
		else {
			for (int more = Math.min(this.missing, left); more > 0 && startWorker(); more--) {
				this.missing++;
			}
		}
		lookLater();
	}

	/** Represents one request to handle. */
	@FunctionalInterface
	interface Task {

		/** Handles the request, once; on the thread that it is to run on. */
		void handle();

	}

}
