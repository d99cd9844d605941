package io.quictransport.spring.boot.discovery;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.discovery.DiscoveredPeers;
import io.quictransport.testing.contract.Results;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.discovery.event.ParentHeartbeatEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the instances of a registry are taken for, and when the registry is asked.
 */
class DiscoveryClientPeerDiscoveryTests {

	private final AtomicInteger questions = new AtomicInteger();

	private volatile Supplier<List<ServiceInstance>> registry = List::of;

	private final DiscoveryClientProperties properties = new DiscoveryClientProperties();

	private final DiscoveryClientPeerDiscovery discovery = new DiscoveryClientPeerDiscovery(new Registry(), "nodes",
			this.properties);

	private final Told told = new Told();

	@AfterEach
	void stop() {
		this.discovery.stop();
	}

	@Test
	void allInstancesThatSayWhereTheirTransportIsArePeers() throws InterruptedException {
		this.registry = () -> List.of(instance("10.0.0.1", Map.of("quic-port", "9000", "quic-node-id", "node-a")),
				instance("10.0.0.2", Map.of("quic-port", "9001")), instance("10.0.0.3", Map.of("port.quic", "9002")));
		this.discovery.start(this.told);
		assertThat(this.told.next()).isEqualTo(List.of(PeerInfo.of(new PeerId("node-a"), "10.0.0.1:9000"),
				PeerInfo.at("10.0.0.2:9001"), PeerInfo.at("10.0.0.3:9002")));
	}

	@Test
	void thePortOfAnInstanceIsNeverTaken() throws InterruptedException {
		this.registry = () -> List.of(instance("10.0.0.1", Map.of()), instance("10.0.0.2", null),
				instance("10.0.0.3", Map.of("quic-port", "many")), instance("10.0.0.4", Map.of("quic-port", "9000")));
		this.discovery.start(this.told);
		assertThat(this.told.next()).isEqualTo(List.of(PeerInfo.at("10.0.0.4:9000")));
	}

	@Test
	void instancesOfWhichNoneSaysWhereItsTransportIsAreNoAnswerAndThatIsSaid() throws InterruptedException {
		this.registry = () -> List.of(instance("10.0.0.1", Map.of()),
				instance("10.0.0.2", Map.of("quic-port", "many")));
		this.discovery.start(this.told);
		assertThat(this.told.next()).isEqualTo("failed: none of the 2 instances of service nodes says at which UDP port"
				+ " its transport is (metadata quic-port)");
	}

	@Test
	void aServiceWithoutInstancesIsAnEmptyList() throws InterruptedException {
		this.discovery.start(this.told);
		assertThat(this.told.next()).isEqualTo(List.of());
	}

	@Test
	void theKeysOfTheMetadataCanBeChosen() throws InterruptedException {
		this.properties.setPortMetadata("p");
		this.properties.setNodeIdMetadata("i");
		this.registry = () -> List.of(instance("10.0.0.1", Map.of("p", "9000", "i", "node-a")));
		this.discovery.start(this.told);
		assertThat(this.told.next()).isEqualTo(List.of(PeerInfo.of(new PeerId("node-a"), "10.0.0.1:9000")));
	}

	@Test
	void aRegistryThatDoesNotAnswerIsAskedAgain() throws InterruptedException {
		this.properties.setPollInterval(Duration.ofMillis(50));
		this.registry = () -> {
			if (this.questions.get() == 2) {
				throw new IllegalStateException("down");
			}
			return List.of(instance("10.0.0.1", Map.of("quic-port", "9000")));
		};
		this.discovery.start(this.told);
		assertThat(this.told.next()).isEqualTo(List.of(PeerInfo.at("10.0.0.1:9000")));
		assertThat(this.told.next()).isEqualTo("failed: the registry does not answer for service nodes");
		assertThat(this.told.next()).isEqualTo(List.of(PeerInfo.at("10.0.0.1:9000")));
	}

