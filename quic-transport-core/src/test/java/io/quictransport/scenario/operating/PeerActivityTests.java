package io.quictransport.scenario.operating;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.quictransport.ConnectionActivity;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.PeerActivity;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.QueueTotals;
import io.quictransport.RequestHandler;
import io.quictransport.faults.RelayedPair;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a node tells of the inside of a connection, and of what waits for a peer.
 */
class PeerActivityTests {

	private final TestNodes nodes = new TestNodes();

	/** What the handler of "held" waits for. */
	private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

	@AfterEach
	void close() {
		this.answer.complete(new byte[0]);
		this.nodes.close();
	}

	@Test
	void theHandlersThatRunForAPeerAreCountedByPathAndTheMessagesInFlightWithThem() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = serving("node-b");
		TestNodes.connect(a, b);
		List<CompletableFuture<byte[]>> calls = List.of(a.request(idOf(b), "held", new byte[10]),
				a.request(idOf(b), "held", new byte[20]), a.request(idOf(b), "kept", new byte[30]));
		await().untilAsserted(() -> {
			PeerActivity there = activity(b, idOf(a));
			assertThat(there.handlers().count()).isEqualTo(3);
			assertThat(there.handlers().byPath()).isEqualTo(Map.of("held", 2, "kept", 1));
		});
		PeerActivity here = activity(a, idOf(b));
		assertThat(here.outbound().inFlight()).isEqualTo(3);
		assertThat(here.outbound().bytes()).isEqualTo(60);
		assertThat(here.outbound().waiting()).isZero();
		assertThat(here.outbound().oldestWait()).isZero();
		assertThat(here.handlers().count()).isZero();
		this.answer.complete(new byte[1]);
		calls.forEach(TestNodes::get);
		await().untilAsserted(() -> assertThat(activity(b, idOf(a)).handlers().byPath()).isEmpty());
		assertThat(activity(a, idOf(b)).outbound().inFlight()).isZero();
	}

	@Test
	void aConnectionIsShownWithItsStreamsItsCreditAndItsPath() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = serving("node-b");
		TestNodes.connect(a, b);
		get(a.request(idOf(b), "echo", new byte[10]));
		ConnectionActivity connection = connection(a, idOf(b));
		assertThat(connection.streams().open()).as("the control stream and a lane").isEqualTo(2);
		assertThat(connection.streams().lanes()).isEqualTo(1);
		assertThat(connection.streams().waiting()).isZero();
		assertThat(connection.streams().messageStreams()).isZero();
		assertThat(connection.streams().credit()).isBetween(1L, 100L);
		assertThat(connection.streams().sendCredit()).isPositive();
		assertThat(connection.streams().blockedBytes()).isZero();
		assertThat(connection.silence()).isBetween(Duration.ZERO, TestNodes.PATIENCE);
		assertThat(connection.path()).isNotNull()
			.satisfies((path) -> assertThat(path.congestionWindow()).isPositive())
			.satisfies((path) -> assertThat(path.smoothedRtt()).isPositive());
		assertThat(connection.recentLoss().sent()).isPositive();
		assertThat(connection.recentLoss().window()).isPositive();
	}

	@Test
	void aMessageThatWaitsForItsPeerIsShownWithItsWaitUntilNobodyWaitsAnyMore() throws IOException {
		QuicTransport a = this.nodes.start("node-a");
		PeerId silent = new PeerId("node-silent");
		try (DatagramSocket nobodyReads = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
			a.connectPeer(new PeerInfo(silent,
					List.of(NodeAddress.of((InetSocketAddress) nobodyReads.getLocalSocketAddress()))));
			await().until(() -> !a.peers().isEmpty());
			CompletableFuture<byte[]> call = a.request(silent, "any", new byte[70]);
			await().untilAsserted(() -> {
				PeerActivity there = activity(a, silent);
				assertThat(there.outbound().inFlight()).isEqualTo(1);
				assertThat(there.outbound().waiting()).isEqualTo(1);
				assertThat(there.outbound().oldestWait()).isPositive();
				assertThat(there.connection()).isNull();
			});
			assertThat(a.resources().queue().bytes()).isEqualTo(70);
			await().until(() -> a.resources().queue().oldestWait().compareTo(Duration.ofSeconds(1)) >= 0);
			call.cancel(false);
			await().until(() -> a.resources().queue().equals(QueueTotals.NONE));
		}
	}

	@Test
	void whatAPeerDoesNotTakeIsShownAsBlocked() {
		try (RelayedPair pair = RelayedPair.connected((options) -> options)) {
			pair.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
			get(pair.a.request(idOf(pair.b), "echo", new byte[10]));
			pair.bothWays(RelayConditions.CLEAN.withDelay(Duration.ofSeconds(1)));
			List<CompletableFuture<byte[]>> calls = IntStream.range(0, 30)
				.mapToObj((i) -> pair.a.request(idOf(pair.b), "echo", new byte[60_000]))
				.toList();
			await().untilAsserted(() -> assertThat(connection(pair.a, idOf(pair.b)).streams()).satisfies((streams) -> {
				assertThat(streams.blockedBytes()).isPositive();
				assertThat(streams.sendCredit()).as("the congestion window is full").isLessThan(60_000);
			}));
			pair.bothWays(RelayConditions.CLEAN);
			calls.forEach(TestNodes::get);
		}
	}

	@Test
	void thereIsNothingToTellOfAPeerThatIsNotKnown() {
		QuicTransport a = this.nodes.make(this.nodes.options("node-a"));
		assertThat(get(a.activity(new PeerId("node-b")))).as("not started").isEmpty();
		get(a.start());
		assertThat(get(a.activity(new PeerId("node-b")))).isEmpty();
	}

	@Test
	void theBuffersOfNettyAreKnownBeforeAndWhileANodeRuns() {
		QuicTransport a = this.nodes.make(this.nodes.options("node-a"));
		assertThat(a.resources().sockets()).isEmpty();
		get(a.start());
		QuicTransport b = serving("node-b");
		TestNodes.connect(a, b);
		get(a.request(idOf(b), "echo", new byte[10]));
		assertThat(a.resources().buffers().direct()).isPositive();
		assertThat(a.resources().sockets()).isNotEmpty();
	}

	private QuicTransport serving(String id) {
		QuicTransport node = this.nodes.start(id);
		node.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		node.onRequest("held", (request, context) -> this.answer);
		node.onRequest("kept", (request, context) -> this.answer);
		return node;
	}

	private static PeerActivity activity(QuicTransport node, PeerId peer) {
		Optional<PeerActivity> activity = get(node.activity(peer));
		return activity.orElseThrow();
	}

	private static ConnectionActivity connection(QuicTransport node, PeerId peer) {
		return Objects.requireNonNull(activity(node, peer).connection());
	}

}
