package io.quictransport.testing.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.quictransport.ConfigurationException;
import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.Registration;
import io.quictransport.StreamOpening;
import io.quictransport.quic.TransportLimits;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static io.quictransport.testing.contract.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Specifies two-way streams of messages.
 */
public interface StreamContract extends TransportContract {

	@Test
	default void itemsGoBothWaysAndBothEndsFinish() {
		Pair pair = Pair.of(nodes());
		pair.b()
			.onStream("chat", (stream) -> stream.forEach((line) -> stream.send(new byte[line.length + 1]))
				.thenRun(stream::finish));
		MessageStream chat = get(pair.a().openStream(pair.idOfB(), "chat"));
		List<Integer> sizes = new ArrayList<>();
		CompletableFuture<Void> heard = chat.forEach((answer) -> sizes.add(answer.length));
		for (int size : new int[] { 0, 1, 1000, 100_000 }) {
			get(chat.send(new byte[size]));
		}
		get(chat.finish());
		get(chat.finish());
		get(heard);
		get(chat.closed());
		assertThat(sizes).containsExactly(1, 2, 1001, 100_001);
		assertThat(failureOf(chat.send(new byte[1]))).returns(ErrorCode.STREAM_ENDED, NetworkException::code)
			.returns(Outcome.NOT_SENT, NetworkException::outcome);
		pair.assertServes();
	}

