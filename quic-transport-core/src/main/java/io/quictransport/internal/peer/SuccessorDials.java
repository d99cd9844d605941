package io.quictransport.internal.peer;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;

/**
 * Dials a peer when it asks for another connection, at most once a second regardless of
 * how often it asks. Confined to the event loop.
 */
final class SuccessorDials {

	static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final LongSupplier clock;

	private final Runnable dial;

	private final LoopTimer later;

	private long notBefore;

	SuccessorDials(LoopTasks loop, LongSupplier clock, Runnable dial) {
		this.clock = clock;
		this.dial = dial;
		this.later = new LoopTimer(loop, this::dial);
		this.notBefore = clock.getAsLong();
	}

	/** The peer asks for a successor of the live connection. */
	void wanted() {
		long wait = this.notBefore - this.clock.getAsLong();
		if (wait <= 0) {
			this.later.cancel();
			dial();
		}
		else if (!this.later.isSet()) {
			this.later.set(wait);
		}
	}

	/** The connection in question is no longer live. */
	void cancel() {
		this.later.cancel();
	}

	private void dial() {
		this.notBefore = this.clock.getAsLong() + INTERVAL;
		this.dial.run();
	}

}
