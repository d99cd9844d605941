package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.support.CapturedLogs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a node knows of the messages that a peer has sent: {@link MessageLedger} behind
 * {@link Inbound}.
 */
class MessageLedgerTests {

	/** So much is remembered of a peer at most: see the default limits. */
	private static final int MOST = 2 * 1024 + 1024;

	private final ServingPeer peer = new ServingPeer(TestLimits.DEFAULT);

	private final List<Integer> handled = new ArrayList<>();

	private int counted;

	@BeforeEach
	void register() {
		this.peer.handlers.addMessageHandler(Route.path("log").withDispatch(Dispatch.EVENT_LOOP),
				(message, context) -> this.counted++);
		this.peer.handlers.addMessageHandler(Route.path("later"), (message, context) -> this.counted++);
		this.peer.handlers.addRequestHandler(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying((request) -> {
					this.counted++;
					return request.payload();
				}));
		this.peer.handlers.addRequestHandler(Route.path("held").withDispatch(Dispatch.EVENT_LOOP),
				(request, context) -> new CompletableFuture<>());
	}

	@Test
	void aMessageThatComesAgainIsAcknowledgedAndNotHandledAgain() {
		assertThat(this.peer.event(1, "log")).isNull();
		assertThat(this.peer.event(1, "log")).isNull();
		assertThat(this.counted).isOne();
	}

	@Test
	void aRequestThatComesAgainIsAnsweredAgainAndNotHandledAgain() {
		this.peer.request(1, "echo");
		this.peer.request(1, "echo");
		assertThat(this.peer.replied).containsExactly(1L, 1L);
		assertThat(this.counted).isOne();
	}

	@Test
	void aLateCopyOfASettledRequestIsDropped() {
		this.peer.request(1, "held");
		this.peer.settle(1, 2);
		this.peer.request(2, "echo");
		this.peer.settle(5);
		this.peer.request(3, "echo");
		assertThat(this.counted).isZero();
		assertThat(this.peer.replied).isEmpty();
		assertThat(this.peer.errors).isEmpty();
	}

	@Test
	void failuresThatAreRememberedCountWithTheirDetailsAsAnswersDo() {
		byte[] details = new byte[ApplicationException.MAX_DETAILS];
		this.peer.handlers.addRequestHandler(Route.path("fails").withDispatch(Dispatch.EVENT_LOOP),
				(request, context) -> {
					throw new ApplicationException(ApplicationCode.NOT_FOUND, "x".repeat(4096)).withDetails(details);
				});
		long one = ApplicationException.MAX_DETAILS + 4096;
		long id = 0;
		while (this.peer.overloaded() == 0 && id < MOST) {
			this.peer.request(++id, "fails");
		}
		long mostBytes = Inbound.mostAnswered(TestLimits.DEFAULT.limits());
		assertThat((id - 1) * one).as("bytes remembered").isBetween(mostBytes - one, mostBytes + one);
		id++;
		this.peer.settle(id - 1);
		this.peer.request(id, "echo");
		assertThat(this.peer.replied).containsExactly(id);
	}

	@Test
	void whatWasRefusedStaysSoUntilItIsSettled() {
		assertThat(codeOf(this.peer.event(1, "none"))).isEqualTo(ErrorCode.NO_SUCH_PATH);
		this.peer.handlers.addMessageHandler(Route.path("none").withDispatch(Dispatch.EVENT_LOOP),
				(message, context) -> this.counted++);
		assertThat(this.peer.event(2, "none")).isNull();
		assertThat(codeOf(this.peer.event(1, "none"))).isEqualTo(ErrorCode.OVERLOADED);
		this.peer.settle(1, 1);
		assertThat(this.peer.event(1, "none")).isNull();
		assertThat(this.counted).isOne();
	}

	@Test
	void aMessageThatWasGivenUpIsNotHandledBehindALaterOneOfItsPath() {
		this.peer.event(1, "log");
		assertThat(this.peer.event(4, "log")).isNull();
		assertThat(this.peer.event(3, "later")).isNull();
		assertThat(codeOf(this.peer.event(2, "log"))).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(this.peer.event(5, "log")).isNull();
		assertThat(codeOf(this.peer.event(2, "log"))).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(this.counted).isEqualTo(3);
	}

