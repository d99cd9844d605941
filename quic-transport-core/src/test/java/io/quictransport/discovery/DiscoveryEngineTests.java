package io.quictransport.discovery;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.quictransport.DiscoveryException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The bounds of what is remembered and dialled.
 */
class DiscoveryEngineTests {

	private static final NetworkException NO_ANSWER = NetworkException.of(ErrorCode.CONNECT_TIMEOUT, Outcome.NOT_SENT,
			"nobody answers", ErrorContext.NONE);

	private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();

	private final Peers peers = new Peers();

	private final Provider provider = new Provider();

	private final DiscoveryOptions options = new DiscoveryOptions().withProviders(List.of(this.provider))
		.withDebounce(Duration.ofMillis(50))
		.withMaxPeers(100)
		.withDialsPerSecond(50);

	private @Nullable DiscoveryEngine engine;

	@AfterEach
	void stop() throws Exception {
		DiscoveryEngine running = this.engine;
		if (running != null) {
			onLoop(() -> {
				running.stop();
				return true;
			});
		}
		this.loop.shutdown();
	}

	private DiscoveredPeers start(DiscoveryOptions with) throws Exception {
		DiscoveryEngine made = new DiscoveryEngine(with,
				new DiscoveryEngine.Backoff(Duration.ofMillis(100), Duration.ofMillis(200)), this.loop, this.peers,
				() -> NodeInfo.of(new PeerId("node-a")));
		this.engine = made;
		onLoop(() -> {
			made.start();
			return true;
		});
		return Objects.requireNonNull(this.provider.told);
	}

	private int size() throws Exception {
		return onLoop(() -> Objects.requireNonNull(this.engine).size());
	}

	private <T> T onLoop(Callable<T> call) throws Exception {
		return this.loop.submit(call).get();
	}

	private static PeerInfo peer(String id) {
		return PeerInfo.of(new PeerId(id), "192.0.2.1:9000");
	}

	@Test
	void theBoundOfTheBackOffDoublesUpToTheLargestHoweverLongItIs() {
		DiscoveryEngine.Backoff backoff = new DiscoveryEngine.Backoff(Duration.ofHours(3), Duration.ofDays(365));
		assertThat(backoff.bound(0)).isEqualTo(Duration.ofHours(3).toNanos());
		assertThat(backoff.bound(1)).isEqualTo(Duration.ofHours(6).toNanos());
		assertThat(backoff.bound(20)).isEqualTo(Duration.ofDays(365).toNanos());
	}

	@Test
	void aDialThatCannotBeginIsMadeAgain() throws Exception {
		this.peers.failing = true;
		PeerId peer = new PeerId("node-b");
		this.peers.reachable.add(peer);
		start(this.options).list(List.of(PeerInfo.of(peer, "127.0.0.1:1")));
		await().until(() -> this.peers.dials() > 1);
		this.peers.failing = false;
		await().until(() -> this.peers.isConnected(peer));
	}

	@Test
	void whatIsSeenMayBeValidForEver() throws Exception {
		PeerId peer = new PeerId("node-b");
		this.peers.reachable.add(peer);
		start(this.options).seen(PeerInfo.of(peer, "127.0.0.1:1"), ChronoUnit.FOREVER.getDuration());
		await().until(() -> this.peers.isConnected(peer));
	}

	@Test
	void noMoreIsRememberedThanAllowedAndThoseThatWereConnectedStay() throws Exception {
		DiscoveredPeers told = start(this.options);
		this.peers.reachable.add(new PeerId("node-b"));
		told.seen(peer("node-b"), Duration.ofMinutes(1));
		await().until(() -> this.peers.isConnected(new PeerId("node-b")));
		for (int i = 0; i < 1000; i++) {
			told.seen(peer("fake-" + i), Duration.ofMinutes(1));
			assertThat(size()).isLessThanOrEqualTo(100);
		}
		assertThat(size()).isEqualTo(100);
		told.gone(new PeerId("node-b"));
		assertThat(size()).isEqualTo(100);
		told.list(List.of(peer("node-x")));
		assertThat(size()).isLessThanOrEqualTo(100);
		await().untilAsserted(() -> assertThat(size()).as("node-x, and node-b which is connected").isEqualTo(2));
	}

	@Test
	void aFloodThatTheLoopCannotFollowIsDropped() throws Exception {
		DiscoveredPeers told = start(this.options.withMaxPeers(10_000));
		onLoop(() -> {
			for (int i = 0; i < 5000; i++) {
				told.seen(peer("fake-" + i), Duration.ofMinutes(1));
			}
			return true;
		});
		assertThat(size()).isEqualTo(1024);
	}