	@Test
	default void bothEndsKnowPeerPathHeadersAndDeadline() {
		Pair pair = Pair.of(nodes());
		Ends ends = Ends.open(pair,
				(opening) -> opening.withHeaders(Map.of("trace", "1")).withTimeout(Duration.ofSeconds(60)));
		assertThat(ends.here().peer()).isEqualTo(pair.idOfB());
		assertThat(ends.there().peer()).isEqualTo(pair.idOfA());
		for (MessageStream each : List.of(ends.here(), ends.there())) {
			assertThat(each.path()).isEqualTo("path");
			assertThat(each.headers()).containsEntry("trace", "1");
			assertThat(each.remaining().orElseThrow()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60));
		}
		ends.here().cancel();
		assertThat(failureOf(ends.there().closed()).code()).isEqualTo(ErrorCode.CANCELLED);
		pair.assertServes();
	}

	@Test
	default void eachDirectionEndsOnItsOwn() {
		Ends ends = Ends.open(Pair.of(nodes()));
		get(ends.here().finish());
		assertThat(read(ends.there())).isEmpty();
		get(ends.there().send(bytes("late")));
		assertThat(ends.here().closed()).isNotDone();
		get(ends.there().finish());
		assertThat(read(ends.here())).containsExactly("late");
		get(ends.here().closed());
		get(ends.there().closed());
	}

	@Test
	default void aSlowReaderHoldsItsSenderBackAndNobodyElse() {
		UnaryOperator<TransportLimits> small = (limits) -> limits.withMaxMessageSize(32 * 1024)
			.withStreamBuffer(64 * 1024);
		Pair pair = Pair.of(nodes(), small, small);
		Ends ends = Ends.open(pair);
		// An item counts 32 bytes more, so either buffer holds six.
		for (int i = 0; i < 6; i++) {
			get(ends.here().send(new byte[10_000]));
		}
		List<CompletableFuture<Void>> waiting = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			waiting.add(ends.here().send(new byte[10_000]));
		}
		assertThat(failureOf(ends.here().send(new byte[10_000]))).returns(ErrorCode.OVERLOADED, NetworkException::code)
			.returns(Outcome.NOT_SENT, NetworkException::outcome);
		assertThat(get(pair.request("echo", bytes("x")))).isEqualTo(bytes("x"));
		assertThat(waiting).noneMatch(CompletableFuture::isDone);
		CompletableFuture<Void> read = ends.there().forEach((item) -> {
		});
		waiting.forEach(Results::get);
		ends.here().finish();
		get(read);
	}

	@Test
	default void anItemOverTheLimitIsRefusedAndTheStreamGoesOn() {
		Pair pair = Pair.of(nodes(), UnaryOperator.identity(), (limits) -> limits.withMaxMessageSize(1000));
		Ends ends = Ends.open(pair);
		assertThat(failureOf(ends.here().send(new byte[1001])))
			.returns(ErrorCode.MESSAGE_TOO_LARGE, NetworkException::code)
			.returns(Outcome.NOT_SENT, NetworkException::outcome);
		get(ends.here().send(new byte[1000]));
		ends.here().finish();
		assertThat(read(ends.there())).singleElement().satisfies((item) -> assertThat(item).hasSize(1000));
	}

	@Test
	default void aStreamThatCannotBeServedIsRefused() {
		Pair pair = Pair.of(nodes());
		assertRefused(pair.a().openStream(pair.idOfB(), "echo"), ErrorCode.NO_SUCH_PATH, Outcome.NOT_ACCEPTED);
		assertRefused(pair.a().openStream(new PeerId("node-x"), "path"), ErrorCode.UNKNOWN_PEER, Outcome.NOT_SENT);
		assertRefused(pair.a().openStream(pair.idOfB(), ""), ErrorCode.INVALID_MESSAGE, Outcome.NOT_SENT);
		assertRefused(nodes().make("node-c").openStream(pair.idOfB(), "path"), ErrorCode.NOT_RUNNING, Outcome.NOT_SENT);
		pair.assertServes();
	}

	private static void assertRefused(CompletableFuture<MessageStream> opening, ErrorCode code, Outcome outcome) {
		assertThat(failureOf(opening)).returns(code, NetworkException::code)
			.returns(outcome, NetworkException::outcome);
	}

	@Test
	default void aPathHasOneStreamHandlerAndOpenStreamsOutliveIt() {
		Pair pair = Pair.of(nodes());
		CompletableFuture<MessageStream> served = new CompletableFuture<>();
		Registration registration = pair.b().onStream("path", served::complete);
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> pair.b().onStream("path", served::complete));
		MessageStream here = get(pair.a().openStream(pair.idOfB(), "path"));
		registration.close();
		assertThat(failureOf(pair.a().openStream(pair.idOfB(), "path")).code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		get(here.send(bytes("still here")));
		here.finish();
		assertThat(read(get(served))).containsExactly("still here");
	}

	@Test
	default void aDrainingNodeRefusesNewStreamsAndKeepsOpenOnes() {
		Pair pair = Pair.of(nodes());
		Ends ends = Ends.open(pair);
		CompletableFuture<Boolean> drained = pair.b().drain(Results.PATIENCE);
		eventually().untilAsserted(() -> assertThat(failureOf(pair.a().openStream(pair.idOfB(), "path")).code())
			.isEqualTo(ErrorCode.DRAINING));
		get(ends.here().send(bytes("still here")));
		ends.here().finish();
		assertThat(read(ends.there())).containsExactly("still here");
		assertThat(drained).isNotDone();
		ends.there().finish();
		assertThat(get(drained)).isTrue();
	}

	@Test
	default void aStreamHandlerThatThrowsGivesTheStreamUp() {
		Pair pair = Pair.of(nodes());
		pair.b().onStream("failing", (stream) -> {
			throw new IllegalStateException("secret");
		});
		NetworkException failure = failureOf(get(pair.a().openStream(pair.idOfB(), "failing")).closed());
		assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
		assertThat(failure).hasMessageNotContaining("secret");
		pair.assertServes();
	}

	@Test
	default void eachStreamThatIsGivenUpForAFailureIsCountedOnceAndNoneThatIsCancelled() {
		Pair pair = Pair.of(nodes());
		pair.b().onStream("throws", (stream) -> {
			throw new IllegalStateException("secret");
		});
		pair.b().onStream("resets", (stream) -> {
			stream.reset(ErrorCode.HANDLER_FAILED, "its publisher failed");
			stream.reset(ErrorCode.HANDLER_FAILED, "it has ended already");
		});
		pair.b().onStream("reads", (stream) -> stream.forEach((item) -> {
			throw new IllegalStateException("secret");
		}));
		pair.b().onStream("cancels", (stream) -> stream.reset(ErrorCode.CANCELLED, "enough"));
		for (String path : List.of("throws", "resets", "cancels", "reads")) {
			MessageStream stream = get(pair.a().openStream(pair.idOfB(), path));
			stream.send(bytes("item"));
			failureOf(stream.closed());
		}
		assertThat(pair.b().stats().errors()).containsEntry(ErrorCode.HANDLER_FAILED, 3L)
			.doesNotContainKey(ErrorCode.CANCELLED);
	}

	@Test
	default void anApplicationErrorEndsAStreamAtBothEndsWithItsCodeAndDetails() {
		Pair pair = Pair.of(nodes());
		ApplicationException told = new ApplicationException(ApplicationCode.FORBIDDEN, "not this tenant")
			.withDetails(bytes("blue"));
		pair.b().onStream("thrown", (stream) -> {
			throw told;
		});
		pair.b().onStream("reset", (stream) -> stream.reset(told));
		pair.b().onStream("read", (stream) -> stream.forEach((item) -> {
			throw told;
		}));
		for (String path : List.of("thrown", "reset", "read")) {
			MessageStream stream = get(pair.a().openStream(pair.idOfB(), path));
			stream.send(bytes("item"));
			assertThat(failureOf(stream.closed())).as(path)
				.isInstanceOfSatisfying(ApplicationException.class, (failure) -> {
					assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.FORBIDDEN);
					assertThat(failure.detail()).isEqualTo("not this tenant");
					assertThat(failure.details()).isEqualTo(bytes("blue"));
				});
		}
		pair.assertServes();
	}

	@Test
	default void aResetReachesTheOtherEndBehindWhatCameBefore() {
		Pair pair = Pair.of(nodes());
		for (boolean fromHere : new boolean[] { true, false }) {
			Ends ends = Ends.open(pair);
			MessageStream from = fromHere ? ends.here() : ends.there();
			MessageStream to = fromHere ? ends.there() : ends.here();
			get(from.send(bytes("before")));
			from.reset(ErrorCode.OVERLOADED, "enough");
			List<String> items = new ArrayList<>();
			NetworkException seen = failureOf(
					to.forEach((item) -> items.add(new String(item, StandardCharsets.UTF_8))));
			assertThat(items).containsExactly("before");
			assertThat(seen.code()).isEqualTo(ErrorCode.OVERLOADED);
			assertThat(seen.detail()).isEqualTo("enough");
			for (MessageStream each : List.of(from, to)) {
				assertThat(failureOf(each.closed()).code()).isEqualTo(ErrorCode.OVERLOADED);
				assertThat(failureOf(each.send(bytes("after"))).code()).isEqualTo(ErrorCode.OVERLOADED);
			}
		}
		pair.assertServes();
	}

	@Test
	default void aReaderThatThrowsGivesTheStreamUp() {
		Ends ends = Ends.open(Pair.of(nodes()));
		CompletableFuture<Void> read = ends.there().forEach((item) -> {
			throw new IllegalStateException("not this one");
		});
		ends.here().send(bytes("item"));
		assertThat(failureOf(ends.here().closed()).code()).isEqualTo(ErrorCode.HANDLER_FAILED);
		eventually().until(read::isCompletedExceptionally);
	}

	@Test
	@SuppressWarnings("NullAway") // Void has no value but null
	default void whoEndsTheFutureOfItsReaderCancelsTheStream() {
		Pair pair = Pair.of(nodes());
		for (Consumer<CompletableFuture<Void>> end : List.<Consumer<CompletableFuture<Void>>>of(
				(read) -> read.cancel(true), (read) -> read.orTimeout(1, TimeUnit.MILLISECONDS),
				(read) -> read.complete(null))) {
			Ends ends = Ends.open(pair);
			BlockingQueue<byte[]> items = new LinkedBlockingQueue<>();
			CompletableFuture<Void> read = ends.there().forEach(items::add);
			get(ends.here().send(bytes("item")));
			eventually().until(() -> !items.isEmpty());
			end.accept(read);
			assertThat(failureOf(ends.here().closed()).code()).isEqualTo(ErrorCode.CANCELLED);
			assertThat(failureOf(ends.there().closed()).code()).isEqualTo(ErrorCode.CANCELLED);
		}
		pair.assertServes();
	}

	@Test
	default void aStreamHasOneReader() {
		Ends ends = Ends.open(Pair.of(nodes()));
		CompletableFuture<Void> first = ends.there().forEach((item) -> {
		});
		CompletableFuture<Void> second = ends.there().forEach((item) -> {
		});
		eventually().until(second::isCompletedExceptionally);
		ends.here().finish();
		get(first);
	}

	@Test
	default void bothEndsGiveAStreamUpAtItsDeadline() {
		Ends ends = Ends.openWithDeadline(Pair.of(nodes()));
		for (MessageStream each : List.of(ends.here(), ends.there())) {
			assertThat(failureOf(each.closed()).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		}
	}

	@Test
	default void aStreamOverTheLimitWaitsForItsTurn() {
		Pair pair = Pair.of(nodes(), (limits) -> limits.withMaxMessageStreams(1), UnaryOperator.identity());
		Ends ends = Ends.open(pair);
		pair.b().onStream("path", (stream) -> {
		});
		CompletableFuture<MessageStream> next = pair.a().openStream(pair.idOfB(), "path");
		assertThat(get(pair.request("echo", bytes("x")))).isEqualTo(bytes("x"));
		assertThat(next).isNotDone();
		ends.here().cancel();
		get(next).cancel();
		pair.assertServes();
	}

	@Test
	default void theStreamsOfANodeThatStopsEnd() {
		NetworkTransport b = nodes().start("node-b");
		Ends ends = Ends.open(Pair.connected(nodes().start("node-a"), b));
		get(b.stop());
		assertThat(failureOf(ends.there().closed()).code()).isEqualTo(ErrorCode.NOT_RUNNING);
		assertThat(failureOf(ends.here().closed())).isNotNull();
		assertThat(failureOf(ends.here().send(bytes("after")))).isNotNull();
	}

	/** Reads all items. */
	private static List<String> read(MessageStream stream) {
		List<String> items = new ArrayList<>();
		get(stream.forEach((item) -> items.add(new String(item, StandardCharsets.UTF_8))));
		return items;
	}

	/**
	 * Both ends of a stream that nothing is done with yet.
	 *
	 * @param here the opener's end
	 * @param there the other end
	 */
	record Ends(MessageStream here, MessageStream there) {

		static Ends open(Pair pair) {
			return open(pair, UnaryOperator.identity());
		}

		/**
		 * The shortest of several deadlines that is enough to open a stream on this
		 * machine.
		 */
		static Ends openWithDeadline(Pair pair) {
			for (Duration timeout = Duration.ofMillis(300);; timeout = timeout.multipliedBy(2)) {
				String path = "until-" + timeout;
				CompletableFuture<MessageStream> served = new CompletableFuture<>();
				pair.b().onStream(path, served::complete);
				try {
					MessageStream here = get(
							pair.a().openStream(StreamOpening.of(pair.idOfB(), path).withTimeout(timeout)));
					return new Ends(here, get(served));
				}
				catch (NetworkException ex) {
					assertThat(ex.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
				}
			}
		}

		static Ends open(Pair pair, UnaryOperator<StreamOpening> changes) {
			CompletableFuture<MessageStream> served = new CompletableFuture<>();
			Registration registration = pair.b().onStream("path", served::complete);
			MessageStream here = get(pair.a().openStream(changes.apply(StreamOpening.of(pair.idOfB(), "path"))));
			MessageStream there = get(served);
			registration.close();
			return new Ends(here, there);
		}

	}

}
