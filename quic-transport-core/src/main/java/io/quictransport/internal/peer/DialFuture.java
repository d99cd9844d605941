package io.quictransport.internal.peer;

import java.util.concurrent.atomic.AtomicBoolean;

import io.quictransport.NodeInfo;
import io.quictransport.internal.loop.TransportFuture.CallerFuture;
import org.jspecify.annotations.Nullable;

/**
 * Completes when a peer is connected. If only an address of the peer is known, this is
 * the caller's one handle on the dial, so completing it withdraws the caller's demand;
 * cancelling does so even after the first round has failed.
 */
final class DialFuture extends CallerFuture<NodeInfo> {

	private final AtomicBoolean withdrawn = new AtomicBoolean();

	private volatile boolean unwanted;

	/** Null as long as there is none, or if the id of the peer is known. */
	private volatile @Nullable AddressDial dial;

	/** The caller's demand is one for this dial from now on; on its event loop. */
	void follow(AddressDial dialled) {
		this.dial = dialled;
		withdraw();
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
		this.unwanted = true;
		withdraw();
	}

	private void withdraw() {
		AddressDial dialled = this.dial;
		if (dialled != null && this.unwanted && this.withdrawn.compareAndSet(false, true)) {
			dialled.home().loop().execute(dialled::withdraw);
		}
	}

}
