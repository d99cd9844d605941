package io.quictransport.testing.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.RequestContext;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static io.quictransport.testing.contract.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Specifies what request handlers may do, and what their callers see of it.
 */
public interface RequestHandlerContract extends TransportContract {

	@Test
	default void aHandlerThatFailsInWhateverWayGivesItsCallerATypedError() {
		Pair pair = Pair.of(nodes());
		for (Dispatch dispatch : Dispatch.values()) {
			List<RequestHandler> failing = List.of((request, context) -> {
				throw new IllegalStateException("secret");
			}, (request, context) -> {
				throw new AssertionError("secret");
			}, (request, context) -> CompletableFuture.failedFuture(new IllegalStateException("secret")),
					(request, context) -> CompletableFuture.completedFuture(new byte[0]).thenApply((reply) -> {
						throw new IllegalStateException("secret");
					}), RequestHandlerContract::nothing,
					(request, context) -> CompletableFuture.completedFuture(new byte[0])
						.thenApply(RequestHandlerContract::nothing));
			for (int i = 0; i < failing.size(); i++) {
				String path = "failing-" + dispatch + i;
				pair.b().onRequest(Route.path(path).withDispatch(dispatch), failing.get(i));
				NetworkException failure = failureOf(pair.request(path, bytes("x")));
				assertThat(failure).as(path).isInstanceOf(MessageException.class).hasMessageNotContaining("secret");
				assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
				assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
				assertThat(failure.isRetryable()).isFalse();
			}
		}
		assertThat(pair.b().stats().errors()).containsEntry(ErrorCode.HANDLER_FAILED, 12L);
		pair.assertServes();
	}

	@SuppressWarnings({ "NullAway", "TypeParameterUnusedInFormals" }) // a fault on
																		// purpose
	private static <T> T nothing(Object... ignored) {
		return null;
	}