	@Test
	void messagesOfDifferentPathsMayOvertakeEachOther() {
		this.peer.handlers.addMessageHandler(
				Route.matching((path) -> path.startsWith("any/")).withDispatch(Dispatch.EVENT_LOOP),
				(message, context) -> this.counted++);
		for (long id = 100; id > 0; id--) {
			assertThat(this.peer.event(id, "any/" + id)).isNull();
		}
		assertThat(this.counted).isEqualTo(100);
	}

	@Test
	void whatIsOvertakenOnTooManyPathsIsRefusedRatherThanHandledOutOfOrder() {
		this.peer.handlers.addMessageHandler(
				Route.matching((path) -> path.startsWith("any/")).withDispatch(Dispatch.EVENT_LOOP),
				(message, context) -> this.counted++);
		for (long id = 2; id < 2 + 2 * LatestOfPaths.PATHS; id++) {
			assertThat(this.peer.event(id, "any/" + id)).isNull();
		}
		assertThat(codeOf(this.peer.event(1, "any/2"))).isEqualTo(ErrorCode.OVERLOADED);
		this.peer.settle(2);
		assertThat(this.peer.event(2 + 2 * LatestOfPaths.PATHS, "any/2")).isNull();
	}

	@Test
	void aRequestThatIsRefusedMayComeAgain() {
		this.peer.request(1, "none");
		assertThat(this.peer.errors).extracting(Failure::code).containsExactly(ErrorCode.NO_SUCH_PATH);
		this.peer.handlers.addRequestHandler(Route.path("none").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying(NetworkMessage::payload));
		this.peer.request(1, "none");
		assertThat(this.peer.replied).containsExactly(1L);
	}

	@Test
	void requestsThatNobodySettlesAreRefusedInTheEnd() {
		for (long id = 1; id <= 2L * MOST; id++) {
			this.peer.request(id, "echo");
		}
		assertThat(this.counted).isBetween(MOST - 1, MOST);
		assertThat(this.peer.errors).hasSize(2 * MOST - this.counted)
			.allSatisfy((failure) -> assertThat(failure.code()).isEqualTo(ErrorCode.OVERLOADED));
		assertThat(this.peer.errors.get(0).text()).contains("remembered until it settles them");
		this.peer.settle(2L * MOST + 1);
		this.peer.request(2L * MOST + 1, "echo");
		assertThat(this.peer.replied).last().isEqualTo(2L * MOST + 1);
	}

	@Test
	void aPeerThatIsRefusedForWhatIsRememberedIsLoggedOnceAMinuteAndCounted() {
		CapturedLogs logs = new CapturedLogs();
		logs.begin();
		try {
			for (long id = 1; id <= 2L * MOST; id++) {
				this.peer.request(id, "echo");
			}
			assertThat(logs.texts()).filteredOn((text) -> text.startsWith("event=peer_refused peer=node-a"))
				.hasSize(1)
				.allSatisfy((text) -> assertThat(text).contains("remembered until it settles them"));
			this.peer.pass(TimeUnit.SECONDS.toNanos(61));
			this.peer.request(2L * MOST + 1, "echo");
			assertThat(logs.texts()).filteredOn((text) -> text.startsWith("event=peer_refused peer=node-a")).hasSize(2);
		}
		finally {
			logs.end();
		}
		assertThat(this.peer.errors.size()).isEqualTo(this.peer.overloaded());
	}

	@Test
	void messagesWhoseIdsLeaveGapsAreRefusedInTheEndAndOrderHolds() {
		List<Long> refused = new ArrayList<>();
		for (long id = 1; id <= 4L * MOST; id += 2) {
			if (this.peer.event(id, "log") != null) {
				refused.add(id);
			}
		}
		assertThat(this.counted).isEqualTo(MOST);
		assertThat(refused).hasSize(MOST);
		// What was refused must not be handled behind what may have come after it.
		assertThat(codeOf(this.peer.event(refused.get(0), "log"))).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(this.counted).isEqualTo(MOST);
		this.peer.settle(4L * MOST + 1);
		assertThat(this.peer.event(4L * MOST + 1, "log")).isNull();
	}

	@Test
	void aSenderThatNumbersItsMessagesIsNeverRefusedForWhatIsRemembered() {
		this.peer.request(1, "held");
		for (long id = 2; id <= 20L * MOST; id++) {
			if (id % 2 == 0) {
				assertThat(this.peer.event(id, "log")).isNull();
			}
			else {
				this.peer.request(id, "echo");
			}
			if (id % 100 == 1) {
				this.peer.settle(1, LongStream.range(id - 99, id).filter((each) -> each > 1).toArray());
			}
		}
		assertThat(this.peer.errors).isEmpty();
	}

