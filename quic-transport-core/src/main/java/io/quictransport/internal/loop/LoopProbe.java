package io.quictransport.internal.loop;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether an event loop still answers. It is asked whenever somebody wants to
 * know, and what is known is how long an earlier question has waited: a loop that nobody
 * watches costs nothing. Called by any thread but that of the loop.
 */
final class LoopProbe {

	private static final Log logger = Log.of(LoopProbe.class);

	/** A shorter silence is a loop at work. */
	private static final long NOTICED_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** No work takes this long: something blocks the loop. */
	private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final LoopTasks loop;

	/** The question that is not answered yet. */
	private final AtomicReference<@Nullable Question> open = new AtomicReference<>();

	LoopProbe(LoopTasks loop) {
		this.loop = loop;
	}

	/** See {@link LoopTasks#silence}. */
	Duration silence(int index, LongSupplier clock) {
		long now = clock.getAsLong();
		Question asked = this.open.get();
		if (asked == null) {
			ask(new Question(index, clock, now));
			return Duration.ZERO;
		}
		long silent = now - asked.at;
		if (silent >= STUCK_NANOS && !asked.logged) {
			asked.logged = true;
			logger.warn(
					"event=event_loop_stuck thread={} loop={} silent_ms={} reason=\"it does not answer, since it is at"
							+ " {}; what blocks belongs on the handler executor\"",
					this.loop.threadName(), index, TimeUnit.NANOSECONDS.toMillis(silent), this.loop.place());
		}
		return (silent >= NOTICED_NANOS) ? Duration.ofNanos(silent) : Duration.ZERO;
	}

	/** Whether the question is among the tasks of the loop. */
	boolean isOpen() {
		return this.open.get() != null;
	}

	private void ask(Question question) {
		if (this.open.compareAndSet(null, question) && !this.loop.offer(() -> answered(question))) {
			// A loop that has ended is known to have.
			this.open.set(null);
		}
	}

	private void answered(Question question) {
		this.open.set(null);
		if (question.logged) {
			logger.info("event=event_loop_answers thread={} loop={} silent_ms={}", this.loop.threadName(),
					question.index, TimeUnit.NANOSECONDS.toMillis(question.clock.getAsLong() - question.at));
		}
	}

	/** Represents a question to the loop. */
	private static final class Question {

		private final int index;

		private final LongSupplier clock;

		private final long at;

		private volatile boolean logged;

		Question(int index, LongSupplier clock, long at) {
			this.index = index;
			this.clock = clock;
			this.at = at;
		}

	}

}
