package io.quictransport.spring.boot;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.quictransport.NetworkTransport;
import io.quictransport.TransportState;
import io.quictransport.internal.text.Log;

import org.springframework.context.SmartLifecycle;

/**
 * Drains the transport while the web server finishes its requests: peers are asked to
 * send new work elsewhere, and work that they have sent already is finished. This node's
 * own calls still go out; {@link QuicTransportLifecycle} ends them later.
 */
final class QuicTransportDrainLifecycle implements SmartLifecycle {

	static final int PHASE = DEFAULT_PHASE - 1024;

	private static final Log logger = Log.of(QuicTransportDrainLifecycle.class);

	private final NetworkTransport transport;

	private final Duration grace;

	private volatile boolean running;

	QuicTransportDrainLifecycle(NetworkTransport transport, Duration grace) {
		this.transport = transport;
		this.grace = grace;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		CompletableFuture<Void> drained = new CompletableFuture<>();
		stop(() -> drained.complete(null));
		drained.join();
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		if (this.transport.state() != TransportState.RUNNING) {
			callback.run();
			return;
		}
		this.transport.drain(this.grace).whenComplete((drained, failure) -> {
			if (failure != null || !drained) {
				logger.info("event=drain_incomplete node={} grace={} reason=\"{}\"", this.transport.localNode().id(),
						this.grace, (failure != null) ? failure.getMessage() : "work in flight has not ended");
			}
			callback.run();
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