	@Test
	void aSettledRequestIsCancelled() {
		this.peer.handlers.addRequestHandler(Route.path("watched").withDispatch(Dispatch.EVENT_LOOP),
				(request, context) -> {
					context.onCancel(() -> this.handled.add(1));
					return new CompletableFuture<>();
				});
		this.peer.request(1, "watched");
		this.peer.request(2, "watched");
		this.peer.settle(1, 2);
		assertThat(this.handled).hasSize(1);
		this.peer.settle(3);
		assertThat(this.handled).hasSize(2);
	}

	@Test
	void requestsAreCancelledAtTheirDeadlinesInWhateverOrderTheyCome() {
		this.peer.handlers.addRequestHandler(Route.path("watched").withDispatch(Dispatch.EVENT_LOOP),
				(request, context) -> {
					int millis = (int) context.remaining().toMillis();
					context.onCancel(() -> this.handled.add(millis));
					return new CompletableFuture<>();
				});
		for (int i = 0; i < 500; i++) {
			this.peer.request(1_000 + i, "echo", 10);
		}
		this.peer.request(1, "watched", 3_000);
		this.peer.request(2, "watched", 1_000);
		this.peer.request(3, "watched", 2_000);
		this.peer.pass(TimeUnit.MILLISECONDS.toNanos(1_500));
		assertThat(this.handled).containsExactly(1_000);
		this.peer.pass(TimeUnit.MILLISECONDS.toNanos(2_000));
		assertThat(this.handled).containsExactly(1_000, 2_000, 3_000);
	}

	@Test
	void anotherIncarnationNumbersItsMessagesFromTheStart() {
		this.peer.event(1, "log");
		this.peer.request(2, "echo");
		assertThat(this.peer.inbound.unsettledNanos()).isPositive();
		this.peer.inbound.reset();
		assertThat(this.peer.inbound.unsettledNanos()).isZero();
		this.peer.event(1, "log");
		this.peer.request(2, "echo");
		assertThat(this.counted).isEqualTo(4);
	}

	@Test
	void nothingIsToBeRememberedOnceAllIsSettled() {
		this.peer.event(1, "log");
		this.peer.event(2, "none");
		this.peer.request(3, "echo");
		assertThat(this.peer.inbound.unsettledNanos()).isPositive();
		this.peer.settle(4);
		assertThat(this.peer.inbound.unsettledNanos()).isZero();
	}

	@Test
	void workThatWaitsKeepsThePeerFromBeingIdle() {
		this.peer.event(1, "later");
		this.peer.event(2, "later");
		this.peer.inbound.reset();
		this.peer.inbound.onIdle(() -> this.handled.add(this.counted));
		assertThat(this.handled).isEmpty();
		this.peer.run();
		assertThat(this.handled).containsExactly(2);
	}

	@Test
	void whateverComesInWhateverOrderIsHandledOnce() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		Map<Long, Integer> times = new HashMap<>();
		this.peer.handlers.addMessageHandler(Route.path("once").withDispatch(Dispatch.EVENT_LOOP),
				(message, context) -> times.merge(this.current, 1, Integer::sum));
		this.peer.handlers.addRequestHandler(Route.path("once").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying((request) -> {
					times.merge(this.current, 1, Integer::sum);
					return request.payload();
				}));
		long lowest = 1;
		for (int step = 0; step < 100_000; step++) {
			this.current = Math.max(1, lowest - 20) + random.nextInt(100);
			switch (random.nextInt(20)) {
				case 0 -> {
					lowest += random.nextInt(10);
					this.peer.settle(lowest);
				}
				case 1 -> this.peer.settle(lowest, lowest + 1 + random.nextInt(100));
				default -> {
					if (this.current % 2 == 0) {
						this.peer.event(this.current, (random.nextInt(9) == 0) ? "none" : "once");
					}
					else {
						this.peer.request(this.current, "once");
					}
				}
			}
		}
		assertThat(times.values()).as("seed %d", seed).containsOnly(1).hasSizeGreaterThan(1_000);
	}

	private long current;

	private static ErrorCode codeOf(@Nullable Failure refused) {
		return Objects.requireNonNull(refused, "it was admitted").code();
	}

}
