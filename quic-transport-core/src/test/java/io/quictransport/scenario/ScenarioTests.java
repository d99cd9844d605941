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
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.UdpRelay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What two nodes are expected to do when they get to know each other, and what the
 * transport's origin got wrong there.
 */
class ScenarioTests {

	/** No timer of a node that ends something runs out while a test is patient. */
	private static final Duration NEVER = TestNodes.PATIENCE.multipliedBy(2);

	private static final int ROUNDS = 5;

	private final TestNodes nodes = new TestNodes();

	private QuicTransport a;

	private QuicTransport b;

	@BeforeEach
	void start() {
		this.a = this.nodes.start("node-a", ScenarioTests::withoutTimers);
		this.b = this.nodes.start("node-b", ScenarioTests::withoutTimers);
		for (QuicTransport node : List.of(this.a, this.b)) {
			node.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
					RequestHandler.replying(NetworkMessage::payload));
		}
	}

	/** What becomes of a connection or a dial is then due to events alone. */
	private static QuicTransportOptions withoutTimers(QuicTransportOptions options) {
		return options.withTimeouts((timeouts) -> timeouts.withConnect(NEVER)
			.withHandshake(NEVER)
			.withIdle(NEVER)
			.withPingInterval(TestNodes.PATIENCE));
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	/** Scenario S1. */
	@Test
	void aDialThatACounterDialOvertakesEndsWithTheConnectionThatItMakes() throws Exception {
		// An overtaken dial is one that has no answer yet.
		try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			PeerInfo unanswered = PeerInfo.of(idOf(this.a), "127.0.0.1:" + silent.getLocalPort());
			for (int round = 0; round < ROUNDS; round++) {
				CompletableFuture<NodeInfo> fromB = this.b.connectPeer(unanswered);
				CompletableFuture<NodeInfo> fromA = later(10, () -> this.a.connectPeer(infoOf(this.b)));
				get(fromA);
				get(fromB);
				awaitUntil(() -> this.a.isConnected(idOf(this.b)) && this.b.isConnected(idOf(this.a)));
				assertThat(get(this.a.request(idOf(this.b), "echo", new byte[] { 1 }))).containsExactly(1);
				get(CompletableFuture.allOf(this.a.disconnect(idOf(this.b)), this.b.disconnect(idOf(this.a))));
				awaitUntil(() -> this.a.peers().isEmpty() && this.b.peers().isEmpty());
			}
		}
	}

	/** Scenario S3. */
	@Test
	void simultaneousDialsEndConnectedAndRequestsOfBothSidesAreAnswered() {
		CompletableFuture<NodeInfo> fromA = this.a.connectPeer(infoOf(this.b));
		CompletableFuture<NodeInfo> fromB = this.b.connectPeer(infoOf(this.a));
		List<CompletableFuture<byte[]>> replies = new ArrayList<>();
		get(CompletableFuture.allOf(fromA, fromB));
		for (int i = 0; i < 50; i++) {
			replies.add(this.a.request(idOf(this.b), "echo", new byte[64]));
			replies.add(this.b.request(idOf(this.a), "echo", new byte[64]));
		}
		replies.forEach((reply) -> assertThat(get(reply)).hasSize(64));
	}

	/** Scenario S4. */
	@Test
	void listenersAreToldOfUpAndOfDownAndOfUpAgainByWhatHappensAndByNoTimer() {
		InetSocketAddress address = this.b.localAddress();
		QuicTransport peer = this.b;
		for (int round = 0; round < ROUNDS; round++) {
			try (PeerLog here = new PeerLog(this.a); PeerLog there = new PeerLog(peer)) {
				get(this.a.connectPeer(infoOf(peer)));
				awaitUntil(() -> here.lines().contains("up node-b") && there.lines().contains("up node-a"));
				CompletableFuture<Void> stop = peer.stop();
				awaitUntil(() -> here.lines().contains("down node-b PEER_STOPPED"));
				get(stop);
				peer = this.nodes.make(this.nodes.options("node-b").withBindAddress(address));
				get(peer.start());
				awaitUntil(() -> here.count("up") == 2);
				assertThat(here.lines()).containsExactly("up node-b", "down node-b PEER_STOPPED", "up node-b");
			}
			get(this.a.disconnect(idOf(peer)));
			awaitUntil(() -> this.a.peers().isEmpty());
		}
	}

	/** Scenario S5. */
	@Test
	void whatANodeAnnouncesIsKnownAcrossRestartAndReconnect() {
		InetSocketAddress address = this.b.localAddress();
		TestNodes.connect(this.a, this.b);
		get(this.a.announce(this.a.localNode().withServices(Set.of("search"))));
		get(this.b.announce(this.b.localNode().withServices(Set.of("old"))));
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
		get(reborn.announce(reborn.localNode().withServices(Set.of("newer"))));
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
		assertThat(this.a.stats().handshakes().completed()).as("connections").isEqualTo(1);
	}

	/** Defect 6 of the origin. */
	@Test
	void aSilentPeerDoesNotKeepTheOthersFromBeingToldOfAChange() {
		QuicTransport silent = this.nodes.start("node-0",
				(options) -> withoutTimers(options).withDrainGrace(Duration.ZERO));
		QuicTransport node = this.nodes.start("node-c",
				(options) -> withoutTimers(options).withDrainGrace(Duration.ZERO));
		try (UdpRelay relay = UdpRelay.to(silent.localAddress())) {
			get(node.connectPeer(PeerInfo.of(idOf(silent), "127.0.0.1:" + relay.address().getPort())));
			TestNodes.connect(node, this.b);
			relay.bothWays(RelayConditions.CLEAN.withBlackHole(true));
			for (int i = 0; i < 100; i++) {
				get(node.announce(node.localNode().withServices(Set.of("service-" + i))));
			}
			awaitUntil(() -> services(this.b, node).equals(Set.of("service-99")));
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
		assertThat(this.a.stats().connections().dialled()).isEqualTo(1);
		assertThat(this.b.stats().connections().accepted()).isEqualTo(1);
		assertThat(this.b.stats().connections().refused()).isZero();
	}

	private static void awaitBarrier(CyclicBarrier barrier) {
		try {
			barrier.await(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static void awaitUntil(Callable<Boolean> condition) {
		await().until(condition);
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
