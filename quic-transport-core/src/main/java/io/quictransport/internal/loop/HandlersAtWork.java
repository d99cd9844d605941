package io.quictransport.internal.loop;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the running handlers and the messages that wait for theirs. All begin on the
 * event loop and most end there; the rest end on threads of the executor.
 */
public final class HandlersAtWork {

	private final LoopCounter onLoop = new LoopCounter();

	private final LongAdder endedElsewhere = new LongAdder();

	/** One begins; on the event loop. */
	public void begin() {
		this.onLoop.add(1);
	}

	/** One ends on the event loop. */
	public void end() {
		this.onLoop.add(-1);
	}

	/** One ends on any thread. */
	public void endElsewhere() {
		this.endedElsewhere.increment();
	}

	public int count() {
		// In this order: what ends in between is counted as begun.
		long ended = this.endedElsewhere.sum();
		return (int) (this.onLoop.get() - ended);
	}

}
