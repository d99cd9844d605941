package io.quictransport.nodes;

import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PathKind;
import io.quictransport.PeerId;
import io.quictransport.ServedPaths;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static io.quictransport.nodes.KnownNodes.info;
import static io.quictransport.nodes.KnownNodes.inZone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Which nodes are asked, one after another.
 */
class NodeCallsTests {

	private static final NodeTarget PRICES = NodeTarget.service("prices");

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final KnownNodes known = new KnownNodes("self");

	private final AtomicLong clock = new AtomicLong();

	private final List<String> asked = new ArrayList<>();

	/** What the asked nodes answer, in the order in which they are asked. */
	private final List<CompletableFuture<String>> answers = new ArrayList<>();

	private final List<Duration> timeouts = new ArrayList<>();

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "UNKNOWN")
	void theNextNodeIsAskedWhereOneHasCertainlyNotTakenTheCall(Outcome outcome) {
		CompletableFuture<String> result = call(inTurn(), PRICES);
		fail(0, ErrorCode.OVERLOADED, outcome);
		assertThat(result).isNotDone();
		fail(1, ErrorCode.OVERLOADED, outcome);
		this.answers.get(2).complete("3");
		assertThat(result).isCompletedWithValue("3");
		assertThat(this.asked).containsExactly("a", "b", "c");
	}

	@Test
	void whereAllHaveRefusedTheLastRefusalIsTold() {
		CompletableFuture<String> result = call(inTurn(), PRICES);
		fail(0, ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT);
		fail(1, ErrorCode.DRAINING, Outcome.NOT_ACCEPTED);
		fail(2, ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED);
		assertThat(this.answers).hasSize(3);
		assertFailed(result, ErrorCode.OVERLOADED);
	}

	@Test
	void anErrorOfALaterAttemptEndsTheCall() {
		Nodes nodes = inTurn();
		CompletableFuture<String> first = new CompletableFuture<>();
		CompletableFuture<String> result = nodes.call(PRICES, PathKind.REQUEST, "price", TIMEOUT, (node, left) -> {
			if (first.isDone()) {
				throw new NoClassDefFoundError("missing");
			}
			return first;
		});
		first.completeExceptionally(
				NetworkException.of(ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED, "full", ErrorContext.NONE));
		assertThat(result).isCompletedExceptionally();
	}

	@Test
	void aSelectorThatFailsFailsTheCall() {
		Nodes nodes = nodes((call, candidates) -> {
			throw new IllegalStateException("no idea");
		});
		this.known.up(info("a", "prices"), info("b", "prices"));
		CompletableFuture<String> result = call(nodes, PRICES);
		assertThat(this.asked).isEmpty();
		assertFailed(result, ErrorCode.INTERNAL);
	}

	@Test
	void aSelectorWhoseFailureCannotBePrintedFailsTheCallAllTheSame() {
		Nodes nodes = nodes((call, candidates) -> {
			throw new IllegalStateException() {

				@Override
				public String getMessage() {
					throw new IllegalStateException("made up by a test");
				}

			};
		});
		this.known.up(info("a", "prices"), info("b", "prices"));
		assertFailed(call(nodes, PRICES), ErrorCode.INTERNAL);
	}

	@Test
	@SuppressWarnings("NullAway") // nobody keeps an application from it
	void anAttemptWithoutAFutureFailsTheCallAndDoesNotCountAsOneInFlight() {
		List<Integer> inFlight = new ArrayList<>();
		Nodes nodes = nodes((call, candidates) -> {
			candidates.forEach((candidate) -> inFlight.add(candidate.inFlight()));
			return candidates;
		});
		this.known.up(info("a", "prices"), info("b", "prices"));
		for (int i = 0; i < 2; i++) {
			CompletableFuture<String> result = nodes.call(PRICES, PathKind.REQUEST, "price", TIMEOUT,
					(node, left) -> null);
			assertThat(result).isCompletedExceptionally();
		}
		assertThat(inFlight).containsOnly(0);
	}

	@Test
	void aStreamThatNoNodeAdmitsInTimeIsGivenUpAtTheDeadlineOfItsOpening() {
		CompletableFuture<MessageStream> result = inTurn().openStream(PRICES, "ticks", Duration.ofMillis(1));
		assertThat(TestNodes.failureOf(result)).returns(ErrorCode.DEADLINE_EXCEEDED, NetworkException::code)
			.returns(Outcome.UNKNOWN, NetworkException::outcome);
		assertThat(this.known.opening).isCompletedExceptionally();
	}

	@Test
	void anOpeningThatHasFailedIsNotKeptUntilItsTimeout() {
		WeakReference<Object> opening = failedOpening(Duration.ofDays(1));
		await().atMost(TestNodes.PATIENCE).until(() -> {
			System.gc();
			return opening.get() == null;
		});
	}

	private WeakReference<Object> failedOpening(Duration timeout) {
		CompletableFuture<MessageStream> result = inTurn().openStream(PRICES, "ticks", timeout);
		CompletableFuture<MessageStream> opening = this.known.opening;
		this.known.opening = new CompletableFuture<>();
		opening.completeExceptionally(
				NetworkException.of(ErrorCode.HANDLER_FAILED, Outcome.UNKNOWN, "made up by a test", ErrorContext.NONE));
		assertThat(result).isCompletedExceptionally();
		return new WeakReference<>(opening);
	}

	@Test
	void whoEndsTheOpeningOfAStreamEndsTheAttemptToo() {
		inTurn().openStream(PRICES, "ticks", Duration.ofDays(1)).cancel(true);
		assertThat(this.known.opening).isCancelled();
	}

	@Test
	void aStreamThatIsAdmittedWhileItsOpeningIsEndedIsGivenUp() {
		this.known.opening = new CompletableFuture<>() {

			@Override
			public boolean cancel(boolean mayInterruptIfRunning) {
				return false;
			}

		};
		List<Object> resets = new ArrayList<>();
		MessageStream stream = (MessageStream) Proxy.newProxyInstance(MessageStream.class.getClassLoader(),
				new Class<?>[] { MessageStream.class }, (proxy, method, arguments) -> resets.add(arguments[0]));
		inTurn().openStream(PRICES, "ticks", Duration.ofDays(1)).cancel(true);
		this.known.opening.complete(stream);
		assertThat(resets).contains(ErrorCode.CANCELLED);
	}

	@Test
	void noOtherNodeIsAskedWhereAHandlerMayHaveRun() {
		CompletableFuture<String> result = call(inTurn(), PRICES);
		fail(0, ErrorCode.OVERLOADED, Outcome.UNKNOWN);
		assertThat(this.answers).hasSize(1);
		assertFailed(result, ErrorCode.OVERLOADED);
	}

	@ParameterizedTest
	@EnumSource(names = { "INVALID_MESSAGE", "NOT_RUNNING", "CANCELLED" })
	void noOtherNodeIsAskedWhereTheFaultIsTheCallers(ErrorCode code) {
		CompletableFuture<String> result = call(inTurn(), PRICES);
		fail(0, code, Outcome.NOT_SENT);
		assertThat(this.answers).hasSize(1);
		assertFailed(result, code);
	}

	@Test
	void noOtherNodeIsAskedWhereTheApplicationHasAnswered() {
		CompletableFuture<String> result = call(inTurn(), PRICES);
		this.answers.get(0)
			.completeExceptionally(
					new ApplicationException(ApplicationCode.NOT_FOUND, "gone").withOutcome(Outcome.NOT_ACCEPTED));
		assertThat(this.answers).hasSize(1);
		assertFailed(result, ErrorCode.APPLICATION_ERROR);
	}

	@Test
	void theNextNodeIsAskedWhereTheApplicationSaysToTryAgain() {
		CompletableFuture<String> result = call(inTurn(), PRICES);
		this.answers.get(0)
			.completeExceptionally(
					new ApplicationException(ApplicationCode.CONFLICT, "locked").withOutcome(Outcome.NOT_ACCEPTED)
						.withRetryAfter(Duration.ofSeconds(1)));
		this.answers.get(1).complete("2");
		assertThat(result).isCompletedWithValue("2");
	}

	@Test
	void allAttemptsShareOneDeadlineAndNoneBeginsPastIt() {
		CompletableFuture<String> result = call(inTurn(), PRICES);
		this.clock.addAndGet(Duration.ofSeconds(4).toNanos());
		fail(0, ErrorCode.OVERLOADED, Outcome.NOT_SENT);
		assertThat(this.timeouts).containsExactly(TIMEOUT, Duration.ofSeconds(6));
		this.clock.addAndGet(Duration.ofSeconds(6).toNanos());
		fail(1, ErrorCode.OVERLOADED, Outcome.NOT_SENT);
		assertThat(this.answers).hasSize(2);
		assertFailed(result, ErrorCode.OVERLOADED);
	}

	@Test
	void toCancelTheCallCancelsTheAttemptThatIsRunningAndAsksNobodyElse() {
		CompletableFuture<String> result = call(inTurn(), PRICES);
		fail(0, ErrorCode.OVERLOADED, Outcome.NOT_SENT);
		result.cancel(true);
		assertThat(this.answers).hasSize(2);
		assertThat(this.answers.get(1)).isCancelled();
	}

	@Test
	void anAttemptThatBeginsWhileTheCallIsCancelledIsCancelledToo() {
		NodeFuture<String> result = new NodeFuture<>();
		result.cancel(true);
		CompletableFuture<String> attempt = new CompletableFuture<>();
		result.follow(attempt);
		assertThat(attempt).isCancelled();
	}

	@Test
	void anyNumberOfNodesMayRefuseAtOnce() {
		Nodes nodes = nodes(NodeSelectors.inTurn());
		for (int i = 0; i < 20_000; i++) {
			this.known.up(info("node-" + i, "prices"));
		}
		List<PeerId> refusing = new ArrayList<>();
		CompletableFuture<String> result = nodes.call(PRICES, PathKind.REQUEST, "price", TIMEOUT, (node, left) -> {
			refusing.add(node);
			return CompletableFuture.failedFuture(failure(ErrorCode.OVERLOADED, Outcome.NOT_SENT));
		});
		assertThat(refusing).hasSize(20_000);
		assertFailed(result, ErrorCode.OVERLOADED);
	}

	@Test
	void anAttemptThatThrowsFailsTheCall() {
		Nodes nodes = inTurn();
		CompletableFuture<String> result = nodes.call(PRICES, PathKind.REQUEST, "price", TIMEOUT, (node, left) -> {
			throw new IllegalStateException("cannot be written");
		});
		assertThat(result.handle((value, failure) -> failure).join()).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void nodesOfAServiceTakeTurnsAndThoseThatHaveLeftAreNotAsked() {
		Nodes nodes = inTurn();
		for (int i = 0; i < 4; i++) {
			call(nodes, PRICES);
		}
		this.known.down("b");
		for (int i = 0; i < 4; i++) {
			call(nodes, PRICES);
		}
		assertThat(this.asked.subList(0, 4)).containsExactly("a", "b", "c", "a");
		assertThat(this.asked.subList(4, 8)).doesNotContain("b").contains("a", "c");
	}

	@Test
	void aServiceThatNobodyOffersFailsAtOnceAndMayBeTriedAgain() {
		CompletableFuture<String> result = call(inTurn(), NodeTarget.service("unknown"));
		assertThat(result.handle((value, failure) -> failure).join()).isInstanceOfSatisfying(NetworkException.class,
				(failure) -> assertThat(failure).returns(true, NetworkException::isRetryable)
					.hasMessageContaining("'unknown'"));
	}

	@Test
	void theNodeThatCallsTakesItsTurnWhereItOffersTheServiceUnlessItIsLeftOut() {
		this.known.self(info("b", "prices"));
		Nodes nodes = nodes(NodeSelectors.inTurn());
		this.known.up(info("a", "prices"));
		for (int i = 0; i < 2; i++) {
			call(nodes, PRICES);
		}
		assertThat(this.asked).containsExactly("a", "b");
		for (int i = 0; i < 2; i++) {
			call(nodes, PRICES.withoutOwnNode());
		}
		assertThat(this.asked).endsWith("a", "a");
	}

	@Test
	void aCallForAPathGoesToANodeThatAnnouncesItAndLastToOneThatAnnouncesNothing() {
		Nodes nodes = nodes(NodeSelectors.inTurn());
		this.known.up(info("a"), info("b").withPaths(ServedPaths.NONE),
				info("c").withPaths(new ServedPaths(Set.of("price.*"), Set.of(), Set.of())),
				info("d").withPaths(new ServedPaths(Set.of("price.tea"), Set.of("price.tea"), Set.of())));
		this.known.self(info("self").withPaths(ServedPaths.NONE));
		nodes.call(NodeTarget.servingPath(), PathKind.REQUEST, "price.tea", TIMEOUT, this::attempt);
		for (int i = 0; i < 3; i++) {
			fail(i, ErrorCode.OVERLOADED, Outcome.NOT_SENT);
		}
		assertThat(this.asked).containsExactly("c", "d", "a");
	}

	@Test
	void anotherSelectorOfTheSameNodesSeesTheCallsOfBoth() {
		Nodes nodes = nodes(NodeSelectors.inTurn());
		this.known.up(info("a", "prices"), info("b", "prices"));
		Nodes balanced = nodes.withSelector(NodeSelectors.leastInFlight());
		call(nodes, PRICES);
		call(balanced, PRICES);
		this.answers.get(0).complete("done");
		call(balanced, PRICES);
		assertThat(this.asked).containsExactly("a", "b", "a");
	}

	@Test
	void theSameKeyGoesToTheSameNodeWhicheverSelectorIsInUse() {
		for (NodeSelector selector : List.of(NodeSelectors.byKey(), NodeSelectors.leastInFlight(),
				NodeSelectors.ownNodeFirst(NodeSelectors.inTurn()),
				NodeSelectors.nearby("zone", NodeSelectors.leastInFlight()))) {
			Nodes nodes = nodes(selector);
			this.known.up(inZone("a", "east"), inZone("b", "west"), inZone("c", "east"));
			this.asked.clear();
			for (String key : List.of("lunch", "weather", "lunch", "weather", "lunch")) {
				call(nodes, PRICES.withKey(key));
			}
			PeerId lunch = NodeSelectors.ownerOf("lunch", List.of(new PeerId("a"), new PeerId("b"), new PeerId("c")));
			assertThat(this.asked.get(0)).isEqualTo(lunch.value());
			assertThat(Set.copyOf(List.of(this.asked.get(0), this.asked.get(2), this.asked.get(4)))).hasSize(1);
			assertThat(this.asked.get(1)).isEqualTo(this.asked.get(3));
		}
	}

	@Test
	void whereTheOwnerOfAKeyIsAwayTheNextOneTakesItsCallsAndNoOtherKeyMoves() {
		Nodes nodes = nodes(NodeSelectors.byKey());
		this.known.up(info("a", "prices"), info("b", "prices"), info("c", "prices"));
		for (int i = 0; i < 100; i++) {
			call(nodes, PRICES.withKey("key-" + i));
		}
		List<String> before = List.copyOf(this.asked);
		this.asked.clear();
		this.known.down("b");
		for (int i = 0; i < 100; i++) {
			call(nodes, PRICES.withKey("key-" + i));
		}
		for (int i = 0; i < 100; i++) {
			if (!before.get(i).equals("b")) {
				assertThat(this.asked.get(i)).isEqualTo(before.get(i));
			}
		}
		assertThat(before).contains("b");
		assertThat(this.asked).doesNotContain("b");
	}

	@Test
	void nodesOfTheOwnZoneAreAskedInTurnBeforeTheOthers() {
		this.known.self(inZone("self", "west").withServices(Set.of()));
		Nodes nodes = nodes(NodeSelectors.nearby("zone", NodeSelectors.inTurn()));
		this.known.up(inZone("a", "east"), inZone("b", "west"), inZone("c", "east"), inZone("d", "west"));
		for (int i = 0; i < 4; i++) {
			call(nodes, PRICES);
		}
		assertThat(this.asked).containsExactly("b", "d", "b", "d");
		fail(3, ErrorCode.OVERLOADED, Outcome.NOT_SENT);
		fail(4, ErrorCode.OVERLOADED, Outcome.NOT_SENT);
		assertThat(this.asked.get(4)).isEqualTo("b");
		assertThat(this.asked.get(5)).isIn("a", "c");
	}

	@Test
	void nodesWithALabelAreAskedBeforeTheOthers() {
		Nodes nodes = nodes(NodeSelectors.preferring("zone", "east", NodeSelectors.inTurn()));
		this.known.up(inZone("a", "west"), inZone("b", "east"), info("c", "prices"));
		call(nodes, PRICES);
		fail(0, ErrorCode.OVERLOADED, Outcome.NOT_SENT);
		assertThat(this.asked.get(0)).isEqualTo("b");
		assertThat(this.asked.get(1)).isIn("a", "c");
	}

	@Test
	void theOwnNodeIsAskedFirstWhereThatIsPreferred() {
		this.known.self(info("z", "prices"));
		Nodes nodes = nodes(NodeSelectors.ownNodeFirst(NodeSelectors.inTurn()));
		this.known.up(info("a", "prices"), info("b", "prices"));
		call(nodes, PRICES);
		call(nodes, PRICES);
		assertThat(this.asked).containsExactly("z", "z");
	}

	@Test
	void aSelectorMayLeaveNodesOut() {
		Nodes nodes = nodes((call, candidates) -> candidates.subList(0, 0));
		this.known.up(info("a", "prices"), info("b", "prices"));
		assertFailed(call(nodes, PRICES), ErrorCode.NOT_CONNECTED);
	}

	private Nodes inTurn() {
		Nodes nodes = nodes(NodeSelectors.inTurn());
		this.known.up(info("a", "prices"), info("b", "prices"), info("c", "prices"), info("d", "other"));
		return nodes;
	}

	private Nodes nodes(NodeSelector selector) {
		return new Nodes(this.known.transport(), selector, this.clock::get);
	}

	private CompletableFuture<String> call(Nodes nodes, NodeTarget target) {
		return nodes.call(target, PathKind.REQUEST, "price", TIMEOUT, this::attempt);
	}

	private CompletableFuture<String> attempt(PeerId node, Duration left) {
		this.asked.add(node.value());
		this.timeouts.add(left);
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.answers.add(answer);
		return answer;
	}

	private void fail(int attempt, ErrorCode code, Outcome outcome) {
		this.answers.get(attempt).completeExceptionally(failure(code, outcome));
	}

	private static NetworkException failure(ErrorCode code, Outcome outcome) {
		return NetworkException.of(code, outcome, "refused", ErrorContext.NONE);
	}

	private static void assertFailed(CompletableFuture<String> result, ErrorCode code) {
		assertThat(result).isCompletedExceptionally();
		assertThat(result.handle((value, failure) -> failure).join()).isInstanceOfSatisfying(NetworkException.class,
				(failure) -> assertThat(failure.code()).isEqualTo(code));
	}

}
