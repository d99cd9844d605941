package io.quictransport.testing.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.PeerPhase;
import io.quictransport.RequestHandler;
import io.quictransport.TransportState;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.ContractNodes.infoOf;
import static io.quictransport.testing.contract.Results.eventually;
import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Specifies what happens to work in flight when a node drains or stops.
 */
public interface DrainContract extends TransportContract {

	@Test
	default void aDrainingNodeRefusesInboundWorkButStillCalls() {
		Pair pair = Pair.of(nodes());
		pair.a().onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		Held held = new Held(pair.b());
		CompletableFuture<byte[]> call = pair.request("held", new byte[] { 6 });
		get(held.running);
		assertThat(get(pair.b().drain(Duration.ofMillis(50)))).isFalse();
		assertThat(pair.b().state()).isEqualTo(TransportState.DRAINING);
		eventually().until(() -> pair.a().peers().get(0).phase() == PeerPhase.DRAINING);
		assertThat(pair.a().isConnected(pair.idOfB())).isTrue();
		for (CompletableFuture<?> refused : List.of(pair.a().request(pair.message("echo"), Duration.ofMillis(300)),
				pair.send("any", "1"))) {
			NetworkException failure = failureOf(refused);
			assertThat(failure.code()).isEqualTo(ErrorCode.DRAINING);
			assertThat(failure.outcome()).isIn(Outcome.NOT_SENT, Outcome.NOT_ACCEPTED);
			assertThat(failure.isRetryable()).isTrue();
		}
		assertThat(get(pair.b().request(pair.idOfA(), "echo", new byte[] { 1 }))).containsExactly(1);
		held.release.countDown();
		assertThat(get(call)).containsExactly(6);
		assertThat(get(pair.b().drain(Results.PATIENCE))).isTrue();
		get(pair.b().start());
		assertThat(pair.b().state()).as("it is started already").isEqualTo(TransportState.DRAINING);
	}

	@Test
	default void aDrainingNodeRefusesNewConnections() {
		NetworkTransport b = nodes().start("node-b");
		assertThat(get(b.drain(Duration.ZERO))).isTrue();
		NetworkException failure = failureOf(nodes().start("node-c").connectPeer(infoOf(b)));
		assertThat(failure.code()).isEqualTo(ErrorCode.DRAINING);
		assertThat(failure.isRetryable()).isTrue();
		eventually().until(() -> b.stats().connections().refused() > 0);
	}

	@Test
	default void aDrainIsTakenBackAfterItHasEnded() {
		Pair pair = Pair.of(nodes());
		List<DownReason> down = pair.downs();
		assertThat(get(pair.b().drain(Results.PATIENCE))).isTrue();
		assertThat(failureOf(pair.request("echo", new byte[1])).code()).isEqualTo(ErrorCode.DRAINING);
		get(pair.b().undrain());
		assertThat(pair.b().state()).isEqualTo(TransportState.RUNNING);
		eventually().until(() -> pair.a().peers().get(0).phase() == PeerPhase.CONNECTED);
		assertThat(get(pair.request("echo", new byte[] { 2 }))).containsExactly(2);
		get(nodes().start("node-c").connectPeer(infoOf(pair.b())));
		assertThat(down).as("the peer was connected all the time").isEmpty();
		get(pair.b().undrain());
		assertThat(pair.b().state()).as("there is no drain to take back").isEqualTo(TransportState.RUNNING);
		assertThat(get(pair.b().drain(Results.PATIENCE))).as("it can be drained again").isTrue();
		eventually().until(() -> pair.a().peers().get(0).phase() == PeerPhase.DRAINING);
	}

	@Test
	default void aDrainIsTakenBackWhileWorkIsUnderWay() {
		Pair pair = Pair.patient(nodes());
		Held held = new Held(pair.b());
		CompletableFuture<byte[]> call = pair.request("held", new byte[] { 6 });
		get(held.running);
		CompletableFuture<Boolean> drained = pair.b().drain(Results.PATIENCE.multipliedBy(2));
		eventually().until(() -> pair.a().peers().get(0).phase() == PeerPhase.DRAINING);
		assertThat(drained).isNotDone();
		get(pair.b().undrain());
		assertThat(get(drained)).as("work had not ended").isFalse();
		eventually().until(() -> pair.a().peers().get(0).phase() == PeerPhase.CONNECTED);
		assertThat(get(pair.request("echo", new byte[] { 3 }))).containsExactly(3);
		held.release.countDown();
		assertThat(get(call)).containsExactly(6);
	}

