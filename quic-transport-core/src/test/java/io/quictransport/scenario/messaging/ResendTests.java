package io.quictransport.scenario.messaging;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.quictransport.ErrorCode;
import io.quictransport.MessagePayload;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.Outcome;
import io.quictransport.PeerInfo;
import io.quictransport.Route;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.UdpRelay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of messages in flight when their connection is lost: sent again under the
 * same id to the same incarnation, and handled once.
 */
class ResendTests {

	private static final Duration LONG = TestNodes.UNHURRIED;

	private final TestNodes nodes = new TestNodes();

	private QuicTransport a;

	private QuicTransport b;

	private UdpRelay relay;

	@BeforeEach
	void connectThroughRelay() {
		this.b = this.nodes.start("node-b", ResendTests::impatient);
		this.relay = UdpRelay.to(this.b.localAddress());
		InetSocketAddress through = this.relay.address();
		get(this.b.announce(this.b.localNode().withAddresses(List.of(NodeAddress.of(through)))));
		this.a = this.nodes.start("node-a", ResendTests::impatient);
		get(this.a.connectPeer(new PeerInfo(idOf(this.b), List.of(NodeAddress.of(through)))));
	}

	@AfterEach
	void close() {
		this.nodes.close();
		this.relay.close();
	}

	private static QuicTransportOptions impatient(QuicTransportOptions options) {
		return options
			.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(200))
				.withIdle(Duration.ofMillis(1000))
				.withConnect(Duration.ofMillis(1000)))
			.withReconnectMaxBackoff(Duration.ofMillis(300));
	}

	@Test
	void aRequestWhoseConnectionIsLostIsAnsweredOverTheNextAndHandledOnce() {
		AtomicInteger handled = new AtomicInteger();
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		this.b.onRequest("slow", (request, context) -> {
			handled.incrementAndGet();
			return answer;
		});
		CompletableFuture<NetworkMessage> reply = this.a
			.request(NetworkMessage.request(idOf(this.b), "slow", bytes("x")), LONG);
		await().until(() -> handled.get() == 1);
		loseConnection();
		answer.complete(bytes("late"));
		heal();
		assertThat(get(reply).payload()).isEqualTo(bytes("late"));
		assertThat(handled).hasValue(1);
	}

	@Test
	void aReplyThatWasLostWithItsConnectionIsGivenAgain() {
		AtomicInteger handled = new AtomicInteger();
		this.b.onRequest("quick", (request, context) -> {
			handled.incrementAndGet();
			return CompletableFuture.completedFuture(bytes("done"));
		});
		this.relay.toClients(RelayConditions.CLEAN.withBlackHole(true));
		CompletableFuture<NetworkMessage> reply = this.a
			.request(NetworkMessage.request(idOf(this.b), "quick", bytes("x")), LONG);
		await().until(() -> handled.get() == 1);
		loseConnection();
		heal();
		assertThat(get(reply).payload()).isEqualTo(bytes("done"));
		assertThat(handled).hasValue(1);
	}

	@Test
	void oneWayMessagesAreHandledOnceAndInOrderAcrossALostConnection() {
		List<String> handled = new CopyOnWriteArrayList<>();
		this.b.onMessage("log",
				(message, context) -> handled.add(new String(message.payload(), StandardCharsets.UTF_8)));
		get(this.a.send(idOf(this.b), "log", bytes("0")));
		this.relay.toClients(RelayConditions.CLEAN.withBlackHole(true));
		CompletableFuture<?>[] sent = new CompletableFuture<?>[20];
		for (int i = 0; i < sent.length; i++) {
			sent[i] = this.a.send(NetworkMessage.message(idOf(this.b), "log", bytes("" + (i + 1))), LONG);
		}
		loseConnection();
		heal();
		get(CompletableFuture.allOf(sent));
		await().until(() -> handled.size() >= sent.length + 1);
		assertThat(handled)
			.containsExactly(IntStream.rangeClosed(0, 20).mapToObj(Integer::toString).toArray(String[]::new));
	}

	@Test
	void aBufferIsReadAgainForTheNextConnection() {
		List<byte[]> handled = new CopyOnWriteArrayList<>();
		this.b.onMessage(Route.path("log").withViews(), (message, context) -> handled.add(message.content().array()));
		byte[] content = new byte[40_000];
		new Random(1).nextBytes(content);
		ByteBuffer buffer = ByteBuffer.allocateDirect(content.length).put(content).flip();
		this.relay.toTarget(RelayConditions.CLEAN.withBlackHole(true));
		CompletableFuture<Void> sent = this.a
			.send(NetworkMessage.message(idOf(this.b), "log", MessagePayload.of(buffer)), LONG);
		loseConnection();
		heal();
		get(sent);
		buffer.put(0, new byte[content.length]);
		await().untilAsserted(() -> assertThat(handled).containsExactly(content));
	}

	@Test
	void aRequestThatMayHaveRunIsNotSentToAnotherIncarnation() {
		AtomicInteger handled = new AtomicInteger();
		this.b.onRequest("slow", (request, context) -> {
			handled.incrementAndGet();
			return new CompletableFuture<>();
		});
		CompletableFuture<NetworkMessage> reply = this.a
			.request(NetworkMessage.request(idOf(this.b), "slow", bytes("x")), LONG);
		await().until(() -> handled.get() == 1);
		loseConnection();
		int port = this.b.localAddress().getPort();
		get(this.b.stop());
		QuicTransport reborn = this.nodes
			.make(impatient(this.nodes.options("node-b")).withBindAddress(new InetSocketAddress("127.0.0.1", port)));
		reborn.onRequest("slow", (request, context) -> {
			handled.incrementAndGet();
			return CompletableFuture.completedFuture(bytes("again"));
		});
		get(reborn.start());
		heal();
		NetworkException failure = failureOf(reply);
		assertThat(failure.code()).isEqualTo(ErrorCode.PEER_RESTARTED);
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(handled).hasValue(1);
	}

	@Test
	void aCallToAPeerThatIsBeingDialledWaitsForIt() {
		this.b.onRequest("echo", (request, context) -> CompletableFuture.completedFuture(request.payload()));
		this.relay.bothWays(RelayConditions.CLEAN.withBlackHole(true));
		await().until(() -> !this.a.isConnected(idOf(this.b)));
		heal();
		assertThat(get(this.a.request(NetworkMessage.request(idOf(this.b), "echo", bytes("x")), LONG)).payload())
			.isEqualTo(bytes("x"));
	}

	private void loseConnection() {
		this.relay.bothWays(RelayConditions.CLEAN.withBlackHole(true));
		await().atMost(TestNodes.PATIENCE).until(() -> !this.a.isConnected(idOf(this.b)));
	}

	private void heal() {
		this.relay.bothWays(RelayConditions.CLEAN);
		await().atMost(TestNodes.PATIENCE).until(() -> this.a.isConnected(idOf(this.b)));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
