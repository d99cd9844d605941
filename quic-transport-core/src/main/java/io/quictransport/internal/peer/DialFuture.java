package io.quictransport.internal.peer;

import java.util.concurrent.atomic.AtomicBoolean;

import io.quictransport.NodeInfo;
import io.quictransport.internal.loop.CallerFuture;
import io.quictransport.internal.loop.LoopTasks;
import org.jspecify.annotations.Nullable;

/**
 * Completes when a peer is connected. If only an address of the peer is known, this is
 * the caller's one handle on the dial, so completing it withdraws the caller's demand;
 * cancelling does so even after the first round has failed.
 */
final class DialFuture extends CallerFuture<NodeInfo> {

	private final LoopTasks loop;

	private final AtomicBoolean withdrawn = new AtomicBoolean();

	/** Confined to the event loop; null if the id of the peer is known. */
	private @Nullable AddressDial dial;

	DialFuture(LoopTasks loop) {
		this.loop = loop;
	}

	void follow(AddressDial dialled) {
		this.dial = dialled;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (isCompletedExceptionally()) {
			endedByCaller();
		}
		return cancelled;
	}

	@Override
	protected void endedByCaller() {
		if (this.withdrawn.compareAndSet(false, true)) {
			this.loop.execute(this::withdraw);
		}
	}

	private void withdraw() {
		AddressDial dialled = this.dial;
		if (dialled != null) {
			dialled.withdraw();
		}
	}

}
