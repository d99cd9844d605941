package io.quictransport.internal.loop;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Owns everything that is to run later on one event loop, so that each waiter is notified
 * when the loop has ended, for whatever reason. Called by any thread.
 */
public final class LoopTasks implements Executor, TaskRunner {

	private static final Log logger = Log.of(LoopTasks.class);

	private static final long RETRY_MILLIS = 10;

	/** What blocks is called by somebody else. */
	private static final List<String> LIBRARIES = List.of("java.", "jdk.", "sun.", "io.netty.");

	private final EventExecutor loop;

	private final LoopProbe probe = new LoopProbe(this);

	private final UntakenWork untaken;

	private final Set<Retry> retries = ConcurrentHashMap.newKeySet();

	private final Set<Awaited> awaited = ConcurrentHashMap.newKeySet();

	public LoopTasks(EventExecutor loop) {
		this.loop = loop;
		this.untaken = new UntakenWork(loop, this::threadName);
	}

	/**
	 * Tries again, from now on, what the loop has no memory to take: timers, tasks that
	 * nothing waits for, and retries come late then. Whoever waits for another task is
	 * told at once.
	 */
	public void keepUp() {
		this.untaken.begin(() -> {
			for (Retry each : this.retries) {
				if (each.isUnset) {
					retry(each);
				}
			}
		});
	}

	/**
	 * Makes the threads of event loops: not daemons, a started transport keeps its JVM.
	 * @param name the name of each thread
	 */
	public static ThreadFactory threads(String name) {
		return EventLoops.threads(name);
	}

	public boolean inEventLoop() {
		return this.loop.inEventLoop();
	}

	/**
	 * The number of tasks that wait for the loop, without the question of
	 * {@link #silence}.
	 */
	public int queued() {
		int queued = (this.loop instanceof SingleThreadEventExecutor executor) ? executor.pendingTasks() : 0;
		return this.probe.isOpen() ? Math.max(0, queued - 1) : queued;
	}

	/**
	 * Asks the loop whether it still answers, unless it owes an answer already. One that
	 * has not for 10 s is logged, with the place where its thread is.
	 * @param index which one of the node's loops it is
	 * @param clock the monotonic time in nanoseconds
	 * @return for how long it has not answered, zero below a second
	 */
	public Duration silence(int index, LongSupplier clock) {
		return this.probe.silence(index, clock);
	}

	/** The name of the loop's thread. */
	String threadName() {
		return (this.loop instanceof SingleThreadEventExecutor executor) ? executor.threadProperties().name()
				: "unknown";
	}

	/**
	 * Where the loop's thread is now, for people: the innermost place that is neither
	 * Java's own nor Netty's, or else the innermost one.
	 */
	String place() {
		if (!(this.loop instanceof SingleThreadEventExecutor executor)) {
			return "an unknown place";
		}
		StackTraceElement[] stack = executor.threadProperties().stackTrace();
		for (StackTraceElement element : stack) {
			if (LIBRARIES.stream().noneMatch(element.getClassName()::startsWith)) {
				return element.toString();
			}
		}
		return (stack.length > 0) ? stack[0].toString() : "its end";
	}

	/** Whether the loop runs no more tasks. */
	public boolean hasEnded() {
		return this.loop.isTerminated();
	}

