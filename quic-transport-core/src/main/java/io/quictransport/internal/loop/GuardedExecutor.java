package io.quictransport.internal.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Submits tasks to an executor that is not this library's: it may be full, be shut down,
 * or fail in any other way, for instance because the system cannot create a thread. A
 * task that it has failed to take never runs, even if the executor had queued it before
 * it failed. Called by any thread.
 */
final class GuardedExecutor implements TaskRunner {

	private static final Log logger = Log.of(GuardedExecutor.class);

	/** Faults that follow within this time are not logged again. */
	private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final Executor executor;

	private final String name;

	private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

	/**
	 * Guards an executor.
	 * @param executor runs the tasks
	 * @param name its name in the log
	 */
	GuardedExecutor(Executor executor, String name) {
		this.executor = executor;
		this.name = name;
	}

	@Override
	public boolean offer(Runnable task) {
		@Nullable Offer offer = null;
		try {
			offer = new Offer(task);
			this.executor.execute(offer);
			return true;
		}
		catch (RejectedExecutionException ex) {
			// Being full is a state of an executor, not a fault.
			return offer != null && !offer.revoke();
		}
		catch (Throwable ex) {
			boolean taken = offer != null && !offer.revoke();
			note(ex, taken);
			return taken;
		}
	}

	private void note(Throwable fault, boolean taken) {
		long now = System.nanoTime();
		long until = this.quietUntil.get();
		if (now - until >= 0 && this.quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
			logger.warn("event=executor_failed executor=\"{}\" taken={} reason=\"{}\"", this.name, taken, fault, fault);
		}
	}

	/** Represents a submitted task: the first claim decides whether it runs. */
	private static final class Offer implements Runnable {

		private static final VarHandle DECIDED;

		static {
			try {
				DECIDED = MethodHandles.lookup().findVarHandle(Offer.class, "decided", boolean.class);
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

		private final Runnable task;

		/** Accessed only through its handle. */
		@SuppressWarnings("unused")
		private volatile boolean decided;

		Offer(Runnable task) {
			this.task = task;
		}

		/** Revokes the task; false if it has begun. */
		boolean revoke() {
			return DECIDED.compareAndSet(this, false, true);
		}

		@Override
		public void run() {
			if (DECIDED.compareAndSet(this, false, true)) {
				this.task.run();
			}
		}

	}

}
