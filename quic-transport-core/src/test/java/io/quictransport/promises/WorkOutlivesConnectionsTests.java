package io.quictransport.promises;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a node has admitted of a peer outlives the peer's connections: its order, the
 * limits that it counts towards and whose it is, until the work has ended.
 */
class WorkOutlivesConnectionsTests {

	private static final int LIMIT = 10;

	private final TestNodes nodes = new TestNodes();

	private final CountDownLatch released = new CountDownLatch(1);

	private final QuicTransport receiver = this.nodes.start("node-b", (options) -> options
		.withLimits(options.limits().withMaxQueuedMessages(40).withMaxHandlers(LIMIT).withMaxMessageStreams(LIMIT)));

	private final QuicTransport sender = this.nodes.start("node-a",
			(options) -> options.withDrainGrace(Duration.ofMillis(100)));

	private final List<Integer> handled = new CopyOnWriteArrayList<>();

	private final AtomicInteger running = new AtomicInteger();

	private final AtomicInteger mostRunning = new AtomicInteger();

	@AfterEach
	void close() {
		this.released.countDown();
		this.nodes.close();
	}

	@Test
	void messagesOfAPathAreHandledInOrderAndOneAtATimeOverARestartOfTheirSender() {
		this.receiver.onMessage("log", (message, context) -> {
			this.mostRunning.accumulateAndGet(this.running.incrementAndGet(), Math::max);
			this.released.await();
			this.handled.add((int) message.payload()[0]);
			this.running.decrementAndGet();
		});
		this.receiver.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		TestNodes.connect(this.sender, this.receiver);
		send(0, 30);
		restartSender();
		send(30, 35);
		// Whatever is about to run has had its chance: this takes the same way.
		get(this.sender.request(idOf(this.receiver), "echo", new byte[1]));
		this.released.countDown();
		await().atMost(TestNodes.PATIENCE).until(() -> this.handled.size() == 35);
		assertThat(this.handled).containsExactlyElementsOf(IntStream.range(0, 35).boxed().toList());
		assertThat(this.mostRunning).hasValue(1);
	}

	@Test
	void messagesThatWaitCountTowardsTheLimitOverARestartOfTheirSender() {
		this.receiver.onMessage("log", (message, context) -> this.released.await());
		TestNodes.connect(this.sender, this.receiver);
		send(0, 40);
		restartSender();
		NetworkException refused = failureOf(this.sender.send(idOf(this.receiver), "log", new byte[1]));
		assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
	}

	@Test
	void handlersThatRunCountTowardsTheLimitOverARestartOfTheirCaller() {
		this.receiver.onRequest("held", (request, context) -> {
			this.running.incrementAndGet();
			this.released.await();
			return CompletableFuture.completedFuture(request.payload());
		});
		TestNodes.connect(this.sender, this.receiver);
		for (int i = 0; i < LIMIT; i++) {
			this.sender.request(idOf(this.receiver), "held", new byte[1]);
		}
		await().atMost(TestNodes.PATIENCE).until(() -> this.running.get() == LIMIT);
		restartSender();
		CompletableFuture<byte[]> call = this.sender.request(idOf(this.receiver), "held", new byte[1]);
		await().atMost(TestNodes.PATIENCE).until(() -> call.isDone() || this.running.get() > LIMIT);
		assertThat(this.running).hasValue(LIMIT);
		assertThat(failureOf(call).code()).isEqualTo(ErrorCode.OVERLOADED);
	}

	@Test
	void handlersOfStreamsCountTowardsTheLimitOverARestartOfTheirOpener() {
		this.receiver.onStream("held", (stream) -> {
			this.running.incrementAndGet();
			this.released.await();
		});
		TestNodes.connect(this.sender, this.receiver);
		for (int i = 0; i < LIMIT; i++) {
			get(this.sender.openStream(idOf(this.receiver), "held"));
		}
		await().atMost(TestNodes.PATIENCE).until(() -> this.running.get() == LIMIT);
		restartSender();
		NetworkException refused = failureOf(this.sender.openStream(idOf(this.receiver), "held"));
		assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
	}

	@Test
	void whoSentAMessageIsKnownWhileItIsHandledThoughTheSenderHasLeft() {
		CountDownLatch entered = new CountDownLatch(1);
		CompletableFuture<List<Optional<X509Certificate>>> seen = new CompletableFuture<>();
		this.receiver.onMessage("log", (message, context) -> {
			entered.countDown();
			this.released.await();
			seen.complete(List.of(context.certificate(), this.receiver.certificate(context.peer())));
		});
		TestNodes.connect(this.sender, this.receiver);
		X509Certificate shown = this.receiver.certificate(idOf(this.sender)).orElseThrow();
		send(0, 1);
		await().atMost(TestNodes.PATIENCE).until(() -> entered.getCount() == 0);
		get(this.sender.stop());
		await().atMost(TestNodes.PATIENCE).until(() -> this.receiver.stats().connections().open() == 0);
		this.released.countDown();
		assertThat(get(seen)).containsOnly(Optional.of(shown));
	}

	@Test
	void aPeerIsForgottenWhenItsWorkHasEnded() {
		this.receiver.onMessage("log", (message, context) -> this.released.await());
		TestNodes.connect(this.sender, this.receiver);
		send(0, 5);
		get(this.sender.stop());
		this.released.countDown();
		await().atMost(TestNodes.PATIENCE).until(() -> this.receiver.peers().isEmpty());
	}

	private void send(int from, int to) {
		List<CompletableFuture<Void>> sent = new ArrayList<>();
		for (int i = from; i < to; i++) {
			sent.add(this.sender.send(idOf(this.receiver), "log", new byte[] { (byte) i }));
		}
		sent.forEach(TestNodes::get);
	}

	private void restartSender() {
		get(this.sender.stop());
		await().atMost(TestNodes.PATIENCE).until(() -> !this.receiver.isConnected(idOf(this.sender)));
		get(this.sender.start());
		TestNodes.connect(this.sender, this.receiver);
	}

}