	@Override
	public boolean offer(Runnable task) {
		try {
			this.loop.execute(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			logger.debug("event=loop_refuses_task reason=\"{}\"", ex);
		}
		catch (Throwable ex) {
			this.untaken.note(ex);
		}
		return false;
	}

	/**
	 * Runs a task that nothing waits for: when the loop has ended it is dropped.
	 * @see #deliver
	 */
	@Override
	public void execute(Runnable task) {
		deliver(task);
	}

	/**
	 * Runs a task that nothing waits for, in the order of these tasks; where there is no
	 * memory it runs later.
	 * @param task the task
	 * @return false if it will not run: the loop has ended, or too many tasks wait
	 * already
	 */
	public boolean deliver(Runnable task) {
		if (!this.untaken.hasTasks() && offer(task)) {
			return true;
		}
		if (this.loop.isShutdown()) {
			return false;
		}
		if (!this.untaken.add(task)) {
			logger.warn("event=late_task_failed thread={} reason=\"too many wait for memory\"", threadName());
			return false;
		}
		return true;
	}

	/**
	 * Runs a task that completes a future, now or later. The future fails if the task
	 * does, and with NOT_RUNNING if the loop ends before.
	 * @param <F> the type of the future
	 * @param future the future that a caller waits for
	 * @param task completes it
	 * @return the future
	 */
	public <F extends CompletableFuture<?>> F complete(F future, Runnable task) {
		await(future);
		boolean taken = offer(() -> {
			try {
				task.run();
			}
			catch (Throwable ex) {
				future.completeExceptionally(NetworkException.of(ErrorCode.INTERNAL, Outcome.UNKNOWN,
						"a task of the event loop has failed", ErrorContext.NONE, ex));
			}
		});
		if (!taken) {
			future.completeExceptionally(refusal());
		}
		return future;
	}

	/** Makes a future fail with NOT_RUNNING if the loop ends before it is complete. */
	public void await(CompletableFuture<?> future) {
		Awaited entry = new Awaited(future);
		this.awaited.add(entry);
		future.whenComplete((result, cause) -> this.awaited.remove(entry));
	}

	/**
	 * Retries an action after a short delay, or gives up because the loop has ended.
	 * @param again retries the action, on the loop
	 * @param atEnd runs instead when the loop has ended, on any thread
	 */
	public void retry(Runnable again, Runnable atEnd) {
		Retry retry = new Retry(again, atEnd);
		this.retries.add(retry);
		if (schedule(() -> retry(retry), TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS)) != null) {
			return;
		}
		if (this.loop.isShutdown()) {
			end(retry);
		}
		else {
			retry.isUnset = true;
		}
	}

	private void retry(Retry retry) {
		if (this.retries.remove(retry)) {
			retry.again().run();
		}
	}

	private void end(Retry retry) {
		if (this.retries.remove(retry)) {
			retry.atEnd().run();
		}
	}

	/** Null if the loop has ended, or has no memory to take it. */
	private @Nullable Future<?> schedule(Runnable task, long nanos) {
		try {
			return this.loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("event=loop_refuses_timer reason=\"{}\"", ex);
		}
		catch (Throwable ex) {
			this.untaken.note(ex);
		}
		return null;
	}

	/**
	 * Runs an action once the loop has ended, on its own thread: from then on only the
	 * action accesses the state that was confined to the loop.
	 * @param threadName the name of the thread
	 * @param action the action to run
	 */
	public void whenEnded(String threadName, Runnable action) {
		this.loop.terminationFuture().addListener((terminated) -> {
			try {
				Thread thread = new Thread(action, threadName);
				thread.setDaemon(true);
				thread.start();
			}
			catch (Throwable ex) {
				logger.warn("event=thread_failed thread={} reason=\"{}\"", threadName, ex, ex);
				action.run();
			}
		});
	}

	/** The loop has ended: everything that waits for it fails. */
	public void failAwaited() {
		List.copyOf(this.awaited).forEach((entry) -> entry.future.completeExceptionally(ended()));
		List.copyOf(this.retries).forEach(this::end);
	}

	/** Makes the failure of a call whose task the loop has not taken. */
	public NetworkException refusal() {
		return this.loop.isShutdown() ? ended() : NetworkException.of(ErrorCode.OVERLOADED, Outcome.NOT_SENT,
				"this node has no memory to take the call", ErrorContext.NONE);
	}

	/** Makes the failure of a call that arrives after the loop has ended. */
	public static NetworkException ended() {
		return NetworkException.of(ErrorCode.NOT_RUNNING, Outcome.NOT_SENT, "the transport has stopped",
				ErrorContext.NONE);
	}

	/** Wraps a future that is waited for; equal to no other. */
	private static final class Awaited {

		private final CompletableFuture<?> future;

