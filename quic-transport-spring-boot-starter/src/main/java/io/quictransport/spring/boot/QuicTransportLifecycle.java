package io.quictransport.spring.boot;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerInfo;
import io.quictransport.internal.text.Log;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Starts the transport before the web server, so that the node can be announced with its
 * port, and stops it after the web server, so that HTTP requests that still run can reach
 * peers. Not paused between tests: a paused node would come back on another port.
 */
final class QuicTransportLifecycle implements SmartLifecycle {

	static final int PHASE = DEFAULT_PHASE - 3072;

	private static final Log logger = Log.of(QuicTransportLifecycle.class);

	private final NetworkTransport transport;

	private final QuicTransportConnectionDetails connectionDetails;

	private final ApplicationEventPublisher publisher;

	/** Whether there are providers of peers, or may be. */
	private final boolean discovers;

	/** Keeps listeners of the stopped event off the event loop that ends the stop. */
	private final Executor stopExecutor = new SimpleAsyncTaskExecutor("quic-transport-stop-");

	private volatile boolean running;

	QuicTransportLifecycle(NetworkTransport transport, QuicTransportConnectionDetails connectionDetails,
			ApplicationEventPublisher publisher, boolean discovers) {
		this.discovers = discovers;
		this.transport = transport;
		this.connectionDetails = connectionDetails;
		this.publisher = publisher;
	}

	@Override
	public void start() {
		try {
			this.transport.start().join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof NetworkException cause) ? cause : ex;
		}
		this.running = true;
		this.publisher
			.publishEvent(new QuicTransportStartedEvent(this.transport, this.transport.localAddress().getPort()));
		List<PeerInfo> peers = this.connectionDetails.getPeers();
		if (peers.isEmpty() && !this.discovers) {
			logger.info("event=no_peer_source node={} reason=\"no list of peers and no discovery is configured, so this"
					+ " node dials nobody and waits to be dialled\"", this.transport.localNode().id());
		}
		peers.forEach(this::dial);
	}

	@Override
	public void stop() {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		stop(() -> stopped.complete(null));
		stopped.join();
	}

	@Override
	public void stop(Runnable callback) {
		this.transport.stop().whenCompleteAsync((ignored, failure) -> {
			this.running = false;
			if (failure != null) {
				logger.warn("event=stop_incomplete reason=\"{}\"", failure.getMessage());
			}
			try {
				this.publisher.publishEvent(new QuicTransportStoppedEvent(this.transport));
			}
			finally {
				callback.run();
			}
		}, this.stopExecutor);
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

	private void dial(PeerInfo peer) {
		this.transport.connectPeer(peer).whenComplete((info, failure) -> {
			if (failure instanceof NetworkException known && isExpected(known.code())) {
				logger.debug("event=configured_peer_left_out addresses={} reason=\"{}\"", peer.addresses(),
						failure.getMessage());
			}
			else if (failure != null) {
				logger.info("event=configured_peer_unreachable peer={} addresses={} retry=true reason=\"{}\"",
						peer.id(), peer.addresses(), failure.getMessage());
			}
		});
	}

	/**
	 * One list of peers may serve all nodes and so name this one too, and a stop ends the
	 * first dials.
	 */
	private static boolean isExpected(ErrorCode code) {
		return code == ErrorCode.SELF_CONNECTION || code == ErrorCode.NOT_RUNNING;
	}

}