	@Test
	void dialsKeepToTheirRateHoweverManyFail() throws Exception {
		DiscoveredPeers told = start(this.options);
		long begun = System.nanoTime();
		for (int i = 0; i < 100; i++) {
			told.seen(peer("fake-" + i), Duration.ofMinutes(1));
		}
		await().until(() -> this.peers.dials() >= 150);
		double seconds = (System.nanoTime() - begun) / 1e9;
		assertThat(this.peers.dials() / (seconds + 1)).isLessThanOrEqualTo(50);
		assertThat(seconds).isLessThan(10);
	}

	@Test
	void aNewcomerIsDialledBeforeThoseThatHaveFailed() throws Exception {
		DiscoveredPeers told = start(this.options.withDialsPerSecond(10));
		for (int i = 0; i < 50; i++) {
			told.seen(peer("fake-" + i), Duration.ofMinutes(1));
		}
		await().until(() -> this.peers.dials() >= 15);
		this.peers.reachable.add(new PeerId("node-b"));
		told.seen(peer("node-b"), Duration.ofMinutes(1));
		await().atMost(Duration.ofSeconds(1)).until(() -> this.peers.isConnected(new PeerId("node-b")));
	}

	/** Scenario S12. */
	@Test
	void whatIsNotSeenAnyMoreIsForgottenAndNotDialled() throws Exception {
		DiscoveredPeers told = start(this.options);
		told.seen(peer("fake"), Duration.ofMillis(300));
		await().until(() -> this.peers.dials() > 0);
		await().atMost(Duration.ofSeconds(3)).until(() -> size() == 0);
		int dials = this.peers.dials();
		await().during(Duration.ofMillis(500)).until(() -> this.peers.dials() == dials);
		assertThat(this.peers.released).containsKey(new PeerId("fake"));
	}

	@Test
	void theNodeWithTheHigherIdWaitsForTheOther() throws Exception {
		DiscoveredPeers told = start(this.options.withDebounce(Duration.ofMillis(300)));
		told.seen(peer("node-0"), Duration.ofMinutes(1));
		told.seen(peer("node-b"), Duration.ofMinutes(1));
		await().until(() -> this.peers.dials() > 0);
		assertThat(this.peers.dialled).containsOnlyKeys(new PeerId("node-b"));
		this.peers.connected.add(new PeerId("node-0"));
		await().until(() -> this.peers.kept.containsKey(new PeerId("node-0")));
		assertThat(this.peers.dialled).containsOnlyKeys(new PeerId("node-b"));
	}

	private static final class Provider implements PeerDiscovery {

		private volatile @Nullable DiscoveredPeers told;

		@Override
		public void start(DiscoveredPeers peers) {
			this.told = peers;
		}

		@Override
		public void stop() {
			this.told = null;
		}

	}

	/**
	 * A transport that connects to those that the test has made reachable.
	 */
	private final class Peers implements PeerConnector {

		private final Set<PeerId> reachable = ConcurrentHashMap.newKeySet();

		private final Set<PeerId> connected = ConcurrentHashMap.newKeySet();

		private final Map<PeerId, Integer> dialled = new ConcurrentHashMap<>();

		private final Map<PeerId, Boolean> kept = new ConcurrentHashMap<>();

		private final Map<PeerId, Boolean> released = new ConcurrentHashMap<>();

		@Override
		public boolean isConnected(PeerId peer) {
			return this.connected.contains(peer);
		}

		private volatile boolean failing;

		@Override
		public void dial(PeerInfo candidate, Outcome outcome) {
			PeerId peer = Objects.requireNonNull(candidate.id());
			this.dialled.merge(peer, 1, Integer::sum);
			if (this.failing) {
				throw new OutOfMemoryError("made up by a test");
			}
			if (this.reachable.contains(peer)) {
				this.connected.add(peer);
				DiscoveryEngineTests.this.loop.execute(() -> outcome.ended(peer, null));
			}
			else {
				DiscoveryEngineTests.this.loop.execute(() -> outcome.ended(null, NO_ANSWER));
			}
		}

		int dials() {
			return this.dialled.values().stream().mapToInt(Integer::intValue).sum();
		}

		@Override
		public void keep(PeerId peer, List<NodeAddress> addresses) {
			this.kept.put(peer, true);
		}

		@Override
		public void release(PeerId peer) {
			this.released.put(peer, true);
		}

		@Override
		public void providerFailed(DiscoveryException failure) {
			// DiscoveryTests counts failures with a transport.
		}

	}

}
