package io.quictransport.scenario;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.quictransport.Dispatch;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.UdpRelay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What two nodes are expected to do in the first seconds of knowing each other, with the
 * times that are allowed, and what the transport's origin got wrong there.
 */
class ScenarioTests {

	private static final Duration PROMPT = Duration.ofMillis(300);

	/** What a busy machine adds to a few of them is not counted: the median is. */
	private static final int ROUNDS = 5;

	private final TestNodes nodes = new TestNodes();

	private QuicTransport a;

	private QuicTransport b;

	/**
	 * The first connection of a JVM loads classes, which takes longer than is allowed.
	 */
	@BeforeAll
	static void loadClasses() {
		try (TestNodes warm = new TestNodes()) {
			TestNodes.connect(warm.start("node-x"), warm.start("node-y"));
		}
	}

	@BeforeEach
	void start() {
		this.a = this.nodes.start("node-a");
		this.b = this.nodes.start("node-b");
		for (QuicTransport node : List.of(this.a, this.b)) {
			node.onRequest("echo", Dispatch.EVENT_LOOP, RequestHandler.replying(NetworkMessage::payload));
		}
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	/** Scenario S1. */
	@Test
	void aDialThatACounterDialOvertakesEndsInAConnectionWithin300Milliseconds() throws Exception {
		List<Duration> taken = new ArrayList<>();
		// An overtaken dial is one that has no answer yet.
		try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			PeerInfo unanswered = PeerInfo.of(idOf(this.a), "127.0.0.1:" + silent.getLocalPort());
			for (int round = 0; round < ROUNDS; round++) {
				long begun = System.nanoTime();
				CompletableFuture<NodeInfo> fromB = this.b.connectPeer(unanswered);
				CompletableFuture<NodeInfo> fromA = later(10, () -> this.a.connectPeer(infoOf(this.b)));
				get(fromA);
				get(fromB);
				awaitPromptly(() -> this.a.isConnected(idOf(this.b)) && this.b.isConnected(idOf(this.a)));
				taken.add(Duration.ofNanos(System.nanoTime() - begun));
				assertThat(get(this.a.request(idOf(this.b), "echo", new byte[] { 1 }))).containsExactly(1);
				get(CompletableFuture.allOf(this.a.disconnect(idOf(this.b)), this.b.disconnect(idOf(this.a))));
				awaitPromptly(() -> this.a.peers().isEmpty() && this.b.peers().isEmpty());
			}
		}
		assertThat(median(taken)).as("median of %s", taken).isLessThanOrEqualTo(PROMPT);
	}

	/** Scenario S3. */
	@Test
	void simultaneousDialsEndConnectedWithin5SecondsAndRequestsOfBothSidesAreAnswered() {
		CompletableFuture<NodeInfo> fromA = this.a.connectPeer(infoOf(this.b));
		CompletableFuture<NodeInfo> fromB = this.b.connectPeer(infoOf(this.a));
		List<CompletableFuture<byte[]>> replies = new ArrayList<>();
		assertThat(CompletableFuture.allOf(fromA, fromB)).succeedsWithin(Duration.ofSeconds(5));
		for (int i = 0; i < 50; i++) {
			replies.add(this.a.request(idOf(this.b), "echo", new byte[64]));
			replies.add(this.b.request(idOf(this.a), "echo", new byte[64]));
		}
		replies.forEach((reply) -> assertThat(get(reply)).hasSize(64));
	}

	/** Scenario S4. */
	@Test
	void listenersAreToldOfUpWithin300AndOfDownWithin400MillisecondsAndOfUpAgain() {
		InetSocketAddress address = this.b.localAddress();
		List<Duration> ups = new ArrayList<>();
		List<Duration> downs = new ArrayList<>();
		QuicTransport peer = this.b;
		for (int round = 0; round < ROUNDS; round++) {
			try (PeerLog here = new PeerLog(this.a); PeerLog there = new PeerLog(peer)) {
				long dialled = System.nanoTime();
				get(this.a.connectPeer(infoOf(peer)));
				awaitPromptly(() -> here.lines().contains("up node-b") && there.lines().contains("up node-a"));
				ups.add(Duration.ofNanos(Math.max(here.lastAt(), there.lastAt()) - dialled));
				long stopped = System.nanoTime();
				CompletableFuture<Void> stop = peer.stop();
				awaitPromptly(() -> here.lines().contains("down node-b PEER_STOPPED"));
				downs.add(Duration.ofNanos(here.lastAt() - stopped));
				get(stop);
				peer = this.nodes.make(this.nodes.options("node-b").withBindAddress(address));
				get(peer.start());
				awaitPromptly(() -> here.count("up") == 2);
				assertThat(here.lines()).containsExactly("up node-b", "down node-b PEER_STOPPED", "up node-b");
			}
			get(this.a.disconnect(idOf(peer)));
			awaitPromptly(() -> this.a.peers().isEmpty());
		}
		assertThat(median(ups)).as("median of %s", ups).isLessThanOrEqualTo(PROMPT);
		assertThat(median(downs)).as("median of %s", downs).isLessThanOrEqualTo(Duration.ofMillis(400));
	}

