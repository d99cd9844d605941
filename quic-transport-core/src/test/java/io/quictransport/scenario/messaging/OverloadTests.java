package io.quictransport.scenario.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerListener;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.RejectingExecutor;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is over a limit is refused at once, by a failure that says so; what is within it
 * is served, and when that has ended there is room again.
 */
class OverloadTests {

	private static final int LIMIT = 8;

	private static final int LARGE = 100_000;

	private final TestNodes nodes = new TestNodes();

	private final RejectingExecutor executor = new RejectingExecutor();

	/** Holds the one-way messages of the path "held". */
	private final CountDownLatch gate = new CountDownLatch(1);

	/** Answers the requests of the path "held". */
	private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

	private final Queue<String> handled = new ConcurrentLinkedQueue<>();

	@SuppressWarnings("NullAway.Init") // each test connects first
	private QuicTransport a;

	@SuppressWarnings("NullAway.Init")
	private QuicTransport b;

	@AfterEach
	void close() {
		this.gate.countDown();
		this.answer.complete(new byte[0]);
		this.nodes.close();
		this.executor.close();
	}

	@Test
	void aCallOverTheSendersMessagesInFlightIsNotSent() {
		connect((limits) -> limits.withMaxInFlight(LIMIT), UnaryOperator.identity());
		List<CompletableFuture<byte[]>> held = hold(LIMIT);
		assertRefused(this.a.request(idOf(this.b), "echo", bytes("x")), Outcome.NOT_SENT);
		assertRefused(send("log", "x"), Outcome.NOT_SENT);
		assertThat(this.a.stats().messages().inFlight()).isEqualTo(LIMIT);
		release(held);
	}

	@Test
	void aCallOverTheReceiversMessagesInFlightIsNotSent() {
		connect(UnaryOperator.identity(), (limits) -> limits.withMaxInFlight(LIMIT));
		List<CompletableFuture<byte[]>> held = hold(LIMIT);
		await().until(() -> this.b.stats().handlers().running() == LIMIT);
		assertRefused(this.a.request(idOf(this.b), "echo", bytes("x")), Outcome.NOT_SENT);
		assertRefused(send("log", "x"), Outcome.NOT_SENT);
		release(held);
	}

	@Test
	void aBurstIsServedUpToTheLimitAndRefusedBeyond() {
		connect((limits) -> limits.withMaxInFlight(LIMIT), UnaryOperator.identity());
		List<CompletableFuture<byte[]>> held = hold(10 * LIMIT);
		List<CompletableFuture<byte[]>> refused = held.subList(LIMIT, held.size());
		refused.forEach((call) -> assertRefused(call, Outcome.NOT_SENT));
		release(held.subList(0, LIMIT));
	}

	@Test
	void whatHasEndedDoesNotUseUpSmallLimits() {
		connect(UnaryOperator.identity(), (limits) -> limits.withMaxInFlight(1).withMaxQueuedBytes(64 * 1024));
		for (int i = 0; i < 400; i++) {
			assertThat(get(this.a.request(idOf(this.b), "echo", new byte[i * 10]))).hasSize(i * 10);
		}
		for (int i = 1; i <= 400; i++) {
			get(send("log", "x"));
			if (i % 50 == 0) {
				// Acknowledged is not yet handled, and what waits counts.
				int sent = i;
				await().until(() -> this.handled.size() == sent);
			}
		}
	}

	@Test
	void aCallOverTheSendersQueuedBytesIsNotSent() {
		connect((limits) -> limits.withMaxQueuedBytes(64 * 1024), UnaryOperator.identity());
		CompletableFuture<byte[]> held = this.a.request(idOf(this.b), "held", new byte[40 * 1024]);
		assertRefused(this.a.request(idOf(this.b), "echo", new byte[40 * 1024]), Outcome.NOT_SENT);
		assertThat(get(this.a.request(idOf(this.b), "echo", bytes("small")))).isEqualTo(bytes("small"));
		release(List.of(held));
		// One alone is let through however large it is.
		assertThat(get(this.a.request(idOf(this.b), "echo", new byte[LARGE]))).hasSize(LARGE);
	}

	@Test
	void aRequestOverTheReceiversHandlersIsNotAccepted() {
		connect(UnaryOperator.identity(), (limits) -> limits.withMaxHandlers(LIMIT));
		List<CompletableFuture<byte[]>> held = hold(LIMIT);
		await().until(() -> this.b.stats().handlers().running() == LIMIT);
		assertRefused(this.a.request(idOf(this.b), "echo", bytes("x")), Outcome.NOT_ACCEPTED);
		assertRefused(this.a.request(idOf(this.b), "echo", new byte[LARGE]), Outcome.NOT_ACCEPTED);
		// One-way messages have a limit of their own.
		get(send("log", "x"));
		release(held);
	}

	@Test
	void aOneWayMessageOverTheReceiversQueueIsNotAccepted() {
		connect(UnaryOperator.identity(), (limits) -> limits.withMaxQueuedMessages(LIMIT));
		List<String> admitted = fillQueue(LIMIT);
		assertRefused(send("held", "over"), Outcome.NOT_ACCEPTED);
		assertRefused(this.a.send(idOf(this.b), "log", new byte[LARGE]), Outcome.NOT_ACCEPTED);
		assertThat(get(this.a.request(idOf(this.b), "echo", bytes("x")))).isEqualTo(bytes("x"));
		openGate(admitted);
	}

