package io.quictransport.internal.messaging;

import io.quictransport.internal.messaging.Messaging.PeerLink;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import io.netty.channel.embedded.EmbeddedChannel;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.MessagePayload;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.MessageFrames.Failure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Holds what becomes of calls while connections, lanes and time come and go: on a loop
 * and by a clock that the test moves, without sockets.
 */
class OutboxTests {

	private static final PeerId SELF = new PeerId("node-a");

	private static final PeerId PEER = new PeerId("node-x");

	private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(5);

	private static final int ADMITTED = 4;

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final Peer peer = new Peer();

	private long now = 1_000;

	private @Nullable FakeSession live;

	private final TransportCounters counters = new TransportCounters();

	private final Messaging messaging = new Messaging(SELF, TestLimits.DEFAULT.limits(), new HandlerRegistry(),
			this.counters, this.counters.begin(1).get(0), new LoopTasks(this.channel.eventLoop()), () -> this.now,
			OutboxTests::runNow);

	private final Outbox outbox = new Outbox(this.messaging, this.peer, () -> this.live);

	@AfterEach
	void close() {
		this.outbox.close(ErrorCode.NOT_RUNNING, "the test is over");
		this.channel.finishAndReleaseAll();
		assertThat(this.outbox.inFlight()).isZero();
	}

	@Test
	void aCallWaitsForAnOpenLaneAndIsSentWhenThereIsOne() {
		FakeSession session = connect(1);
		session.open = false;
		RequestCall<byte[]> request = request();
		EventCall event = event("p");
		assertThat(session.sent).isEmpty();
		session.open = true;
		this.outbox.release();
		assertThat(session.sent).containsExactly(request, event);
	}

	@Test
	void theBufferOfACallThatItsCallerEndsWhileItWaitsIsNotRead() {
		FakeSession session = connect(1);
		session.open = false;
		RequestCall<byte[]> request = submit(RequestCall.forPayload(this.outbox,
				NetworkMessage.request(PEER, "r", MessagePayload.of(ByteBuffer.allocate(1))), this.now + TIMEOUT));
		EventCall event = submit(new EventCall(this.outbox,
				NetworkMessage.message(PEER, "p", MessagePayload.of(ByteBuffer.allocate(1))), this.now + TIMEOUT));
		request.cancel(false);
		event.cancel(false);
		session.open = true;
		// Before the loop has come to the cancellations.
		this.outbox.release();
		assertThat(session.sent).isEmpty();
		this.channel.runPendingTasks();
		assertThat(this.outbox.inFlight()).isZero();
	}

	@Test
	void aLargeMessageThatFindsNoMemoryDoesNotProlongThePauseOfSmallOnes() {
		FakeSession session = connect(1);
		session.fault = waitedInVain();
		event("small", 1);
		this.now += UnwrittenMessages.PAUSE_NANOS - 1;
		// An item of a stream is not held to the pause of messages.
		this.messaging.unwritten.add(PEER, 20_000, waitedInVain());
		this.now++;
		EventCall small = event("small", 1);
		assertThat(session.sent).containsExactly(small);
	}

