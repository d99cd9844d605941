package io.quictransport.testing.contract;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessageStream;
import io.quictransport.MessageType;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.StreamOpening;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.ContractNodes.idOf;
import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static io.quictransport.testing.contract.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specifies a node's calls to itself: they are served in process, and otherwise like
 * those to a peer.
 */
public interface OwnNodeContract extends TransportContract {

	@Test
	default void aRequestToTheNodeItselfIsAnswered() {
		NetworkTransport a = nodes().start("node-a");
		a.onRequest("echo", (request, context) -> {
			assertThat(request.source()).isEqualTo(idOf(a));
			assertThat(context.peer()).isEqualTo(idOf(a));
			assertThat(context.remaining()).isPositive();
			context.replyHeader("seen", request.headers().getOrDefault("asked", "no"));
			return CompletableFuture.completedFuture(request.payload());
		});
		NetworkMessage reply = get(a.request(new NetworkMessage(null, idOf(a), MessageType.REQUEST, "echo",
				Map.of("asked", "yes"), "c-1", bytes("hello")), Pair.TIMEOUT));
		assertThat(reply).isEqualTo(new NetworkMessage(idOf(a), idOf(a), MessageType.REPLY, "echo",
				Map.of("seen", "yes"), "c-1", bytes("hello")));
		assertThat(get(a.request(idOf(a), "echo", bytes("again")))).isEqualTo(bytes("again"));
		assertThat(a.isConnected(idOf(a))).isTrue();
		assertThat(a.peers()).isEmpty();
	}

	@Test
	default void callerAndHandlerShareNoArrayWithinANode() {
		NetworkTransport a = nodes().start("node-a");
		byte[] answer = { 1 };
		a.onRequest("spoil", (request, context) -> {
			request.payload()[0] = 9;
			return CompletableFuture.completedFuture(answer);
		});
		byte[] payload = { 5 };
		byte[] reply = get(a.request(idOf(a), "spoil", payload));
		reply[0] = 7;
		assertThat(payload).containsExactly(5);
		assertThat(answer).containsExactly(1);
	}

