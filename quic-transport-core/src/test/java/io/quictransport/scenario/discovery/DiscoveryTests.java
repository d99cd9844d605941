package io.quictransport.scenario.discovery;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.ConnectionEnds.Kind;
import io.quictransport.ConnectionEnds.Stage;
import io.quictransport.ConnectionSnapshot;
import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerSnapshot;
import io.quictransport.RequestHandler;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of the peers that a provider finds, and of those that it finds no more.
 */
class DiscoveryTests {

	private static final Duration REMOVAL_DELAY = Duration.ofMillis(300);

	private static final Duration LONG_AFTER = REMOVAL_DELAY.multipliedBy(3);

	/** How long the node that finds others dials an address at which nobody answers. */
	private static final Duration FRUITLESS = Duration.ofSeconds(1);

	private final TestNodes nodes = new TestNodes();

	private final ScriptedDiscovery atA = new ScriptedDiscovery();

	private final ScriptedDiscovery atB = new ScriptedDiscovery();

	private final QuicTransport a = this.nodes
		.make(options("node-a", this.atA).withTimeouts((timeouts) -> timeouts.withConnect(FRUITLESS)));

	private final QuicTransport b = this.nodes.make(options("node-b", this.atB));

	private final PeerLog log = new PeerLog(this.a);

	@AfterEach
	void close() {
		this.nodes.close();
	}

	private QuicTransportOptions options(String id, ScriptedDiscovery discovery) {
		return this.nodes.options(id)
			.withReconnectMinBackoff(Duration.ofMillis(50))
			.withReconnectMaxBackoff(Duration.ofMillis(300))
			.withDiscovery(new DiscoveryOptions().withProviders(List.of(discovery))
				.withDebounce(Duration.ofMillis(20))
				.withRemovalDelay(REMOVAL_DELAY));
	}

	private void start() {
		get(this.a.start());
		get(this.b.start());
	}

	private void awaitConnected() {
		await().atMost(TestNodes.PATIENCE)
			.until(() -> this.a.isConnected(new PeerId("node-b")) && this.b.isConnected(new PeerId("node-a")));
	}

	@Test
	void nodesThatFindEachOtherAtTheSameTimeHaveOneConnectionAndOneUp() {
		start();
		PeerLog logOfB = new PeerLog(this.b);
		this.atA.list(infoOf(this.b));
		this.atB.list(infoOf(this.a));
		awaitConnected();
		await().during(Duration.ofMillis(300)).untilAsserted(() -> {
			assertThat(this.a.stats().connections().open()).isEqualTo(1);
			assertThat(this.log.lines()).containsExactly("up node-b");
			assertThat(logOfB.lines()).containsExactly("up node-a");
		});
	}

	@Test
	void aListOfAddressesMayHoldTheNodesOwn() {
		start();
		PeerInfo everybody = PeerInfo.at(TestNodes.addressOf(this.b));
		this.atA.list(PeerInfo.at(TestNodes.addressOf(this.a)), everybody, infoOf(this.a));
		awaitConnected();
		assertThat(this.a.peers()).extracting(PeerSnapshot::id).containsExactly(idOf(this.b));
		int bothEndsOfOneDial = 2;
		await().during(Duration.ofSeconds(1))
			.atMost(TestNodes.PATIENCE)
			.until(() -> this.a.stats().errors().getOrDefault(ErrorCode.SELF_CONNECTION, 0L) <= bothEndsOfOneDial);
	}

	@Test
	void nodesThatFindOnlyAddressesOfEachOtherSettleOnOneConnection() {
		start();
		TestNodes.connect(this.a, this.b);
		this.atB.list(PeerInfo.at(TestNodes.addressOf(this.a)));
		Kind beside = new Kind(Stage.DIAL_FAILED, ErrorCode.DUPLICATE_CONNECTION, true);
		await().until(() -> this.b.connectionEnds().count(beside) == 1);
		await().during(Duration.ofSeconds(1))
			.atMost(TestNodes.PATIENCE)
			.until(() -> this.b.connectionEnds().count(beside) == 1);
		assertThat(this.log.lines()).containsExactly("up node-b");
	}

	@Test
	void aPeerThatIsFoundBeforeItIsThereIsDialledUntilItIs() {
		get(this.b.start());
		int port = this.b.localAddress().getPort();
		PeerInfo info = infoOf(this.b);
		get(this.b.stop());
		get(this.a.start());
		this.atA.list(info);
		await().until(() -> this.a.stats().handshakes().failed() > 0);
		assertThat(this.a.peers()).isEmpty();
		QuicTransport late = this.nodes
			.make(options("node-b", new ScriptedDiscovery()).withBindAddress(new InetSocketAddress("127.0.0.1", port)));
		get(late.start());
		await().atMost(TestNodes.PATIENCE).until(() -> this.a.isConnected(idOf(late)));
	}