	@Test
	default void aDrainIsNotTakenBackWhereNothingRuns() {
		NetworkTransport b = nodes().start("node-b");
		get(b.stop());
		assertThat(failureOf(b.undrain()).code()).isEqualTo(ErrorCode.NOT_RUNNING);
		assertThat(b.state()).isEqualTo(TransportState.STOPPED);
	}

	@Test
	default void aRequestWhoseHandlerRunsIsAnsweredBeforeItsNodeIsGone() {
		Pair pair = Pair.patient(nodes());
		Held held = new Held(pair.b());
		CompletableFuture<byte[]> call = pair.request("held", new byte[] { 4 });
		get(held.running);
		CompletableFuture<Void> stopped = pair.b().stop();
		assertThat(pair.b().state()).isEqualTo(TransportState.STOPPING);
		eventually().until(() -> pair.a().peers().get(0).phase() == PeerPhase.DRAINING);
		assertThat(stopped).isNotDone();
		held.release.countDown();
		assertThat(get(call)).containsExactly(4);
		get(stopped);
		assertThat(pair.b().state()).isEqualTo(TransportState.STOPPED);
		eventually().until(() -> !pair.a().isConnected(pair.idOfB()));
	}

	@Test
	default void aStoppingNodeHasItsOwnCallsAnsweredAndMakesNoNew() {
		Pair pair = Pair.patient(nodes());
		Held held = new Held(pair.b());
		CompletableFuture<byte[]> call = pair.request("held", new byte[] { 5 });
		get(held.running);
		CompletableFuture<Void> stopped = pair.a().stop();
		NetworkException failure = failureOf(pair.request("echo", new byte[0]));
		assertThat(failure.code()).isEqualTo(ErrorCode.NOT_RUNNING);
		assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
		held.release.countDown();
		assertThat(get(call)).containsExactly(5);
		get(stopped);
	}

	@Test
	default void aHandlerThatHangsDoesNotHoldUpTheStop() {
		Pair pair = Pair.of(nodes());
		Held held = new Held(pair.b());
		CompletableFuture<byte[]> call = pair.request("held", new byte[1]);
		get(held.running);
		long begun = System.nanoTime();
		get(pair.b().stop());
		Duration taken = Duration.ofNanos(System.nanoTime() - begun);
		assertThat(taken).isGreaterThanOrEqualTo(ContractNodes.GRACE);
		NetworkException failure = failureOf(call);
		assertThat(failure.code()).isEqualTo(ErrorCode.NOT_RUNNING);
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(failure.isRetryable()).isFalse();
		held.release.countDown();
	}

	@Test
	default void everyAcknowledgedMessageIsHandledBeforeTheStopIsDone() {
		Pair pair = Pair.patient(nodes());
		List<Integer> handled = new CopyOnWriteArrayList<>();
		CountDownLatch gate = new CountDownLatch(1);
		pair.b().onMessage("slow", (message, context) -> {
			gate.await();
			handled.add((int) message.payload()[0]);
		});
		IntStream.range(0, 100)
			.mapToObj((i) -> pair.a().send(pair.idOfB(), "slow", new byte[] { (byte) i }))
			.toList()
			.forEach(Results::get);
		CompletableFuture<Void> stopped = pair.b().stop();
		eventually().until(() -> pair.a().peers().get(0).phase() != PeerPhase.CONNECTED);
		assertThat(stopped).isNotDone();
		gate.countDown();
		get(stopped);
		assertThat(handled).hasSize(100).isSorted();
	}

	@Test
	default void aDrainedNodeStopsAndStartsAfresh() {
		Pair pair = Pair.of(nodes());
		assertThat(get(pair.b().drain(Results.PATIENCE))).isTrue();
		get(pair.b().stop());
		get(pair.b().start());
		assertThat(pair.b().state()).isEqualTo(TransportState.RUNNING);
		ContractNodes.connect(pair.b(), pair.a());
		assertThat(get(pair.request("echo", new byte[] { 2 }))).containsExactly(2);
	}

	/**
	 * Holds the requests of the path "held".
	 */
	final class Held {

		final CompletableFuture<Void> running = new CompletableFuture<>();

		final CountDownLatch release = new CountDownLatch(1);

		Held(NetworkTransport at) {
			at.onRequest("held", (request, context) -> {
				this.running.complete(null);
				this.release.await();
				return CompletableFuture.completedFuture(request.payload());
			});
		}

	}

}