	@Test
	default void messagesToTheNodeItselfKeepTheirOrderAndAreAcknowledgedBeforeTheyAreHandled() {
		NetworkTransport a = nodes().start("node-a");
		CountDownLatch gate = new CountDownLatch(1);
		Queue<Integer> handled = new ConcurrentLinkedQueue<>();
		a.onMessage("log", (message, context) -> {
			gate.await();
			handled.add((int) message.payload()[0]);
		});
		List<CompletableFuture<Void>> sent = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			sent.add(a.send(idOf(a), "log", new byte[] { (byte) i }));
		}
		sent.forEach(Results::get);
		assertThat(handled).isEmpty();
		gate.countDown();
		eventually().until(() -> handled.size() == 100);
		assertThat(handled).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
	}

	@Test
	default void failuresOfCallsToTheNodeItselfAreThoseOfAPeer() {
		NetworkTransport a = nodes().start("node-a");
		a.onRequest("fails", (request, context) -> {
			throw new IllegalStateException("secret");
		});
		a.onRequest("refuses", (request, context) -> {
			throw MessageException.refusal(ErrorCode.OVERLOADED, "later", Duration.ofSeconds(3));
		});
		assertThat(failureOf(a.request(idOf(a), "fails", new byte[1])))
			.returns(ErrorCode.HANDLER_FAILED, NetworkException::code)
			.returns(Outcome.UNKNOWN, NetworkException::outcome)
			.hasMessageNotContaining("secret");
		assertThat(failureOf(a.request(idOf(a), "refuses", new byte[1])))
			.returns(ErrorCode.OVERLOADED, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome)
			.hasMessageContaining("later");
		for (CompletableFuture<?> call : List.of(a.request(idOf(a), "none", new byte[1]),
				a.send(idOf(a), "none", new byte[1]), a.openStream(idOf(a), "none"))) {
			assertThat(failureOf(call)).returns(ErrorCode.NO_SUCH_PATH, NetworkException::code)
				.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome)
				.hasMessageContaining("path=none");
		}
	}

	@Test
	default void anErrorOfTheApplicationReachesTheNodeItselfWithItsCodeAndDetails() {
		NetworkTransport a = nodes().start("node-a");
		byte[] details = bytes("blue");
		ApplicationException told = new ApplicationException(ApplicationCode.FORBIDDEN, "not this tenant")
			.withDetails(details);
		a.onRequest("thrown", (request, context) -> {
			throw told;
		});
		a.onRequest("failed", (request, context) -> CompletableFuture.failedFuture(told));
		a.onStream("thrown", (stream) -> {
			throw told;
		});
		a.onStream("reset", (stream) -> stream.reset(told));
		for (CompletableFuture<?> call : List.of(a.request(idOf(a), "thrown", new byte[1]),
				a.request(idOf(a), "failed", new byte[1]), get(a.openStream(idOf(a), "thrown")).closed(),
				get(a.openStream(idOf(a), "reset")).closed())) {
			assertThat(failureOf(call)).isNotSameAs(told)
				.isInstanceOfSatisfying(ApplicationException.class, (failure) -> {
					assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.FORBIDDEN);
					assertThat(failure.detail()).isEqualTo("not this tenant");
					assertThat(failure.details()).isEqualTo(details);
					assertThat(failure.context().peer()).isEqualTo(idOf(a));
				});
		}
	}

	@Test
	default void anErrorOfTheApplicationThatOpensAStreamToItsNodeReachesTheHandler() {
		NetworkTransport a = nodes().start("node-a");
		CompletableFuture<Void> served = new CompletableFuture<>();
		a.onStream("take", (stream) -> stream.closed().whenComplete((done, failure) -> {
			if (failure != null) {
				served.completeExceptionally(failure);
			}
			else {
				served.complete(null);
			}
		}));
		get(a.openStream(idOf(a), "take"))
			.reset(new ApplicationException(ApplicationCode.CONFLICT, "sold").withDetails(bytes("tea")));
		assertThat(failureOf(served)).isInstanceOfSatisfying(ApplicationException.class, (failure) -> {
			assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.CONFLICT);
			assertThat(failure.details()).isEqualTo(bytes("tea"));
		});
	}

	@Test
	default void handlersOfTheNodeItselfSeeTheCertificateThatItShows() {
		NetworkTransport a = nodes().start("node-a");
		CompletableFuture<Optional<X509Certificate>> ofMessage = new CompletableFuture<>();
		a.onRequest("who", (request, context) -> CompletableFuture.completedFuture(encoded(context.certificate())));
		a.onMessage("who", (message, context) -> ofMessage.complete(context.certificate()));
		byte[] shown = encoded(a.certificate(idOf(a)));
		assertThat(get(a.request(idOf(a), "who", new byte[1]))).isEqualTo(shown);
		get(a.send(idOf(a), "who", new byte[1]));
		assertThat(encoded(get(ofMessage))).isEqualTo(shown);
	}

	private static byte[] encoded(Optional<X509Certificate> certificate) {
		return certificate.map((each) -> each.getSerialNumber().toByteArray()).orElseGet(() -> new byte[0]);
	}

	@Test
	default void aRequestToTheNodeItselfEndsAtItsDeadlineAndItsHandlerIsCancelled() {
		NetworkTransport a = nodes().start("node-a");
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		a.onRequest("never", (request, context) -> {
			context.onCancel(() -> cancelled.complete(null));
			return new CompletableFuture<>();
		});
		assertThat(failureOf(a.request(NetworkMessage.request(idOf(a), "never", new byte[1]), Duration.ofMillis(200)))
			.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		eventually().until(cancelled::isDone);
	}

	@Test
	default void cancellingARequestToTheNodeItselfCancelsItsHandler() {
		NetworkTransport a = nodes().start("node-a");
		CompletableFuture<Void> begun = new CompletableFuture<>();
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		a.onRequest("never", (request, context) -> {
			context.onCancel(() -> cancelled.complete(null));
			begun.complete(null);
			return new CompletableFuture<>();
		});
		CompletableFuture<byte[]> call = a.request(idOf(a), "never", new byte[1]);
		get(begun);
		call.cancel(true);
		get(cancelled);
		eventually().until(() -> a.stats().messages().inFlight() == 0);
	}

	@Test
	default void theLimitsOfAPeerHoldForTheNodeItself() {
		NetworkTransport a = nodes().startLimited("node-a",
				(limits) -> limits.withMaxHandlers(1).withMaxQueuedMessages(1).withMaxMessageSize(1000));
		CountDownLatch gate = new CountDownLatch(1);
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		a.onRequest("slow", (request, context) -> answer);
		a.onMessage("log", (message, context) -> gate.await());
		CompletableFuture<byte[]> first = a.request(idOf(a), "slow", new byte[1]);
		eventually().until(() -> a.stats().handlers().running() == 1);
		assertThat(failureOf(a.request(idOf(a), "slow", new byte[1])))
			.returns(ErrorCode.OVERLOADED, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
		get(a.send(idOf(a), "log", new byte[1]));
		assertThat(failureOf(a.send(idOf(a), "log", new byte[1])).code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(failureOf(a.request(idOf(a), "slow", new byte[1001])).code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
		answer.complete(new byte[] { 3 });
		assertThat(get(first)).containsExactly(3);
		gate.countDown();
	}

	@Test
	default void handlersOfTheNodeItselfRunWhereTheyAreRegisteredFor() {
		NetworkTransport a = nodes().start("node-a");
		for (Dispatch dispatch : Dispatch.values()) {
			a.onRequest(Route.path("where-" + dispatch).withDispatch(dispatch),
					RequestHandler.replying((request) -> new byte[] { (byte) (a.inEventLoop() ? 1 : 0) }));
			assertThat(get(a.request(idOf(a), "where-" + dispatch, new byte[1])))
				.containsExactly((dispatch == Dispatch.EVENT_LOOP) ? 1 : 0);
		}
	}

	@Test
	default void aHandlerMayCallItsOwnNode() {
		NetworkTransport a = nodes().start("node-a");
		for (Dispatch dispatch : Dispatch.values()) {
			a.onRequest(Route.path("inner-" + dispatch).withDispatch(dispatch),
					RequestHandler.replying(NetworkMessage::payload));
			a.onRequest(Route.path("outer-" + dispatch).withDispatch(dispatch),
					(request, context) -> a.request(idOf(a), "inner-" + dispatch, request.payload()));
			assertThat(get(a.request(idOf(a), "outer-" + dispatch, new byte[] { 4 }))).containsExactly(4);
		}
	}

	@Test
	default void aStreamToTheNodeItselfGoesBothWaysAndBothEndsFinish() {
		NetworkTransport a = nodes().start("node-a");
		a.onStream("chat",
				(stream) -> stream.forEach((line) -> stream.send(new byte[line.length + 1])).thenRun(stream::finish));
		MessageStream chat = get(a.openStream(StreamOpening.of(idOf(a), "chat").withHeaders(Map.of("k", "v"))));
		assertThat(chat.peer()).isEqualTo(idOf(a));
		List<Integer> sizes = new ArrayList<>();
		CompletableFuture<Void> heard = chat.forEach((answer) -> sizes.add(answer.length));
		for (int size : new int[] { 0, 1, 1000, 100_000 }) {
			get(chat.send(new byte[size]));
		}
		get(chat.finish());
		get(heard);
		get(chat.closed());
		assertThat(sizes).containsExactly(1, 2, 1001, 100_001);
		eventually().until(() -> a.stats().handlers().running() == 0);
	}

	@Test
	default void aStreamToTheNodeItselfWaitsForItsReaderAndIsResetAtBothEnds() {
		NetworkTransport a = nodes().startLimited("node-a",
				(limits) -> limits.withStreamBuffer(4096).withMaxMessageStreams(1));
		CompletableFuture<MessageStream> served = new CompletableFuture<>();
		// On the event loop the handler has returned before the stream can be reset: one
		// that
		// is still at work counts.
		a.onStream(Route.path("path").withDispatch(Dispatch.EVENT_LOOP), served::complete);
		MessageStream here = get(a.openStream(idOf(a), "path"));
		byte[] item = new byte[1000];
		int queued = 0;
		while (!here.send(item).isCompletedExceptionally() && queued < 1000) {
			queued++;
		}
		assertThat(queued).isLessThan(1000);
		CompletableFuture<MessageStream> next = a.openStream(idOf(a), "path");
		get(served).reset(ErrorCode.HANDLER_FAILED, "enough");
		assertThat(failureOf(here.closed())).returns(ErrorCode.HANDLER_FAILED, NetworkException::code)
			.hasMessageContaining("enough");
		get(next).cancel();
		eventually().until(() -> a.stats().handlers().running() == 0);
	}

	@Test
	default void manyStreamsToTheNodeItselfWaitForTheirTurnAndAllAreRefusedWhenTheirHandlerIsGone() {
		NetworkTransport a = nodes().startLimited("node-a", (limits) -> limits.withMaxMessageStreams(1));
		CompletableFuture<MessageStream> served = new CompletableFuture<>();
		Registration handler = a.onStream("path", served::complete);
		MessageStream first = get(a.openStream(idOf(a), "path"));
		List<CompletableFuture<MessageStream>> waiting = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			waiting.add(a.openStream(idOf(a), "path"));
		}
		get(served);
		handler.close();
		first.cancel();
		for (CompletableFuture<MessageStream> each : waiting) {
			assertThat(failureOf(each).code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		}
	}

	@Test
	default void aDrainingNodeRefusesItsOwnNewCallsAndAnswersTheAdmitted() {
		NetworkTransport a = nodes().start("node-a");
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		a.onRequest("slow", (request, context) -> answer);
		CompletableFuture<byte[]> admitted = a.request(idOf(a), "slow", new byte[1]);
		eventually().until(() -> a.stats().handlers().running() == 1);
		CompletableFuture<Boolean> drained = a.drain(Results.UNHURRIED);
		NetworkException refused = failureOf(a.request(idOf(a), "slow", new byte[1]));
		assertThat(refused).returns(ErrorCode.DRAINING, NetworkException::code);
		assertThat(refused.outcome()).isNotEqualTo(Outcome.UNKNOWN);
		answer.complete(new byte[] { 1 });
		assertThat(get(admitted)).containsExactly(1);
		assertThat(get(drained)).isTrue();
	}

	@Test
	default void aStoppedNodeFailsWhatItAsksOfItself() {
		NetworkTransport a = nodes().start("node-a");
		a.onRequest("never", (request, context) -> new CompletableFuture<>());
		a.onStream("path", (stream) -> {
		});
		CompletableFuture<byte[]> call = a.request(idOf(a), "never", new byte[1]);
		MessageStream stream = get(a.openStream(idOf(a), "path"));
		eventually().until(() -> a.stats().handlers().running() == 2);
		get(a.stop());
		assertThat(failureOf(call).code()).isEqualTo(ErrorCode.NOT_RUNNING);
		assertThat(failureOf(stream.closed()).code()).isEqualTo(ErrorCode.NOT_RUNNING);
		assertThat(failureOf(a.request(idOf(a), "never", new byte[1])).code()).isEqualTo(ErrorCode.NOT_RUNNING);
		get(a.start());
		a.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		assertThat(get(a.request(idOf(a), "echo", new byte[] { 2 }))).containsExactly(2);
	}

}
