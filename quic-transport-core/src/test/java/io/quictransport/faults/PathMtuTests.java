package io.quictransport.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.quictransport.NetworkMessage;
import io.quictransport.PathStats;
import io.quictransport.RequestHandler;
import io.quictransport.load.CheckedLoad;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A path that carries smaller packets than it did before, and tells nobody (fault F38).
 * The codec looks for the largest packet once, so another connection has to take over: as
 * the one in use seems stalled, or silent when its PINGs share packets that are too
 * large.
 */
@Alone
@Tag("nightly")
class PathMtuTests {

	/** What an MTU of 1280 leaves to UDP over IPv4. */
	private static final int NARROW = 1252;

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	/** By which a call fails; what it may take is judged apart. */
	private static final Duration PATIENCE = Duration.ofMinutes(2);

	@Test
	void anotherConnectionTakesOverWhenThePathBecomesNarrowAndNoCallFails(Stalls stalls) throws Exception {
		becomeNarrow((options) -> options.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(200))
			.withIdle(Duration.ofSeconds(5))
			.withStall(Duration.ofMillis(1500))), stalls);
	}

	@Test
	void anotherConnectionTakesOverAtDefaultSettingsToo(Stalls stalls) throws Exception {
		becomeNarrow((options) -> options, stalls);
	}

	@Test
	void requestsAloneSucceedInTenSecondsWhereAStallCountsAfterThree(Stalls stalls) {
		requestsAlone((options) -> options.withTimeouts(
				(timeouts) -> timeouts.withPingInterval(Duration.ofSeconds(1)).withStall(Duration.ofSeconds(3))),
				Duration.ofSeconds(10), stalls);
	}

	@Test
	void requestsAloneSucceedInThirtySecondsAtDefaultSettings(Stalls stalls) {
		requestsAlone((options) -> options, DEADLINE, stalls);
	}

	/** One a second, and nothing else, so that nothing but an answer tells of them. */
	private static void requestsAlone(UnaryOperator<QuicTransportOptions> changes, Duration most, Stalls stalls) {
		try (RelayedPair pair = RelayedPair.connected(changes)) {
			pair.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
			NetworkMessage request = NetworkMessage.request(TestNodes.idOf(pair.b), "echo", new byte[8192]);
			await().until(() -> {
				TestNodes.get(pair.a.request(request, DEADLINE));
				return sendsAtMost(pair, NARROW + 1, 65_527);
			});
			pair.bothWays(RelayConditions.CLEAN.withLargestPacket(NARROW));
			List<Long> begun = new ArrayList<>();
			List<CompletableFuture<Long>> ended = new ArrayList<>();
			for (int i = 0; i < DEADLINE.toSeconds(); i++) {
				begun.add(System.nanoTime());
				ended.add(pair.a.request(request, PATIENCE).thenApply((reply) -> System.nanoTime()));
				RelayedPair.letPass(Duration.ofSeconds(1));
			}
			List<Duration> took = IntStream.range(0, begun.size())
				.mapToObj((i) -> stalls.running(begun.get(i), ended.get(i).join()))
				.toList();
			System.out.println(
					"event=narrowed_alone took=" + took + " downs=" + pair.atA.reasons + pair.atB.reasons + " replaced="
							+ pair.a.stats().connections().replaced() + "/" + pair.b.stats().connections().replaced());
			assertThat(took).allSatisfy((each) -> assertThat(each).isLessThanOrEqualTo(most));
		}
	}

	private static void becomeNarrow(UnaryOperator<QuicTransportOptions> changes, Stalls stalls) throws Exception {
		try (RelayedPair pair = RelayedPair.connected(changes)) {
			List<CheckedLoad> loads = List.of(CheckedLoad.start(pair.a, pair.b, PATIENCE, 8192, 50),
					CheckedLoad.start(pair.b, pair.a, PATIENCE, 8192, 50));
			await().until(() -> sendsAtMost(pair, NARROW + 1, 65_527));
			pair.bothWays(RelayConditions.CLEAN.withLargestPacket(NARROW));
			Duration took = stalls.await("a connection of small packets", DEADLINE, () -> sendsAtMost(pair, 1, NARROW));
			for (CheckedLoad load : loads) {
				load.stopAndCheck();
				assertThat(load.failures()).isEqualTo(Map.of());
				assertThat(load.slowest(stalls)).as("the slowest call").isLessThanOrEqualTo(DEADLINE);
			}
			System.out.println("event=narrowed taken_over_ms=" + took.toMillis() + " downs=" + pair.atA.reasons
					+ pair.atB.reasons + " replaced=" + pair.a.stats().connections().replaced() + "/"
					+ pair.b.stats().connections().replaced() + " slowest_ms="
					+ loads.stream().mapToLong((load) -> load.slowest(stalls).toMillis()).max().orElseThrow());
		}
	}

	/**
	 * Whether the connection in use sends packets of such a size at most, at each end.
	 */
	private static boolean sendsAtMost(RelayedPair pair, int least, int most) {
		return Stream.of(pair.a, pair.b).map((node) -> TestNodes.live(node).orElseThrow()).allMatch((connection) -> {
			PathStats path = connection.path();
			return path != null && path.maxUdpPayload() >= least && path.maxUdpPayload() <= most;
		});
	}

}
