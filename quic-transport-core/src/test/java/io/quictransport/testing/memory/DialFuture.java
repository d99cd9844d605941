package io.quictransport.testing.memory;

import java.util.concurrent.atomic.AtomicBoolean;

import io.quictransport.NodeInfo;

/**
 * Completes when a peer that a caller wants is connected. Completing it withdraws the
 * demand; cancelling does so even after the first dial has failed.
 */
final class DialFuture extends LoopFuture<NodeInfo> {

	private final Runnable withdraw;

	private final AtomicBoolean withdrawn = new AtomicBoolean();

	DialFuture(Runnable withdraw) {
		this.withdraw = withdraw;
	}

	/** There is a connection. */
	void connected(NodeInfo node) {
		super.complete(node);
	}

	/** The first dial has failed. */
	void notConnected(Throwable cause) {
		super.completeExceptionally(cause);
	}

	@Override
	public boolean complete(NodeInfo node) {
		return given(super.complete(node));
	}

	@Override
	public boolean completeExceptionally(Throwable cause) {
		return given(super.completeExceptionally(cause));
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		given(isCompletedExceptionally());
		return cancelled;
	}

	/** The caller wants the peer no longer. */
	private boolean given(boolean ended) {
		if (ended && this.withdrawn.compareAndSet(false, true)) {
			this.withdraw.run();
		}
		return ended;
	}

}
