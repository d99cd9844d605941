package io.quictransport.quic;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.quictransport.NodeInfo;
import org.jspecify.annotations.Nullable;

/**
 * What a caller who wants a peer connected gets. Where only an address of it is known
 * this is the caller's one hold on what dials there, so to cancel it takes the wish back,
 * also when the first round has failed.
 */
final class DialFuture extends TransportFuture<NodeInfo> {

	private final Executor loop;

	private final AtomicBoolean withdrawn = new AtomicBoolean();

	/** Confined to the event loop; null where the id of the peer is known. */
	private @Nullable Seed seed;

	DialFuture(Executor loop) {
		this.loop = loop;
	}

	void follow(Seed dialled) {
		this.seed = dialled;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (isCompletedExceptionally() && this.withdrawn.compareAndSet(false, true)) {
			try {
				this.loop.execute(this::withdraw);
			}
			catch (RejectedExecutionException ex) {
				// The node has stopped, and dials nobody any more.
				return cancelled;
			}
		}
		return cancelled;
	}

	private void withdraw() {
		Seed dialled = this.seed;
		if (dialled != null) {
			dialled.withdraw();
		}
	}

}
