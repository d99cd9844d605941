package io.quictransport.internal.discovery;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.DiscoveryException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.discovery.DiscoveredPeers;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Passes what one provider reports to the event loop: updates of single peers only at the
 * rate that the loop sustains; the rest is dropped.
 */
final class ProviderLink implements DiscoveredPeers {

	private static final Log logger = Log.of(ProviderLink.class);

	/** The most updates that may wait for the event loop. */
	private static final int MOST_PENDING = 1024;

	private final DiscoveryEngine engine;

	private final PeerDiscovery provider;

	private final AtomicInteger pending = new AtomicInteger();

	private volatile boolean failing;

	ProviderLink(DiscoveryEngine engine, PeerDiscovery provider) {
		this.engine = engine;
		this.provider = provider;
	}

	void start() {
		try {
			this.provider.start(this);
		}
		catch (Throwable ex) {
			// One provider must not keep the others, nor the transport, from starting.
			failed("the start failed", ex);
			this.engine.startLater(this);
		}
	}

	void stop() {
		try {
			this.provider.stop();
		}
		catch (Throwable ex) {
			// A stop must complete whatever a provider throws.
			logger.warn("event=discovery_stop_failed provider=\"{}\" reason=\"{}\"", this.provider, ex, ex);
		}
	}

	@Override
	public String toString() {
		// It names the source of each candidate, also where the provider cannot say it.
		return ForeignText.line(this.provider);
	}

	@Override
	public NodeInfo self() {
		return this.engine.self();
	}

	@Override
	public void list(Collection<PeerInfo> peers) {
		recovered();
		List<PeerInfo> copy = List.copyOf(peers);
		run(() -> this.engine.listed(this, copy));
	}

	@Override
	public void seen(PeerInfo peer, Duration validFor) {
		recovered();
		runUnlessBusy(() -> this.engine.seen(this, peer, validFor));
	}

	@Override
	public void gone(PeerId peer) {
		runUnlessBusy(() -> this.engine.gone(this, peer));
	}

	@Override
	public void saidToBeGone(PeerId peer) {
		runUnlessBusy(() -> this.engine.saidToBeGone(this, peer));
	}

	@Override
	public void failed(String detail, @Nullable Throwable cause) {
		DiscoveryException failure = new DiscoveryException(ErrorCode.DISCOVERY_FAILED, detail, ErrorContext.NONE,
				cause);
		run(() -> this.engine.failed(failure));
		if (!this.failing) {
			this.failing = true;
			logger.warn("event=discovery_failed provider=\"{}\" reason=\"{}\"", this.provider,
					(cause != null) ? detail + ": " + cause : detail);
		}
		else {
			logger.debug("event=discovery_failed provider=\"{}\" reason=\"{}\"", this.provider, detail, cause);
		}
	}

	private void recovered() {
		if (this.failing) {
			this.failing = false;
			logger.info("event=discovery_recovered provider=\"{}\"", this.provider);
		}
	}

	private void runUnlessBusy(Runnable task) {
		if (this.pending.incrementAndGet() > MOST_PENDING) {
			this.pending.decrementAndGet();
			return;
		}
		run(() -> {
			this.pending.decrementAndGet();
			task.run();
		});
	}

	private void run(Runnable task) {
		try {
			this.engine.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("event=discovery_late provider=\"{}\" reason=\"the transport has stopped\"", this.provider);
		}
	}

}
