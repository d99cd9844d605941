package io.quictransport.testing.memory;

import java.util.concurrent.atomic.AtomicBoolean;

import io.quictransport.NodeInfo;

/**
 * What a caller who wants a peer connected gets; to cancel it takes the wish back, also
 * when the first dial has failed.
 */
final class DialFuture extends LoopFuture<NodeInfo> {

	private final Runnable withdraw;

	private final AtomicBoolean withdrawn = new AtomicBoolean();

	DialFuture(Runnable withdraw) {
		this.withdraw = withdraw;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (isCompletedExceptionally() && this.withdrawn.compareAndSet(false, true)) {
			this.withdraw.run();
		}
		return cancelled;
	}

}