	@Test
	void aCallThatCannotBeSentInTimeIsNotSentAndNeverLeaves() {
		FakeSession session = connect(1);
		session.open = false;
		RequestCall<byte[]> request = request();
		EventCall event = event("p");
		this.now += TIMEOUT;
		session.open = true;
		this.outbox.release();
		assertThat(session.sent).isEmpty();
		for (Call<?> call : List.of(request, event)) {
			assertThat(failure(call).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
			assertThat(failure(call).outcome()).isEqualTo(Outcome.NOT_SENT);
		}
	}

	@Test
	void thePauseThatAPeerStatesIsADayAtMostInTheTextToo() {
		connect(1);
		RequestCall<byte[]> request = request();
		this.outbox.fail(request,
				new Failure(request.id(), ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED, Long.MAX_VALUE >> 2, "full"));
		assertThat(failure(request)).hasMessageContaining("; try again after 86400000 ms")
			.isInstanceOfSatisfying(MessageException.class,
					(refused) -> assertThat(refused.retryAfter()).isEqualTo(Duration.ofDays(1)));
	}

	@Test
	void allCallsThatExpireEndAlthoughThePeerCannotBeToldOfThem() {
		FakeSession session = connect(1);
		session.cancelFault = new OutOfMemoryError("made up by a test");
		List<RequestCall<byte[]>> requests = List.of(request(), request(), request());
		this.now += TIMEOUT;
		this.channel.advanceTimeBy(TIMEOUT, TimeUnit.NANOSECONDS);
		this.channel.runPendingTasks();
		assertThat(requests).allSatisfy((call) -> {
			assertThat(call).isDone();
			assertThat(failure(call).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		});
	}

	@Test
	void aCallForWhichThereIsNoMemoryIsToldSoAndHoldsNothing() {
		FakeSession session = connect(1);
		this.peer.fault = new OutOfMemoryError("made up by a test");
		for (int i = 0; i < ADMITTED; i++) {
			RequestCall<byte[]> request = request();
			assertThat(failure(request).code()).isEqualTo(ErrorCode.OVERLOADED);
			assertThat(failure(request).outcome()).isEqualTo(Outcome.NOT_SENT);
			assertThat(failure(event("p")).outcome()).isEqualTo(Outcome.NOT_SENT);
		}
		assertThat(this.outbox.inFlight()).isZero();
		this.peer.fault = null;
		RequestCall<byte[]> next = request();
		assertThat(session.sent).containsExactly(next);
	}

	@Test
	void aCallThatHasExpiredBeforeThereIsAConnectionIsNotSent() {
		RequestCall<byte[]> request = request();
		this.now += TIMEOUT;
		FakeSession session = connect(1);
		assertThat(session.sent).isEmpty();
		assertThat(failure(request).outcome()).isEqualTo(Outcome.NOT_SENT);
	}

	@Test
	void whatThePeerHasNotAdmittedIsNotAccepted() {
		FakeSession session = connect(1);
		RequestCall<byte[]> request = request();
		EventCall event = event("p");
		drain(session);
		assertThat(failure(request).outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
		assertThat(failure(event).outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
	}

	@Test
	void whatAnEarlierConnectionMayHaveDeliveredWaitsForThePeersWordThoughThePeerDrains() {
		FakeSession first = connect(1);
		RequestCall<byte[]> request = request();
		EventCall event = event("p");
		lose(first);
		FakeSession second = connect(1);
		EventCall next = event("p");
		assertThat(second.sent).containsExactly(request, event, next);
		drain(second);
		assertThat(request).isNotDone();
		assertThat(event).isNotDone();
		assertThat(failure(next).outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
		assertThat(this.outbox.settle(event, 0)).isTrue();
		this.outbox.fail(request, new Failure(request.id(), ErrorCode.DRAINING, Outcome.NOT_ACCEPTED, 0, "drains"));
		assertThat(failure(request).outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
	}

	@Test
	void whatMayHaveRunIsAskedForAgainThoughThePeerDrains() {
		FakeSession first = connect(1);
		RequestCall<byte[]> repeated = request();
		lose(first);
		RequestCall<byte[]> waiting = request();
		FakeSession second = new FakeSession(new FakeLink(() -> this.now, PEER, 1, ADMITTED));
		second.link.peerRefusesWork = true;
		use(second);
		assertThat(second.sent).containsExactly(repeated);
		assertThat(failure(waiting).code()).isEqualTo(ErrorCode.DRAINING);
		assertThat(failure(waiting).outcome()).isEqualTo(Outcome.NOT_SENT);
	}

	@Test
	void anotherIncarnationGetsOnlyWhatNeverLeft() {
		FakeSession first = connect(1);
		RequestCall<byte[]> sent = request();
		lose(first);
		RequestCall<byte[]> waiting = request();
		FakeSession second = connect(2);
		assertThat(failure(sent).code()).isEqualTo(ErrorCode.PEER_RESTARTED);
		assertThat(failure(sent).outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(second.sent).containsExactly(waiting);
	}

	@Test
	void aBurstBeyondWhatThePeerAdmitsHasItsNewestRefused() {
		connect(1);
		List<RequestCall<byte[]>> burst = IntStream.rangeClosed(0, ADMITTED).mapToObj((i) -> request()).toList();
		assertThat(burst.subList(0, ADMITTED)).noneMatch(Call::isDone);
		assertThat(failure(burst.get(ADMITTED)).code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(failure(burst.get(ADMITTED)).outcome()).isEqualTo(Outcome.NOT_SENT);
	}

	@Test
	void whatWaitedForAConnectionWaitsOnForAPeerThatAdmitsFewer() {
		FakeSession first = connect(1);
		List<Call<?>> calls = new ArrayList<>();
		IntStream.range(0, ADMITTED).forEach((i) -> calls.add(request()));
		lose(first);
		IntStream.range(0, ADMITTED).forEach((i) -> calls.add((i % 2 == 0) ? request() : event("p")));
		FakeSession second = connect(1);
		assertThat(second.sent).containsExactlyElementsOf(calls.subList(0, ADMITTED));
		while (second.sent.size() < calls.size()) {
			int before = second.sent.size();
			assertThat(this.outbox.settle(second.sent.get(before - ADMITTED), 0)).isTrue();
			assertThat(second.sent).hasSize(before + 1);
		}
		assertThat(second.sent).containsExactlyInAnyOrderElementsOf(calls);
	}

	@Test
	void aMessageThatFindsNoMemoryFailsAloneAndTheNextOfItsPathGoesOn() {
		FakeSession session = connect(1);
		session.fault = new OutOfMemoryError("made up by a test");
		EventCall first = event("p");
		EventCall second = event("p");
		assertThat(failure(first).code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(failure(first).outcome()).isEqualTo(Outcome.NOT_SENT);
		assertThat(session.sent).containsExactly(second);
		assertThat(this.messaging.counters.snapshot().errors()).containsEntry(ErrorCode.OVERLOADED, 1L);
	}

	@Test
	void aSizeForWhichTheJdkHasWaitedForMemoryInVainIsNotAttemptedForAWhile() {
		FakeSession session = connect(1);
		session.fault = waitedInVain();
		EventCall large = event("large", 20_000);
		EventCall next = event("next", 16_384);
		EventCall small = event("small", 100);
		assertThat(List.of(large, next)).allSatisfy((call) -> {
			assertThat(failure(call).code()).isEqualTo(ErrorCode.OVERLOADED);
			assertThat(failure(call).outcome()).isEqualTo(Outcome.NOT_SENT);
		});
		assertThat(session.sent).containsExactly(small);
		this.now += UnwrittenMessages.PAUSE_NANOS;
		EventCall later = event("large", 20_000);
		assertThat(session.sent).containsExactly(small, later);
	}

	/** As the JDK throws it when there is no direct memory. */
	private static OutOfMemoryError waitedInVain() {
		OutOfMemoryError error = new OutOfMemoryError("made up by a test");
		error.setStackTrace(
				new StackTraceElement[] { new StackTraceElement("java.nio.Bits", "reserveMemory", "Bits.java", 1) });
		return error;
	}

	@Test
	void theMessagesOfAPathAreSentAgainInTheirOrder() {
		FakeSession first = connect(1);
		List<Call<?>> events = new ArrayList<>(List.of(event("p"), event("p")));
		lose(first);
		events.add(event("p"));
		FakeSession second = connect(1);
		assertThat(second.sent).containsExactlyElementsOf(events);
	}

	@Test
	void aCallThatItsCallerLetsTimeOutIsCancelledAtItsCarrier() {
		FakeSession session = connect(1);
		RequestCall<byte[]> request = request();
		request.completeExceptionally(new TimeoutException());
		this.channel.runPendingTasks();
		assertThat(session.cancelled).containsExactly(request);
		assertThat(this.outbox.inFlight()).isZero();
	}

	@Test
	void aCallThatItsCallerEndsBeforeItIsSentNeverLeaves() {
		RequestCall<byte[]> request = request();
		request.complete(new byte[0]);
		this.channel.runPendingTasks();
		assertThat(connect(1).sent).isEmpty();
		assertThat(this.outbox.inFlight()).isZero();
	}

	@Test
	void thePeersOwnWordOfACallIsTold() {
		connect(1);
		RequestCall<byte[]> request = request();
		this.outbox.fail(request, new Failure(request.id(), ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED, 0, "full"));
		assertThat(failure(request).outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
	}

	@Test
	void nothingThatWaitsIsSentWhenEverythingFails() {
		FakeSession first = connect(1);
		IntStream.range(0, ADMITTED).forEach((i) -> request());
		lose(first);
		RequestCall<byte[]> waiting = request();
		FakeSession second = connect(1);
		this.outbox.failAll(ErrorCode.NOT_RUNNING, "the node stops");
		assertThat(second.sent).doesNotContain(waiting).hasSize(ADMITTED);
		assertThat(failure(waiting).outcome()).isEqualTo(Outcome.NOT_SENT);
	}

	@Test
	void withoutHopeOfAConnectionOnlyWhatMayHaveRunWaits() {
		FakeSession first = connect(1);
		RequestCall<byte[]> sent = request();
		lose(first);
		RequestCall<byte[]> waiting = request();
		this.peer.expectedSoon = false;
		this.outbox.resume();
		assertThat(sent).isNotDone();
		assertThat(failure(waiting).code()).isEqualTo(ErrorCode.NOT_CONNECTED);
		assertThat(failure(waiting).outcome()).isEqualTo(Outcome.NOT_SENT);
	}

	private static boolean runNow(Runnable task) {
		task.run();
		return true;
	}

	private FakeSession connect(long incarnation) {
		FakeSession session = new FakeSession(new FakeLink(() -> this.now, PEER, incarnation, ADMITTED));
		use(session);
		return session;
	}

	private void use(FakeSession session) {
		this.live = session;
		this.outbox.resume();
	}

	private void lose(FakeSession session) {
		this.live = null;
		this.outbox.connectionLost(session.link,
				new CloseCause(ErrorCode.CONNECTION_LOST, "cut by a test", ErrorContext.of(PEER), null), true);
	}

	private void drain(FakeSession session) {
		session.link.peerRefusesWork = true;
		this.outbox.refused(session.link, new GoAway(ErrorCode.DRAINING, "", Map.of(), Set.of()));
	}

	private RequestCall<byte[]> request() {
		return submit(RequestCall.forPayload(this.outbox, NetworkMessage.request(PEER, "r", new byte[1]),
				this.now + TIMEOUT));
	}

	private EventCall event(String path) {
		return event(path, 1);
	}

	private EventCall event(String path, int length) {
		return submit(
				new EventCall(this.outbox, NetworkMessage.message(PEER, path, new byte[length]), this.now + TIMEOUT));
	}

	private <C extends Call<?>> C submit(C call) {
		this.outbox.enqueue(call);
		this.channel.runPendingTasks();
		return call;
	}

	private static NetworkException failure(Call<?> call) {
		assertThat(call).isCompletedExceptionally();
		CompletionException told = catchThrowableOfType(CompletionException.class, () -> call.getNow(null));
		if (told.getCause() instanceof NetworkException known) {
			return known;
		}
		throw new AssertionError("the call has not failed as calls do", told);
	}

	/**
	 * Stands for the peer's life.
	 */
	private static final class Peer implements PeerLink {

		private boolean expectedSoon = true;

		/** What asking for the peer's state throws, null for nothing. */
		private @Nullable Error fault;

		@Override
		public boolean isDisconnecting() {
			Error thrown = this.fault;
			if (thrown != null) {
				throw thrown;
			}
			return false;
		}

		@Override
		public boolean isExpectedSoon() {
			return this.expectedSoon;
		}

		@Override
		public String whyNotConnected() {
			return "the test has not connected it";
		}

	}

}