	@Test
	void aRegistryThatLetsAQuestionWaitIsSaidToBeSilentUntilItAnswers() throws InterruptedException {
		CountDownLatch answer = new CountDownLatch(1);
		this.registry = () -> {
			try {
				answer.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return List.of(instance("10.0.0.1", Map.of("quic-port", "9000")));
		};
		DiscoveryClientPeerDiscovery impatient = new DiscoveryClientPeerDiscovery(new Registry(), "nodes",
				this.properties, Duration.ofMillis(50));
		try {
			impatient.start(this.told);
			for (int i = 0; i < 2; i++) {
				assertThat(this.told.next())
					.isEqualTo("failed: the registry has let a question for service nodes wait for 0 s and more");
			}
			answer.countDown();
			Object next = this.told.next();
			while (String.valueOf(next).startsWith("failed: ")) {
				next = this.told.next();
			}
			assertThat(next).isEqualTo(List.of(PeerInfo.at("10.0.0.1:9000")));
		}
		finally {
			impatient.stop();
		}
	}

	@Test
	void aChangeIsLookedAtAtOnceAndAHeartbeatWithoutOneIsNot() throws InterruptedException {
		this.properties.setPollInterval(Duration.ofDays(1));
		this.registry = () -> List.of(instance("10.0.0.1", Map.of("quic-port", "" + (9000 + this.questions.get()))));
		this.discovery.start(this.told);
		RegistryChanges changes = new RegistryChanges(this.discovery);
		assertThat(this.told.next()).isEqualTo(List.of(PeerInfo.at("10.0.0.1:9001")));
		changes.on(new HeartbeatEvent(this, "1"));
		assertThat(this.told.next()).isEqualTo(List.of(PeerInfo.at("10.0.0.1:9002")));
		changes.on(new HeartbeatEvent(this, "1"));
		changes.on(new ParentHeartbeatEvent(this, "2"));
		assertThat(this.told.next()).isEqualTo(List.of(PeerInfo.at("10.0.0.1:9003")));
		assertThat(this.questions).hasValue(3);
	}

	@Test
	void theRegistryIsAskedOnAThreadOfItsOwnAndNotAfterTheStop() throws InterruptedException {
		this.properties.setPollInterval(Duration.ofMillis(20));
		BlockingQueue<Thread> asking = new LinkedBlockingQueue<>();
		this.registry = () -> {
			asking.add(Thread.currentThread());
			return List.of();
		};
		for (int round = 0; round < 3; round++) {
			this.discovery.start(this.told);
			this.discovery.start(this.told);
			Thread thread = asking.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			assertThat(thread).isNotNull().extracting(Thread::getName).isEqualTo("quic-registry-node-x");
			this.discovery.stop();
			this.discovery.stop();
			thread.join(Results.PATIENCE.toMillis());
			assertThat(thread.isAlive()).isFalse();
			assertThat(asking).allMatch(thread::equals);
			asking.clear();
		}
		this.discovery.refresh();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("quic-registry-node-x");
	}

	@SuppressWarnings("NullAway") // registries may leave metadata out
	private static ServiceInstance instance(String host, @Nullable Map<String, String> metadata) {
		DefaultServiceInstance instance = new DefaultServiceInstance(host, "nodes", host, 8080, false) {
			@Override
			public Map<String, String> getMetadata() {
				return metadata;
			}
		};
		return instance;
	}

	private final class Registry implements DiscoveryClient {

		@Override
		public String description() {
			return "a registry of the test";
		}

		@Override
		public List<ServiceInstance> getInstances(String serviceId) {
			assertThat(serviceId).isEqualTo("nodes");
			DiscoveryClientPeerDiscoveryTests.this.questions.incrementAndGet();
			return DiscoveryClientPeerDiscoveryTests.this.registry.get();
		}

		@Override
		public List<String> getServices() {
			return List.of("nodes");
		}

	}

	private static final class Told implements DiscoveredPeers {

		private final BlockingQueue<Object> all = new LinkedBlockingQueue<>();

		@Nullable Object next() throws InterruptedException {
			return this.all.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}

		@Override
		public NodeInfo self() {
			return NodeInfo.of(new PeerId("node-x"));
		}

		@Override
		public void list(Collection<PeerInfo> peers) {
			this.all.add(List.copyOf(peers));
		}

		@Override
		public void seen(PeerInfo peer, Duration validFor) {
			this.all.add("seen " + peer);
		}

		@Override
		public void gone(PeerId peer) {
			this.all.add("gone " + peer);
		}

		@Override
		public void failed(String detail, @Nullable Throwable cause) {
			this.all.add("failed: " + detail);
		}

	}

}