	@Test
	default void aMessageExceptionOfTheHandlerReachesTheCaller() {
		Pair pair = Pair.of(nodes());
		MessageException told = new MessageException(ErrorCode.OVERLOADED, Outcome.UNKNOWN, "come back later",
				ErrorContext.NONE, null);
		pair.b().onRequest("thrown", (request, context) -> {
			throw told;
		});
		pair.b().onRequest("failed", (request, context) -> CompletableFuture.failedFuture(told));
		for (String path : List.of("thrown", "failed")) {
			NetworkException failure = failureOf(pair.request(path, bytes("x")));
			assertThat(failure).isInstanceOf(MessageException.class);
			assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED);
			assertThat(failure.detail()).isEqualTo("come back later");
			assertThat(failure.outcome()).as("the handler has run").isEqualTo(Outcome.UNKNOWN);
			assertThat(failure.isRetryable()).isFalse();
		}
	}

	@Test
	default void anApplicationErrorReachesTheCallerWithCodeTextAndDetails() {
		Pair pair = Pair.of(nodes());
		ApplicationException told = new ApplicationException(new ApplicationCode("out-of-stock"), "only 3 left")
			.withDetails(bytes("{\"left\":3}"))
			.withCause(new IllegalStateException("secret"));
		for (Dispatch dispatch : Dispatch.values()) {
			pair.b().onRequest(Route.path("thrown-" + dispatch).withDispatch(dispatch), (request, context) -> {
				throw told;
			});
			pair.b()
				.onRequest(Route.path("failed-" + dispatch).withDispatch(dispatch),
						(request, context) -> CompletableFuture.failedFuture(told));
			for (String path : List.of("thrown-" + dispatch, "failed-" + dispatch)) {
				assertThat(failureOf(pair.request(path, bytes("x")))).isInstanceOfSatisfying(ApplicationException.class,
						(failure) -> {
							assertThat(failure.applicationCode()).isEqualTo(new ApplicationCode("out-of-stock"));
							assertThat(failure.code()).isEqualTo(ErrorCode.APPLICATION_ERROR);
							assertThat(failure.detail()).isEqualTo("only 3 left");
							assertThat(failure.details()).isEqualTo(bytes("{\"left\":3}"));
							assertThat(failure.outcome()).as("the handler has run").isEqualTo(Outcome.UNKNOWN);
							assertThat(failure.isRetryable()).isFalse();
							assertThat(failure).hasMessageStartingWith("out-of-stock: only 3 left [peer=")
								.hasMessageNotContaining("secret")
								.hasNoCause();
						});
			}
		}
		assertThat(pair.b().stats().errors()).containsEntry(ErrorCode.APPLICATION_ERROR, 4L)
			.doesNotContainKey(ErrorCode.HANDLER_FAILED);
		pair.assertServes();
	}

	@Test
	default void anApplicationErrorMaySayThatNothingWasDoneAndWhenToTryAgain() {
		Pair pair = Pair.of(nodes());
		pair.b().onRequest("locked", (request, context) -> {
			throw new ApplicationException(ApplicationCode.CONFLICT, "locked").withOutcome(Outcome.NOT_ACCEPTED)
				.withRetryAfter(Duration.ofMillis(1500));
		});
		assertThat(failureOf(pair.request("locked", bytes("x")))).isInstanceOfSatisfying(ApplicationException.class,
				(failure) -> {
					assertThat(failure.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
					assertThat(failure.retryAfter()).hasMillis(1500);
					assertThat(failure.isRetryable()).isTrue();
					assertThat(failure.detail()).isEqualTo("locked");
					assertThat(failure.details()).isEmpty();
				});
	}

	@Test
	default void theLargestDetailsArriveAndLargerOnesAreRefusedByName() {
		Pair pair = Pair.of(nodes());
		pair.b().onRequest("details", (request, context) -> {
			throw new ApplicationException(ApplicationCode.NOT_FOUND, "x".repeat(4096))
				.withDetails(new byte[Integer.parseInt(new String(request.payload(), StandardCharsets.UTF_8))]);
		});
		assertThat(failureOf(pair.request("details", bytes("" + ApplicationException.MAX_DETAILS))))
			.isInstanceOfSatisfying(ApplicationException.class,
					(failure) -> assertThat(failure.details()).hasSize(ApplicationException.MAX_DETAILS));
		NetworkException refused = failureOf(
				pair.request("details", bytes("" + (ApplicationException.MAX_DETAILS + 1))));
		assertThat(refused.code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
		assertThat(refused.detail()).contains("NOT_FOUND", "16385", "16384");
		pair.assertServes();
	}

	@Test
	default void anApplicationErrorOfAnotherNodeThatAHandlerPassesOnKeepsItsCode() {
		Pair pair = Pair.of(nodes());
		pair.a().onRequest("inner", (request, context) -> {
			throw new ApplicationException(ApplicationCode.NOT_FOUND, "gone").withOutcome(Outcome.NOT_ACCEPTED);
		});
		pair.b().onRequest("outer", (request, context) -> pair.b().request(context.peer(), "inner", new byte[0]));
		assertThat(failureOf(pair.request("outer", bytes("x")))).isInstanceOfSatisfying(ApplicationException.class,
				(failure) -> {
					assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.NOT_FOUND);
					assertThat(failure.outcome()).as("the handler has run").isEqualTo(Outcome.UNKNOWN);
				});
	}

	@Test
	default void theTransportsCodeForApplicationErrorsMeansNothingWithoutAnApplicationCode() {
		Pair pair = Pair.of(nodes());
		pair.b().onRequest("nameless", (request, context) -> {
			throw new MessageException(ErrorCode.APPLICATION_ERROR, Outcome.UNKNOWN, "which?", ErrorContext.NONE, null);
		});
		NetworkException failure = failureOf(pair.request("nameless", bytes("x")));
		assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
		assertThat(failure.detail()).isEqualTo("which?");
	}

	@Test
	default void aHandlerThatRefusesSaysThatItHasDoneNothing() {
		Pair pair = Pair.of(nodes());
		pair.b().onRequest("refused", (request, context) -> {
			throw MessageException.refusal(ErrorCode.OVERLOADED, "come back later");
		});
		pair.b()
			.onRequest("refused-by-name",
					(request, context) -> CompletableFuture.failedFuture(new MessageException(ErrorCode.OVERLOADED,
							Outcome.NOT_ACCEPTED, "come back later", ErrorContext.of(request), null)));
		for (String path : List.of("refused", "refused-by-name")) {
			NetworkException failure = failureOf(pair.request(path, bytes("x")));
			assertThat(failure.detail()).isEqualTo("come back later");
			assertThat(failure.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
			assertThat(failure.isRetryable()).isTrue();
		}
	}

	@Test
	default void theRefusalOfAnotherNodeThatAHandlerPassesOnIsNotItsOwn() {
		Pair pair = Pair.of(nodes());
		pair.b().onRequest("forward", (request, context) -> pair.b().request(context.peer(), "nowhere", new byte[0]));
		NetworkException failure = failureOf(pair.request("forward", bytes("x")));
		assertThat(failure.code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		assertThat(failure.outcome()).as("the handler has run").isEqualTo(Outcome.UNKNOWN);
	}

	@Test
	@SuppressWarnings("NullAway") // a fault on purpose
	default void aReplyHeaderIsCheckedWhenItIsGiven() {
		Pair pair = Pair.of(nodes());
		List<RequestContext> given = new CopyOnWriteArrayList<>();
		for (Dispatch dispatch : Dispatch.values()) {
			pair.b().onRequest(Route.path("null-" + dispatch).withDispatch(dispatch), (request, context) -> {
				context.replyHeader("empty", null);
				return CompletableFuture.completedFuture(request.payload());
			});
			assertThat(failureOf(pair.request("null-" + dispatch, bytes("x"))).code())
				.isEqualTo(ErrorCode.HANDLER_FAILED);
			pair.b().onRequest(Route.path("late-" + dispatch).withDispatch(dispatch), (request, context) -> {
				given.add(context);
				return CompletableFuture.completedFuture(request.payload());
			});
			get(pair.request("late-" + dispatch, bytes("x")));
		}
		assertThat(given).hasSize(Dispatch.values().length)
			.allSatisfy((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> context.replyHeader("late", "yes")));
		pair.assertServes();
	}

	@Test
	default void handlersThatBlockHoldUpNothingElse() {
		Pair pair = Pair.of(nodes());
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch running = new CountDownLatch(20);
		pair.b().onRequest("wait", (request, context) -> {
			running.countDown();
			release.await();
			return CompletableFuture.completedFuture(request.payload());
		});
		List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			waiting.add(pair.request("wait", new byte[] { (byte) i }));
		}
		get(CompletableFuture.runAsync(() -> awaitAll(running)));
		assertThat(get(pair.request("echo", bytes("x")))).isEqualTo(bytes("x"));
		assertThat(pair.b().stats().handlers().running()).isEqualTo(20);
		assertThat(pair.a().stats().messages().inFlight()).isEqualTo(20);
		release.countDown();
		for (int i = 0; i < 20; i++) {
			assertThat(get(waiting.get(i))).containsExactly(i);
		}
		pair.assertServes();
	}

	private static void awaitAll(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("interrupted", ex);
		}
	}

	@Test
	default void aHandlerMayAskItsCaller() {
		Pair pair = Pair.of(nodes());
		pair.a().onRequest("name", RequestHandler.replying((request) -> bytes("a")));
		pair.b()
			.onRequest(Route.path("greet").withDispatch(Dispatch.EVENT_LOOP),
					(request, context) -> pair.b().request(context.peer(), "name", new byte[0]));
		pair.b()
			.onRequest("greet-blocking", (request, context) -> CompletableFuture
				.completedFuture(pair.b().request(context.peer(), "name", new byte[0]).join()));
		assertThat(get(pair.request("greet", new byte[0]))).isEqualTo(bytes("a"));
		assertThat(get(pair.request("greet-blocking", new byte[0]))).isEqualTo(bytes("a"));
	}

	@Test
	default void codeCanTellWhetherItRunsOnAnEventLoop() {
		Pair pair = Pair.of(nodes());
		for (Dispatch dispatch : Dispatch.values()) {
			pair.b()
				.onRequest(Route.path("where-" + dispatch).withDispatch(dispatch),
						RequestHandler.replying((request) -> bytes(String.valueOf(pair.b().inEventLoop()))));
		}
		assertThat(get(pair.request("where-EVENT_LOOP", bytes("")))).isEqualTo(bytes("true"));
		assertThat(get(pair.request("where-EXECUTOR", bytes("")))).isEqualTo(bytes("false"));
		assertThat(pair.a().inEventLoop()).isFalse();
	}

	@Test
	default void aBlockingCallOnAnEventLoopOfAnotherLibraryFailsAtOnce() throws Exception {
		Pair pair = Pair.of(nodes());
		CountDownLatch release = new CountDownLatch(1);
		pair.b().onRequest("wait", (request, context) -> {
			release.await();
			return CompletableFuture.completedFuture(request.payload());
		});
		EventLoopGroup foreign = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		try {
			CompletableFuture<byte[]> call = pair.request("wait", bytes("late"));
			for (Callable<?> blocking : List.<Callable<?>>of(call::join, call::get,
					() -> call.get(1, TimeUnit.MILLISECONDS), call.thenApply((reply) -> reply)::join,
					() -> call.get(0, TimeUnit.NANOSECONDS))) {
				assertThat(foreign.submit(blocking).await().cause()).isInstanceOfSatisfying(NetworkException.class,
						(refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.BLOCKING_ON_EVENT_LOOP));
			}
			assertThat(foreign.submit(pair.a()::inEventLoop).await().getNow()).isTrue();
			release.countDown();
			assertThat(get(call)).isEqualTo(bytes("late"));
			assertThat(foreign.submit(call::join).await().getNow()).isEqualTo(bytes("late"));
		}
		finally {
			release.countDown();
			foreign.shutdownGracefully(0, 1, TimeUnit.SECONDS);
		}
	}

	@Test
	default void anActionForTheCancellationRunsAtOnceWhenThatHasPassed() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		CompletableFuture<Void> atOnce = new CompletableFuture<>();
		CompletableFuture<Void> afterAFaultyOne = new CompletableFuture<>();
		pair.b().onRequest("slow", (request, context) -> {
			context.onCancel(() -> {
				cancelled.complete(null);
				throw new IllegalStateException("a faulty action");
			});
			context.onCancel(() -> afterAFaultyOne.complete(null));
			cancelled.join();
			context.onCancel(() -> atOnce.complete(null));
			return CompletableFuture.completedFuture(new byte[0]);
		});
		CompletableFuture<byte[]> call = pair.request("slow", bytes("x"));
		eventually().until(() -> pair.b().stats().handlers().running() == 1);
		call.cancel(true);
		get(cancelled);
		get(afterAFaultyOne);
		get(atOnce);
		pair.assertServes();
	}

	@Test
	default void aRequestThatIsAnsweredIsNotCancelled() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		pair.b().onRequest("quick", (request, context) -> {
			context.onCancel(() -> cancelled.complete(null));
			return CompletableFuture.completedFuture(request.payload());
		});
		CompletableFuture<byte[]> call = pair.request("quick", bytes("x"));
		get(call);
		assertThat(call.cancel(true)).isFalse();
		get(pair.a().stop());
		assertThat(cancelled).isNotDone();
	}

	/** Whichever of the two has dialled. */
	@Test
	default void aHandlerIsCancelledWhenItsCallerStops() {
		for (boolean callerDials : new boolean[] { true, false }) {
			NetworkTransport caller = nodes().start("caller-" + callerDials);
			NetworkTransport callee = nodes().start("callee-" + callerDials);
			ContractNodes.connect(callerDials ? caller : callee, callerDials ? callee : caller);
			CompletableFuture<Void> running = new CompletableFuture<>();
			CompletableFuture<Void> cancelled = new CompletableFuture<>();
			callee.onRequest("endless", (request, context) -> {
				context.onCancel(() -> cancelled.complete(null));
				running.complete(null);
				return new CompletableFuture<>();
			});
			NetworkMessage request = NetworkMessage.request(ContractNodes.idOf(callee), "endless", new byte[0]);
			CompletableFuture<NetworkMessage> call = caller.request(request, Results.PATIENCE.multipliedBy(3));
			get(running);
			get(caller.stop());
			NetworkException failure = failureOf(call);
			assertThat(failure.code()).isEqualTo(ErrorCode.NOT_RUNNING);
			assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
			get(cancelled);
		}
	}

}
