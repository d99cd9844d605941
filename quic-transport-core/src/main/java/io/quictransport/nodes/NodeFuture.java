package io.quictransport.nodes;

import java.util.concurrent.CompletableFuture;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.internal.loop.TransportFuture.CallerFuture;
import org.jspecify.annotations.Nullable;

/**
 * Completes with the result of whichever attempt answers a call. If the caller completes
 * or cancels this future, the running attempt is cancelled.
 *
 * @param <T> the type of the result
 */
final class NodeFuture<T> extends CallerFuture<T> {

	private volatile @Nullable CompletableFuture<?> attempt;

	/** From now on this attempt is to answer. */
	void follow(CompletableFuture<?> running) {
		this.attempt = running;
		if (isDone()) {
			running.cancel(true);
		}
	}

	/**
	 * Completes it with a result. A stream that its caller waits for no more is given up:
	 * nobody else would ever end it.
	 */
	void deliver(T value) {
		if (!resolve(value) && value instanceof MessageStream unheld) {
			unheld.reset(ErrorCode.CANCELLED, "the opener has cancelled");
		}
	}

	@Override
	protected void endedByCaller() {
		CompletableFuture<?> running = this.attempt;
		if (running != null) {
			running.cancel(true);
		}
	}

}