		Awaited(CompletableFuture<?> future) {
			this.future = future;
		}

	}

	/** Represents an action that waits for a delay. */
	private static final class Retry {

		private final Runnable again;

		private final Runnable atEnd;

		/** Whether the loop had no memory for its delay. */
		private volatile boolean isUnset;

		Retry(Runnable again, Runnable atEnd) {
			this.again = again;
			this.atEnd = atEnd;
		}

		Runnable again() {
			return this.again;
		}

		Runnable atEnd() {
			return this.atEnd;
		}

	}

	/**
	 * Runs one action on an event loop after a delay. It is set once at a time: setting
	 * it again replaces the earlier delay, and a cancelled timer keeps nothing reachable.
	 * When the loop has ended it can no longer be set; where there is no memory for it,
	 * it counts as set and runs late. Confined to the event loop.
	 */
	public static final class LoopTimer {

		/**
		 * Long enough never to end in practice, and short enough to count in nanoseconds.
		 */
		private static final long LONGEST_SECONDS = TimeUnit.DAYS.toSeconds(36_500);

		private final LoopTasks loop;

		private final Runnable action;

		/** Made once: setting a timer is to need as little memory as can be. */
		private final Runnable firing = this::fire;

		/** Sets it at last; run by what keeps it meanwhile. */
		final Runnable setting = this::setAgain;

		private @Nullable Future<?> pending;

		/** Whether the loop had no memory to take it. */
		private boolean isUntaken;

		/** When it is due, by the clock of the loop, if the loop has not taken it. */
		private long dueAt;

		/** Whether it is among what the loop has not taken, like the next field. */
		boolean isListed;

		@Nullable LoopTimer next;

		/**
		 * Makes a timer that is not set.
		 * @param loop runs the action
		 * @param action the action to run each time the delay is over
		 */
		public LoopTimer(LoopTasks loop, Runnable action) {
			this.loop = loop;
			this.action = action;
		}

		/**
		 * Sets the timer, replacing an earlier delay.
		 * @param nanos the delay in nanoseconds; zero or less means as soon as possible
		 */
		public void set(long nanos) {
			cancel();
			schedule(Math.max(nanos, 1));
		}

		private void schedule(long nanos) {
			this.pending = this.loop.schedule(this.firing, nanos);
			this.isUntaken = this.pending == null && !this.loop.loop.isShutdown();
			if (this.isUntaken) {
				this.dueAt = now() + nanos;
				this.loop.untaken.add(this);
			}
		}

		private long now() {
			return this.loop.loop.ticker().nanoTime();
		}

		/** It was cancelled meanwhile, is due by now, or is set for what is left. */
		private void setAgain() {
			if (this.isUntaken) {
				this.isUntaken = false;
				long left = this.dueAt - now();
				if (left > 0) {
					schedule(left);
				}
				else {
					fire();
				}
			}
		}

		/**
		 * A duration in nanoseconds; one of more than a century, either way, counts as a
		 * century. Each call with a deadline of its own passes here: durations are
		 * compared by their seconds, since {@link Duration#negated()} and its like count
		 * in {@link java.math.BigDecimal}.
		 */
		public static long nanos(Duration duration) {
			long seconds = duration.getSeconds();
			if (seconds >= LONGEST_SECONDS) {
				return TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
			}
			return (seconds >= -LONGEST_SECONDS) ? duration.toNanos() : -TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
		}

		public void setMillis(long millis) {
			set(TimeUnit.MILLISECONDS.toNanos(millis));
		}

		public void cancel() {
			this.isUntaken = false;
			Future<?> set = this.pending;
			if (set != null) {
				this.pending = null;
				try {
					set.cancel(false);
				}
				catch (RejectedExecutionException ex) {
					// The loop has ended, and its timers with it.
					return;
				}
			}
		}

		public boolean isSet() {
			return this.pending != null || this.isUntaken;
		}

		private void fire() {
			this.pending = null;
			this.loop.untaken.revive();
			this.action.run();
		}

	}

}
