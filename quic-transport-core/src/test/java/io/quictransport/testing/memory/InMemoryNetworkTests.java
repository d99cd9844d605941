package io.quictransport.testing.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransportOptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an in-memory network does that no other does.
 */
class InMemoryNetworkTests {

	private static final PeerId B = new PeerId("node-b");

	private static final QuicTransportOptions OPTIONS = new QuicTransportOptions()
		.withDrainGrace(Duration.ofMillis(200));

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	private final InMemoryTransport a = this.network.node("node-a", OPTIONS);

	private final InMemoryTransport b = this.network.node("node-b", OPTIONS);

	private final Queue<String> handled = new ConcurrentLinkedQueue<>();

	private final Queue<String> events = new ConcurrentLinkedQueue<>();

	private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

	@BeforeEach
	void connect() {
		this.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		this.b.onRequest("held", (request, context) -> {
			this.handled.add("held");
			return this.answer;
		});
		this.b.onMessage("log", (message, context) -> this.handled.add(message.correlationId()));
		this.a.subscribe(new PeerListener() {
			@Override
			public void peerUp(NodeInfo peer) {
				InMemoryNetworkTests.this.events.add("up");
			}

			@Override
			public void peerDown(PeerId peer, DownReason reason) {
				InMemoryNetworkTests.this.events.add("down " + reason);
			}
		});
		get(this.a.start());
		get(this.b.start());
		get(this.a.connectPeer(this.network.peer("node-b")));
	}

	@Test
	void nodesThatAreCutOffTakeEachOtherForDownUntilTheLinkIsHealed() {
		this.network.cut("node-a", "node-b");
		this.network.cut("node-b", "node-a");
		assertThat(this.a.isConnected(B)).isFalse();
		assertThat(this.b.isConnected(new PeerId("node-a"))).isFalse();
		NetworkException failure = failureOf(this.a.request(B, "echo", new byte[1]));
		assertThat(failure.code()).isEqualTo(ErrorCode.NOT_CONNECTED);
		assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
		this.network.heal("node-a", "node-b");
		assertThat(this.a.isConnected(B)).isTrue();
		assertThat(get(this.a.request(B, "echo", new byte[] { 3 }))).containsExactly(3);
		this.network.awaitQuiet();
		assertThat(this.events).containsExactly("up", "down IDLE_TIMEOUT", "up");
	}

	@Test
	void whatIsUnderWayWhenTheLinkIsCutArrivesOnceWhenItIsHealed() {
		this.network.delay("node-a", "node-b", Duration.ofMillis(100));
		List<CompletableFuture<?>> calls = new CopyOnWriteArrayList<>();
		this.network.loop().call(() -> {
			calls.addAll(List.of(this.a.request(B, "held", new byte[1]), send("1"), send("2")));
			// Behind all three, and before one of them can have arrived.
			this.network.loop().execute(() -> this.network.cut("node-a", "node-b"));
		});
		this.network.awaitQuiet();
		assertThat(this.handled).isEmpty();
		this.network.heal("node-a", "node-b");
		get(calls.get(1));
		get(calls.get(2));
		this.network.cut("node-a", "node-b");
		this.answer.complete(new byte[] { 7 });
		this.network.awaitQuiet();
		assertThat(calls.get(0)).isNotDone();
		this.network.heal("node-a", "node-b");
		assertThat(get(calls.get(0))).isEqualTo(new byte[] { 7 });
		this.network.awaitQuiet();
		assertThat(this.handled).containsExactlyInAnyOrder("held", "1", "2").containsSubsequence("1", "2");
	}

	@Test
	void aCallThatTheLinkDoesNotBringBackFailsAtItsDeadline() {
		CompletableFuture<NetworkMessage> call = this.a.request(NetworkMessage.request(B, "held", new byte[1]),
				Duration.ofMillis(200));
		this.network.awaitQuiet();
		this.network.cut("node-a", "node-b");
		NetworkException failure = failureOf(call);
		assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(this.a.stats().messages().inFlight()).isZero();
	}

	@Test
	void anotherIncarnationOfThePeerIsNotAskedAgain() {
		CompletableFuture<byte[]> call = this.a.request(B, "held", new byte[1]);
		this.network.awaitQuiet();
		this.network.cut("node-a", "node-b");
		get(this.b.stop());
		get(this.b.start());
		this.network.heal("node-a", "node-b");
		NetworkException failure = failureOf(call);
		assertThat(failure.code()).isEqualTo(ErrorCode.PEER_RESTARTED);
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(this.handled).containsExactly("held");
	}

	@Test
	void messagesTakeTheTimeThatIsSetForTheirLink() {
		this.network.delay("node-a", "node-b", Duration.ofMillis(60));
		long begun = System.nanoTime();
		get(this.a.request(B, "echo", new byte[1]));
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
		assertThat(this.a.peers().get(0).connection()).isNotNull()
			.returns(Duration.ofMillis(120), ConnectionSnapshot::rtt);
		assertThat(this.a.stats().paths().meanRtt()).isEqualTo(Duration.ofMillis(120));
	}

	@Test
	void aShorterDelayLetsNothingOvertake() {
		this.network.delay("node-a", "node-b", Duration.ofMillis(100));
		CompletableFuture<Void> first = send("1");
		awaitAllOnTheWire();
		this.network.delay("node-a", "node-b", Duration.ZERO);
		get(send("2"));
		get(first);
		this.network.awaitQuiet();
		assertThat(this.handled).containsExactly("1", "2");
	}

	@Test
	void quietMeansThatAllIsHandled() {
		for (int i = 0; i < 100; i++) {
			send("" + i);
		}
		this.network.awaitQuiet();
		assertThat(this.handled).hasSize(100);
	}

	@Test
	void whatOneCallCausesHappensInTheSameOrderEachTime() {
		List<String> first = chatter();
		assertThat(first).hasSize(1 + 3 + 9 + 27);
		for (int round = 0; round < 5; round++) {
			assertThat(chatter()).isEqualTo(first);
		}
	}

	/** Three nodes, each of which passes on what it hears to all three, three times. */
	private static List<String> chatter() {
		List<String> log = new ArrayList<>();
		try (InMemoryNetwork network = new InMemoryNetwork()) {
			List<String> ids = List.of("x", "y", "z");
			for (String id : ids) {
				InMemoryTransport node = network.node(id, OPTIONS.withHandlerExecutor(Runnable::run));
				node.onMessage("log", (message, context) -> {
					log.add(context.peer() + ">" + id);
					int hops = message.payload().length;
					if (hops < 3) {
						ids.forEach((other) -> node.send(new PeerId(other), "log", new byte[hops + 1]));
					}
				});
				get(node.start());
				ids.forEach((other) -> node.connectPeer(network.peer(other)));
				network.awaitQuiet();
				if (id.equals("z")) {
					node.send(new PeerId("x"), "log", new byte[0]);
				}
			}
			network.awaitQuiet();
		}
		return log;
	}

	/** The loop takes what was called before in its order. */
	private void awaitAllOnTheWire() {
		this.network.loop().call(() -> {
		});
	}

	private CompletableFuture<Void> send(String mark) {
		return this.a.send(NetworkMessage.message(B, "log", new byte[1]).withCorrelationId(mark),
				Duration.ofMinutes(1));
	}

}