	@Test
	void aOneWayMessageOverTheReceiversQueuedBytesIsNotAccepted() {
		connect(UnaryOperator.identity(), (limits) -> limits.withMaxQueuedBytes(64 * 1024));
		get(send("held", "0", new byte[60 * 1024]));
		assertRefused(send("held", "over", new byte[10 * 1024]), Outcome.NOT_ACCEPTED);
		get(send("held", "1"));
		openGate(List.of("0", "1"));
	}

	@Test
	void whatTheHandlerExecutorRejectsIsNotAccepted() {
		connect(UnaryOperator.identity(), UnaryOperator.identity());
		this.executor.reject(true);
		assertRefused(this.a.request(idOf(this.b), "echo", bytes("x")), Outcome.NOT_ACCEPTED);
		assertRefused(this.a.request(idOf(this.b), "echo", new byte[LARGE]), Outcome.NOT_ACCEPTED);
		assertRefused(send("log", "over"), Outcome.NOT_ACCEPTED);
		assertRefused(send("log", "over", new byte[LARGE]), Outcome.NOT_ACCEPTED);
		assertThat(this.b.stats().handlers().running()).isZero();
		this.executor.reject(false);
		assertServes();
		assertThat(this.handled).containsExactly("served");
	}

	@Test
	void whatIsAdmittedIsHandledAlthoughTheExecutorRejectsMeanwhile() {
		connect(UnaryOperator.identity(), UnaryOperator.identity());
		List<String> admitted = fillQueue(2000);
		this.executor.reject(true);
		openGate(admitted, () -> this.executor.reject(false));
	}

	@Test
	void listenersHearOfPeersAfterTheExecutorHasRejected() {
		connect(UnaryOperator.identity(), UnaryOperator.identity());
		Queue<String> told = new ConcurrentLinkedQueue<>();
		this.b.subscribe(new PeerListener() {
			@Override
			public void peerUpdated(NodeInfo peer) {
				told.add(peer.metadata().getOrDefault("round", ""));
			}
		});
		AtomicInteger round = new AtomicInteger();
		this.executor.reject(true);
		await().until(() -> {
			announce(round.incrementAndGet());
			return this.executor.rejected() > 0;
		});
		this.executor.reject(false);
		// Nothing more happens, and of several changes the last is enough.
		await().atMost(TestNodes.PATIENCE).until(() -> told.contains(round.toString()));
		assertThat(told).endsWith(round.toString());
	}

	private void announce(int round) {
		get(this.a.announce(this.a.localNode().withMetadata(Map.of("round", Integer.toString(round)))));
	}

	private void connect(UnaryOperator<TransportLimits> ofA, UnaryOperator<TransportLimits> ofB) {
		this.a = this.nodes.start("node-a", (options) -> options.withLimits(ofA.apply(options.limits())));
		this.b = this.nodes.start("node-b",
				(options) -> options.withLimits(ofB.apply(options.limits())).withHandlerExecutor(this.executor));
		this.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		this.b.onRequest("held", (request, context) -> this.answer);
		this.b.onMessage("log", (message, context) -> this.handled.add(message.correlationId()));
		this.b.onMessage("held", (message, context) -> {
			this.gate.await();
			this.handled.add(message.correlationId());
		});
		TestNodes.connect(this.a, this.b);
	}

	private List<CompletableFuture<byte[]>> hold(int requests) {
		return IntStream.range(0, requests).mapToObj((i) -> this.a.request(idOf(this.b), "held", bytes("x"))).toList();
	}

	private void release(List<CompletableFuture<byte[]>> held) {
		this.answer.complete(bytes("late"));
		held.forEach((call) -> assertThat(get(call)).isEqualTo(bytes("late")));
		assertServes();
	}

	private List<String> fillQueue(int messages) {
		List<String> admitted = IntStream.range(0, messages).mapToObj(Integer::toString).toList();
		List<CompletableFuture<Void>> sent = new ArrayList<>();
		admitted.forEach((mark) -> sent.add(send("held", mark)));
		sent.forEach(TestNodes::get);
		return admitted;
	}

	private void openGate(List<String> admitted) {
		openGate(admitted, () -> {
		});
	}

	private void openGate(List<String> admitted, Runnable whenHandled) {
		this.gate.countDown();
		await().until(() -> this.handled.size() >= admitted.size());
		assertThat(this.handled).containsExactlyElementsOf(admitted);
		whenHandled.run();
		assertServes();
	}

	private CompletableFuture<Void> send(String path, String mark) {
		return send(path, mark, bytes("x"));
	}

	private CompletableFuture<Void> send(String path, String mark, byte[] payload) {
		return this.a.send(NetworkMessage.message(idOf(this.b), path, payload).withCorrelationId(mark),
				TestNodes.UNHURRIED);
	}

	private static void assertRefused(CompletableFuture<?> call, Outcome outcome) {
		NetworkException failure = failureOf(call);
		assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(failure.outcome()).isEqualTo(outcome);
		assertThat(failure.isRetryable()).isTrue();
	}

	/** Both kinds of call are served again, and nothing is left behind. */
	private void assertServes() {
		assertThat(get(this.a.request(idOf(this.b), "echo", bytes("x")))).isEqualTo(bytes("x"));
		get(send("log", "served"));
		await().until(() -> this.b.stats().handlers().running() == 0);
		assertThat(this.a.stats().messages().inFlight()).isZero();
		assertThat(this.handled).endsWith("served");
		assertThat(this.a.stats().connections().closed()).isZero();
	}

}