	/** Scenario S5. */
	@Test
	void whatANodeAnnouncesIsKnownAcrossRestartAndReconnect() {
		InetSocketAddress address = this.b.localAddress();
		TestNodes.connect(this.a, this.b);
		get(this.a.updatePeers(this.a.localNode().withServices(Set.of("search"))));
		get(this.b.updatePeers(this.b.localNode().withServices(Set.of("old"))));
		await().until(() -> services(this.b, this.a).equals(Set.of("search"))
				&& services(this.a, this.b).equals(Set.of("old")));
		get(this.b.stop());
		QuicTransport reborn = this.nodes
			.make(this.nodes.options("node-b").withBindAddress(address).withServices(Set.of("new")));
		get(reborn.start());
		await().atMost(TestNodes.PATIENCE)
			.until(() -> this.a.isConnected(idOf(reborn)) && reborn.isConnected(idOf(this.a)));
		assertThat(services(reborn, this.a)).containsExactly("search");
		assertThat(services(this.a, reborn)).containsExactly("new");
		get(reborn.updatePeers(reborn.localNode().withServices(Set.of("newer"))));
		await().until(() -> services(this.a, reborn).equals(Set.of("newer")));
	}

	/** Scenario S6. */
	@Test
	void fiveRoundsOfDialsThatAre120MillisecondsApartAreOneUpAndNoDown() {
		PeerLog atA = new PeerLog(this.a);
		PeerLog atB = new PeerLog(this.b);
		for (int round = 0; round < 5; round++) {
			CompletableFuture<NodeInfo> fromA = this.a.connectPeer(infoOf(this.b));
			CompletableFuture<NodeInfo> fromB = later(120, () -> this.b.connectPeer(infoOf(this.a)));
			get(fromA);
			get(fromB);
		}
		assertThat(get(this.a.request(idOf(this.b), "echo", new byte[1]))).hasSize(1);
		await().untilAsserted(() -> {
			assertThat(atA.lines()).containsExactly("up node-b");
			assertThat(atB.lines()).containsExactly("up node-a");
		});
		assertThat(this.a.stats().handshakes()).as("connections").isEqualTo(1);
	}

	/** Defect 6 of the origin. */
	@Test
	void aSilentPeerDoesNotKeepTheOthersFromBeingToldOfAChange() {
		QuicTransport silent = this.nodes.start("node-0", (options) -> options.withDrainGrace(Duration.ZERO));
		QuicTransport node = this.nodes.start("node-c", (options) -> options.withDrainGrace(Duration.ZERO));
		try (UdpRelay relay = UdpRelay.to(silent.localAddress())) {
			get(node.connectPeer(PeerInfo.of(idOf(silent), "127.0.0.1:" + relay.address().getPort())));
			TestNodes.connect(node, this.b);
			relay.bothWays(RelayConditions.CLEAN.withBlackHole(true));
			for (int i = 0; i < 100; i++) {
				get(node.updatePeers(node.localNode().withServices(Set.of("service-" + i))));
			}
			awaitPromptly(() -> services(this.b, node).equals(Set.of("service-99")));
			assertThat(node.isConnected(idOf(silent))).isTrue();
		}
	}

	/** Defect 9 of the origin. */
	@Test
	void dialsOfOnePeerFromManyThreadsMakeOneConnection() throws Exception {
		int threads = 16;
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		try {
			CyclicBarrier together = new CyclicBarrier(threads);
			List<CompletableFuture<NodeInfo>> dials = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				dials.add(CompletableFuture.supplyAsync(() -> {
					awaitBarrier(together);
					return this.a.connectPeer(infoOf(this.b));
				}, pool).thenCompose((connected) -> connected));
			}
			dials.forEach((dial) -> assertThat(get(dial).id()).isEqualTo(idOf(this.b)));
		}
		finally {
			pool.shutdownNow();
		}
		assertThat(this.a.peers()).hasSize(1);
		assertThat(this.a.stats().connectionsDialled()).isEqualTo(1);
		assertThat(this.b.stats().connectionsAccepted()).isEqualTo(1);
		assertThat(this.b.stats().connectionsRefused()).isZero();
	}

	private static Duration median(List<Duration> durations) {
		return durations.stream().sorted().toList().get(durations.size() / 2);
	}

	private static void awaitBarrier(CyclicBarrier barrier) {
		try {
			barrier.await(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static void awaitPromptly(Callable<Boolean> condition) {
		await().atMost(TestNodes.PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
	}

	private static Set<String> services(QuicTransport node, QuicTransport peer) {
		return node.peers()
			.stream()
			.filter((snapshot) -> snapshot.id().equals(idOf(peer)))
			.map((snapshot) -> snapshot.info())
			.filter((info) -> info != null)
			.findFirst()
			.map(NodeInfo::services)
			.orElse(Set.of());
	}

	private static <T> CompletableFuture<T> later(int millis, Supplier<CompletableFuture<T>> call) {
		Executor delayed = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
		return CompletableFuture.supplyAsync(call, delayed).thenCompose((future) -> future);
	}

}
