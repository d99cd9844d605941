package io.quictransport.internal.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.text.Log;

/**
 * Passes the answers of handlers to the event loop: answers that are given close together
 * wake it once and leave in one write. Added by any thread, drained on the event loop.
 */
final class HandlerResults implements Runnable {

	private static final Log logger = Log.of(HandlerResults.class);

	private final LoopTasks loop;

	private final Queue<Runnable> results = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean told = new AtomicBoolean();

	HandlerResults(LoopTasks loop) {
		this.loop = loop;
	}

	/** Adds an answer, which stays here until {@link #tell} is called. */
	void add(Runnable result) {
		this.results.add(result);
	}

	/** Makes the event loop take the queued answers, if it still runs. */
	void tell() {
		if (!this.results.isEmpty() && !this.told.get() && this.told.compareAndSet(false, true)) {
			if (this.loop.hasEnded()) {
				// The handler has outlived its transport, and the caller already knows
				// that the transport has ended.
				logger.debug("event=replies_dropped count={} reason=\"the transport has ended\"", this.results.size());
			}
			else {
				this.loop.execute(this);
			}
		}
	}

	void drain() {
		for (Runnable result = this.results.poll(); result != null; result = this.results.poll()) {
			runGuarded(result);
		}
	}

	/** An answer that fails must not fail the stream whose read it leaves with. */
	static void runGuarded(Runnable result) {
		try {
			result.run();
		}
		catch (Throwable ex) {
			logger.error("event=reply_failed peer={} reply=\"{}\" reason=\"{}\"", OfPeer.of(result), result, ex, ex);
		}
	}

	@Override
	public void run() {
		this.told.set(false);
		drain();
	}

}
