package io.quictransport.testing.contract;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quictransport.NetworkException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * Waits for the results of calls, with patience but not for ever.
 */
public final class Results {

	/**
	 * How long to wait for what should take no time. Nothing that goes well takes it, and
	 * what goes well on a slow machine is not to fail there.
	 */
	public static final Duration PATIENCE = Duration.ofSeconds(60);

	/**
	 * A time limit that nothing which goes well reaches, and that passes before patience
	 * ends.
	 */
	static final Duration UNHURRIED = PATIENCE.dividedBy(2);

	private static final Duration POLL = Duration.ofMillis(5);

	private Results() {
	}

	/**
	 * Waits for what comes by itself, looking often.
	 * @return where to say for what
	 */
	static ConditionFactory eventually() {
		return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(PATIENCE);
	}

	/**
	 * Waits for a future.
	 * @param <T> the type of its result
	 * @param future the future
	 * @return its result
	 * @throws NetworkException if it failed with that
	 */
	public static <T> T get(CompletableFuture<T> future) {
		try {
			return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof NetworkException known) {
				throw known;
			}
			throw new AssertionError("unexpected failure", ex.getCause());
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new AssertionError("no result within " + PATIENCE, ex);
		}
	}

	/**
	 * Waits for the next element of a queue.
	 * @param <T> the type of the elements
	 * @param queue the queue
	 * @return the element
	 */
	static <T> T take(BlockingQueue<T> queue) {
		try {
			T next = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			if (next != null) {
				return next;
			}
		}
		catch (InterruptedException ex) {
			throw new AssertionError("interrupted", ex);
		}
		throw new AssertionError("nothing within " + PATIENCE);
	}

	/**
	 * Waits for a future that is to fail.
	 * @param future the future
	 * @return what it failed with
	 */
	public static NetworkException failureOf(CompletableFuture<?> future) {
		Object value;
		try {
			value = get(future);
		}
		catch (NetworkException ex) {
			return ex;
		}
		throw new AssertionError("expected a failure but got " + value);
	}

}