	@Test
	void aPeerThatHasLeftTheListIsDrainedAndNotCut() {
		start();
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		this.b.onRequest("slow", (request, context) -> answer);
		this.atA.list(infoOf(this.b));
		awaitConnected();
		CompletableFuture<byte[]> inFlight = this.a.request(idOf(this.b), "slow", new byte[0]);
		await().until(() -> this.b.stats().handlers().running() == 1);
		this.atA.list(PeerInfo.of(new PeerId("node-x"), "127.0.0.1:9"));
		await().until(() -> TestNodes.failureOf(this.a.request(idOf(this.b), "nothing", new byte[0]))
			.code() != ErrorCode.NO_SUCH_PATH);
		assertThat(inFlight).isNotDone();
		answer.complete(new byte[] { 42 });
		assertThat(get(inFlight)).containsExactly(42);
		await().until(() -> this.log.lines().contains("down node-b " + DownReason.DISCONNECTED));
		await().until(() -> this.a.peers().isEmpty());
	}

	@Test
	void aFailureOrAnEmptyListLeavesTheLastOneInForce() {
		start();
		this.atA.list(infoOf(this.b));
		awaitConnected();
		this.atA.failed("no answer");
		this.atA.list();
		await().during(LONG_AFTER)
			.atMost(TestNodes.PATIENCE)
			.until(() -> this.log.lines().equals(List.of("up node-b")));
		assertThat(this.a.stats().errors()).containsEntry(ErrorCode.DISCOVERY_FAILED, 1L);
		int port = this.b.localAddress().getPort();
		get(this.b.stop());
		QuicTransport reborn = this.nodes
			.make(options("node-b", new ScriptedDiscovery()).withBindAddress(new InetSocketAddress("127.0.0.1", port)));
		get(reborn.start());
		await().atMost(TestNodes.PATIENCE).until(() -> this.a.isConnected(idOf(reborn)));
	}

	@Test
	void whatTheApplicationHasConnectedIsNotReleased() {
		start();
		TestNodes.connect(this.a, this.b);
		this.atA.list(infoOf(this.b));
		this.atA.list(PeerInfo.of(new PeerId("node-x"), "127.0.0.1:9"));
		await().during(LONG_AFTER)
			.atMost(TestNodes.PATIENCE)
			.until(() -> this.log.lines().equals(List.of("up node-b")));
	}

	@Test
	void aPeerThatIsDisconnectedOnPurposeIsNotDialledAgain() {
		start();
		this.atA.list(infoOf(this.b));
		awaitConnected();
		get(this.a.disconnect(idOf(this.b)));
		this.atA.list(infoOf(this.b));
		await().during(LONG_AFTER).atMost(TestNodes.PATIENCE).until(() -> this.a.peers().isEmpty());
	}

	@Test
	void aPeerThatHasMovedIsFoundAtItsNewAddress() {
		start();
		this.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		this.atA.list(infoOf(this.b));
		awaitConnected();
		get(this.b.stop());
		QuicTransport moved = this.nodes.make(options("node-b", new ScriptedDiscovery()));
		get(moved.start());
		this.atA.list(infoOf(moved));
		await().until(() -> this.a.isConnected(idOf(moved)));
	}

	@Test
	void anAddressMayHaveAnotherPeerLater() {
		start();
		this.atA.list(PeerInfo.at(TestNodes.addressOf(this.b)));
		awaitConnected();
		InetSocketAddress address = this.b.localAddress();
		get(this.b.stop());
		QuicTransport other = this.nodes.make(options("node-c", new ScriptedDiscovery()).withBindAddress(address));
		get(other.start());
		await().atMost(TestNodes.PATIENCE).until(() -> this.a.isConnected(idOf(other)));
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(this.a.peers()).extracting(PeerSnapshot::id).containsExactly(idOf(other)));
	}

	@Test
	void oneForgedAddressDoesNotDisplaceTheRightOne() {
		start();
		this.atA.seen(infoOf(this.b), Duration.ofSeconds(10));
		this.atA.seen(PeerInfo.of(new PeerId("node-b"), "127.0.0.1:9"), Duration.ofSeconds(10));
		awaitConnected();
		assertThat(TestNodes.live(this.a).map(ConnectionSnapshot::remoteAddress).orElse(null)).isNotNull()
			.extracting((address) -> NodeAddress.of(address).toString())
			.isEqualTo(TestNodes.addressOf(this.b));
	}

	@Test
	void providersStartAndStopWithTheTransportAsOftenAsItDoes() {
		for (int round = 1; round <= 3; round++) {
			start();
			this.atA.list(infoOf(this.b));
			awaitConnected();
			get(this.a.stop());
			get(this.b.stop());
			assertThat(this.atA.starts).isEqualTo(round);
			assertThat(this.atA.stops).isEqualTo(round);
		}
	}

}
