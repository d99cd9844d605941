package io.quictransport.nodes;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageType;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import io.quictransport.testing.memory.InMemoryTransport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One message to all nodes that it is for, and what is told of each.
 */
class PublishTests {

	private static final Duration TIMEOUT = Results.PATIENCE.dividedBy(2);

	private static final byte[] NEWS = { 1, 2, 3 };

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	private final InMemoryTransport self = started("self", Set.of());

	private final Nodes nodes = new Nodes(this.self);

	private final Queue<String> heard = new ConcurrentLinkedQueue<>();

	@Test
	void allNodesThatTakeThePathGetTheMessageAndNoOtherIsAsked() {
		InMemoryTransport a = listening("a");
		InMemoryTransport b = listening("b");
		InMemoryTransport deaf = started("deaf", Set.of());
		connect(a, b, deaf);
		PublishResult result = publish(NodeTarget.servingPath());
		assertThat(result.isComplete()).isTrue();
		assertThat(result.deliveries()).containsOnlyKeys(id("a"), id("b"));
		assertThat(result.nodes(Delivery.State.ACKNOWLEDGED)).containsExactly(id("a"), id("b"));
		await(() -> this.heard.size() == 2);
		assertThat(this.heard).containsExactlyInAnyOrder("a of self: 3", "b of self: 3");
		assertThat(deaf.stats().errors()).isEmpty();
	}

	@Test
	void allNodesOfAServiceGetTheMessage() {
		InMemoryTransport a = started("a", Set.of("orders"));
		listen(a, "a");
		InMemoryTransport deaf = started("deaf", Set.of("orders"));
		connect(a, deaf, listening("other"));
		PublishResult result = publish(NodeTarget.service("orders"));
		assertThat(result.nodes(Delivery.State.ACKNOWLEDGED)).containsExactly(id("a"));
		assertThat(result.nodes(Delivery.State.NOT_SERVED)).containsExactly(id("deaf"));
		assertThat(result.isComplete()).isTrue();
	}

	@Test
	void theOwnNodeGetsTheMessageOnDemandOnly() {
		listen(this.self, "self");
		connect(listening("a"));
		assertThat(publish(NodeTarget.servingPath()).deliveries()).containsOnlyKeys(id("a"));
		assertThat(publish(NodeTarget.servingPath().withOwnNode()).nodes(Delivery.State.ACKNOWLEDGED))
			.containsExactly(id("a"), id("self"));
		await(() -> this.heard.size() == 3);
		assertThat(this.heard).contains("self of self: 3");
	}

	@Test
	void aNodeThatIsAwayIsToldAsNotSentAndTheOthersGetTheMessage() {
		InMemoryTransport a = listening("a");
		InMemoryTransport away = listening("away");
		connect(a, away);
		Results.get(away.stop());
		await(() -> !this.self.isConnected(id("away")));
		PublishResult result = publish(NodeTarget.servingPath());
		assertThat(result.nodes(Delivery.State.ACKNOWLEDGED)).containsExactly(id("a"));
		assertThat(result.nodes(Delivery.State.NOT_SENT)).containsExactly(id("away"));
		assertThat(result.isComplete()).isFalse();
		assertThat(result.deliveries()).hasEntrySatisfying(id("away"),
				(delivery) -> assertThat(delivery.failure()).isNotNull());
	}

	@Test
	void aKnownPeerThatWasNeverConnectedIsNamed() {
		this.self.connectPeer(this.network.peer("never-started"));
		await(() -> this.self.peers().stream().anyMatch((peer) -> peer.id().equals(id("never-started"))));
		PublishResult result = publish(NodeTarget.servingPath());
		assertThat(result.unidentified()).containsExactly(id("never-started"));
		assertThat(result.deliveries()).isEmpty();
	}

