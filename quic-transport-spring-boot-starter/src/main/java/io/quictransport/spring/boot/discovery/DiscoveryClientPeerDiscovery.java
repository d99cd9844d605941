package io.quictransport.spring.boot.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.discovery.DiscoveredPeers;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * Finds peers among the instances of a service: those that state the UDP port of their
 * transport. The instance's own port is never dialled, because it serves HTTP. Queries
 * the registry on its own thread, periodically and when the registry reports a change.
 */
final class DiscoveryClientPeerDiscovery implements PeerDiscovery {

	private static final Log logger = Log.of(DiscoveryClientPeerDiscovery.class);

	/** What Spring Cloud Kubernetes makes of a Service's port that is named quic. */
	private static final String KUBERNETES_PORT_METADATA = "port.quic";

	/** When there was no answer, or an empty one. */
	private static final Duration RETRY = Duration.ofSeconds(3);

	/** After this time without an answer the registry is said to be silent. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final DiscoveryClient client;

	private final String serviceId;

	private final DiscoveryClientProperties properties;

	private final Duration patience;

	private @Nullable Polling polling;

	DiscoveryClientPeerDiscovery(DiscoveryClient client, String serviceId, DiscoveryClientProperties properties) {
		this(client, serviceId, properties, PATIENCE);
	}

	DiscoveryClientPeerDiscovery(DiscoveryClient client, String serviceId, DiscoveryClientProperties properties,
			Duration patience) {
		this.client = client;
		this.serviceId = serviceId;
		this.properties = properties;
		this.patience = patience;
	}

	@Override
	public synchronized void start(DiscoveredPeers peers) {
		if (this.polling == null) {
			this.polling = new Polling(peers);
			this.polling.askNow();
		}
	}

	@Override
	public synchronized void stop() {
		Polling running = this.polling;
		if (running != null) {
			this.polling = null;
			running.executor.shutdownNow();
		}
	}

	/** Asks at once: the registry has told that something has changed. */
	synchronized void refresh() {
		if (this.polling != null) {
			this.polling.askNow();
		}
	}

	private @Nullable PeerInfo peer(ServiceInstance instance) {
		Map<String, String> metadata = Objects.requireNonNullElse(instance.getMetadata(), Map.of());
		String port = metadata.getOrDefault(this.properties.getPortMetadata(), metadata.get(KUBERNETES_PORT_METADATA));
		String id = metadata.get(this.properties.getNodeIdMetadata());
		if (port == null) {
			logger.debug("event=instance_left_out service_id={} instance={} reason=\"no metadata {}\"", this.serviceId,
					instance.getInstanceId(), this.properties.getPortMetadata());
			return null;
		}
		try {
			return new PeerInfo((id != null) ? new PeerId(id) : null,
					List.of(new NodeAddress(instance.getHost(), Integer.parseInt(port))));
		}
		catch (RuntimeException ex) {
			logger.debug("event=instance_left_out service_id={} instance={} reason=\"{}\"", this.serviceId,
					instance.getInstanceId(), ex.getMessage());
			return null;
		}
	}

	private String withoutPort(int instances) {
		return "none of the " + instances + " instances of service " + this.serviceId
				+ " says at which UDP port its transport is (metadata " + this.properties.getPortMetadata() + ")";
	}

	@Override
	public String toString() {
		return "registry service " + this.serviceId;
	}

	/**
	 * Polls the registry from one start to the next stop.
	 */
	private final class Polling {

		private final DiscoveredPeers peers;

		private final ScheduledExecutorService executor;

		private @Nullable Future<?> next;

		Polling(DiscoveredPeers peers) {
			this.peers = peers;
			this.executor = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, "quic-registry-" + peers.self().id());
				thread.setDaemon(true);
				return thread;
			});
		}

		synchronized void askNow() {
			if (this.next != null) {
				this.next.cancel(false);
			}
			askAfter(Duration.ZERO);
		}

		private synchronized void askAfter(Duration wait) {
			try {
				this.next = this.executor.schedule(this::ask, wait.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("event=registry_not_asked service_id={} reason=\"the transport stops\"",
						DiscoveryClientPeerDiscovery.this.serviceId);
			}
		}

		private void ask() {
			Duration wait = DiscoveryClientPeerDiscovery.this.properties.getPollInterval();
			AtomicBoolean answered = new AtomicBoolean();
			tellUnless(answered);
			try {
				List<ServiceInstance> instances = DiscoveryClientPeerDiscovery.this.client
					.getInstances(DiscoveryClientPeerDiscovery.this.serviceId);
				List<PeerInfo> found = new ArrayList<>();
				for (ServiceInstance instance : instances) {
					PeerInfo peer = peer(instance);
					if (peer != null) {
						found.add(peer);
					}
				}
				if (found.isEmpty() && !instances.isEmpty()) {
					this.peers.failed(withoutPort(instances.size()), null);
				}
				else {
					this.peers.list(found);
				}
				if (found.isEmpty() && RETRY.compareTo(wait) < 0) {
					wait = RETRY;
				}
			}
			catch (Throwable ex) {
				// Nothing that a registry's client throws may end the polling.
				this.peers.failed(
						"the registry does not answer for service " + DiscoveryClientPeerDiscovery.this.serviceId, ex);
				wait = (RETRY.compareTo(wait) < 0) ? RETRY : wait;
			}
			finally {
				answered.set(true);
			}
			askAfter(wait);
		}

		/** A client of a registry may wait for ever, with the thread that asks it. */
		private void tellUnless(AtomicBoolean answered) {
			Duration patience = DiscoveryClientPeerDiscovery.this.patience;
			CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS).execute(() -> {
				if (!answered.get() && !this.executor.isShutdown()) {
					this.peers.failed(
							"the registry has let a question for service " + DiscoveryClientPeerDiscovery.this.serviceId
									+ " wait for " + patience.toSeconds() + " s and more",
							null);
					tellUnless(answered);
				}
			});
		}

	}

}