	@Test
	void aNodeThatRefusesIsToldWithItsReason() {
		CountDownLatch gate = new CountDownLatch(1);
		InMemoryTransport full = this.network.node("full",
				new QuicTransportOptions().withLimits(new QuicTransportOptions().limits().withMaxQueuedMessages(1)));
		Results.get(full.start());
		full.onMessage("news", (message, context) -> gate.await());
		connect(full, listening("a"));
		assertThat(publish(NodeTarget.servingPath()).isComplete()).isTrue();
		PublishResult result = publish(NodeTarget.servingPath());
		gate.countDown();
		assertThat(result.nodes(Delivery.State.REFUSED)).containsExactly(id("full"));
		assertThat(result.deliveries()).hasEntrySatisfying(id("full"),
				(delivery) -> assertThat(delivery.failure()).isInstanceOfSatisfying(NetworkException.class,
						(failure) -> assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED)));
		assertThat(result.nodes(Delivery.State.ACKNOWLEDGED)).containsExactly(id("a"));
	}

	@Test
	void aNodeThatDoesNotAnswerInTimeIsNotKnownAndTheOthersAre() {
		CompletableFuture<Void> slow = new CompletableFuture<>();
		connect(listening("a"), listening("b"));
		CompletableFuture<PublishResult> publishing = this.nodes.publish(NodeTarget.servingPath(), "news", TIMEOUT,
				(node, left) -> node.equals(id("b")) ? slow : CompletableFuture.completedFuture(null));
		assertThat(publishing).isNotDone();
		slow.completeExceptionally(
				NetworkException.of(ErrorCode.DEADLINE_EXCEEDED, Outcome.UNKNOWN, "late", ErrorContext.NONE));
		PublishResult result = Results.get(publishing);
		assertThat(result.nodes(Delivery.State.UNKNOWN)).containsExactly(id("b"));
		assertThat(result.nodes(Delivery.State.ACKNOWLEDGED)).containsExactly(id("a"));
	}

	@Test
	void aPublicationThatIsForNobodyIsCompleteAndEmpty() {
		PublishResult result = publish(NodeTarget.service("nobody"));
		assertThat(result.deliveries()).isEmpty();
		assertThat(result.isComplete()).isTrue();
	}

	@Test
	void aPublicationThatCannotBeSentToAnyNodeFails() {
		connect(listening("a"));
		assertThat(Results
			.failureOf(this.nodes.publish(Publication.of(NodeTarget.servingPath(), "news", NEWS), Duration.ZERO)))
			.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code);
		assertThat(Results.failureOf(this.nodes.publish(Publication.of(NodeTarget.node(id("a")), "", NEWS), TIMEOUT)))
			.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code);
		Results.get(this.self.stop());
		assertThat(
				Results.failureOf(this.nodes.publish(Publication.of(NodeTarget.node(id("a")), "news", NEWS), TIMEOUT)))
			.returns(ErrorCode.NOT_RUNNING, NetworkException::code);
	}

	@Test
	void messagesKeepTheirOrderAtEachNode() {
		connect(listening("a"), listening("b"));
		for (int i = 0; i < 50; i++) {
			publish(Publication.of(NodeTarget.servingPath(), "news", new byte[i]));
		}
		await(() -> this.heard.size() == 100);
		for (String node : List.of("a", "b")) {
			List<String> there = this.heard.stream().filter((each) -> each.startsWith(node)).toList();
			for (int i = 0; i < 50; i++) {
				assertThat(there.get(i)).endsWith(" " + i);
			}
		}
	}

	@Test
	void toCancelThePublicationCancelsWhatIsNotKnownYet() {
		connect(listening("a"));
		CompletableFuture<Void> sending = new CompletableFuture<>();
		CompletableFuture<PublishResult> publishing = this.nodes.publish(NodeTarget.servingPath(), "news", TIMEOUT,
				(node, left) -> sending);
		publishing.cancel(true);
		assertThat(sending).isCancelled();
	}

	@Test
	void callsToAServiceGoToItsNodesAndAlsoToTheOwnNode() {
		InMemoryTransport offering = started("offering", Set.of("echo"));
		Nodes own = new Nodes(offering);
		offering.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		NetworkMessage reply = Results.get(own.request(NodeTarget.service("echo"), "echo", NEWS, TIMEOUT));
		assertThat(reply).returns(MessageType.REPLY, NetworkMessage::type)
			.returns(id("offering"), NetworkMessage::source);
	}

	private PublishResult publish(NodeTarget target) {
		return publish(Publication.of(target, "news", NEWS));
	}

	private PublishResult publish(Publication publication) {
		return Results.get(this.nodes.publish(publication, TIMEOUT));
	}

	private InMemoryTransport listening(String id) {
		InMemoryTransport node = started(id, Set.of());
		listen(node, id);
		return node;
	}

	private void listen(NetworkTransport node, String id) {
		node.onMessage("news",
				(message, context) -> this.heard.add(id + " of " + context.peer() + ": " + message.payload().length));
	}

	private InMemoryTransport started(String id, Set<String> services) {
		InMemoryTransport node = this.network.node(id, new QuicTransportOptions().withServices(services));
		Results.get(node.start());
		return node;
	}

	private void connect(InMemoryTransport... others) {
		for (InMemoryTransport other : others) {
			Results.get(this.self.connectPeer(this.network.peer(other.localNode().id().value())));
		}
		for (InMemoryTransport other : others) {
			await(() -> this.self.peers()
				.stream()
				.anyMatch((peer) -> peer.id().equals(other.localNode().id()) && peer.info() != null
						&& other.localNode().equals(peer.info())));
		}
	}

	private static PeerId id(String id) {
		return new PeerId(id);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().pollDelay(Duration.ZERO).atMost(Results.PATIENCE).until(condition);
	}

}
