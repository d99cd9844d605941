package io.quictransport.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.quictransport.NetworkMessage;
import io.quictransport.PathStats;
import io.quictransport.RequestHandler;
import io.quictransport.load.CheckedLoad;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
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
class PathMtuTests {

	/** What an MTU of 1280 leaves to UDP over IPv4. */
	private static final int NARROW = 1252;

	private static final Duration DEADLINE = Duration.ofSeconds(30);

	@Test
	@Tag("nightly")
	void anotherConnectionTakesOverWhenThePathBecomesNarrowAndNoCallFails() throws Exception {
		becomeNarrow((options) -> options.withPingInterval(Duration.ofMillis(200))
			.withIdleTimeout(Duration.ofSeconds(5))
			.withLimits(options.limits().withStallTimeout(Duration.ofMillis(1500))));
	}

	@Test
	@Tag("nightly")
	void anotherConnectionTakesOverAtDefaultSettingsToo() throws Exception {
		becomeNarrow((options) -> options);
	}

	@Test
	@Tag("nightly")
	void requestsAloneSucceedInTenSecondsWhereAStallCountsAfterThree() {
		requestsAlone((options) -> options.withPingInterval(Duration.ofSeconds(1))
			.withLimits(options.limits().withStallTimeout(Duration.ofSeconds(3))), Duration.ofSeconds(10));
	}

	@Test
	@Tag("nightly")
	void requestsAloneSucceedInThirtySecondsAtDefaultSettings() {
		requestsAlone((options) -> options, DEADLINE);
	}

	/** One a second, and nothing else, so that nothing but an answer tells of them. */
	private static void requestsAlone(UnaryOperator<QuicTransportOptions> changes, Duration deadline) {
		try (RelayedPair pair = RelayedPair.connected(changes)) {
			pair.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
			NetworkMessage request = NetworkMessage.request(TestNodes.idOf(pair.b), "echo", new byte[8192]);
			await().atMost(DEADLINE).until(() -> {
				TestNodes.get(pair.a.request(request, DEADLINE));
				return sendsAtMost(pair, NARROW + 1, 65_527);
			});
			pair.bothWays(RelayConditions.CLEAN.withLargestPacket(NARROW));
			List<CompletableFuture<Long>> calls = new ArrayList<>();
			for (int i = 0; i < DEADLINE.toSeconds(); i++) {
				long begun = System.nanoTime();
				calls.add(pair.a.request(request, deadline)
					.handle((reply, cause) -> (cause == null) ? (System.nanoTime() - begun) / 1_000_000 : -1));
				RelayedPair.letPass(Duration.ofSeconds(1));
			}
			List<Long> took = calls.stream().map(CompletableFuture::join).toList();
			System.out.println("event=narrowed_alone took_ms=" + took + " downs=" + pair.atA.reasons + pair.atB.reasons
					+ " replaced=" + pair.a.stats().connectionsReplaced() + "/" + pair.b.stats().connectionsReplaced());
			assertThat(took).doesNotContain(-1L);
		}
	}

	private static void becomeNarrow(UnaryOperator<QuicTransportOptions> changes) throws Exception {
		try (RelayedPair pair = RelayedPair.connected(changes)) {
			List<CheckedLoad> loads = List.of(CheckedLoad.start(pair.a, pair.b, DEADLINE, 8192, 50),
					CheckedLoad.start(pair.b, pair.a, DEADLINE, 8192, 50));
			await().atMost(DEADLINE).until(() -> sendsAtMost(pair, NARROW + 1, 65_527));
			pair.bothWays(RelayConditions.CLEAN.withLargestPacket(NARROW));
			long begun = System.nanoTime();
			await().atMost(DEADLINE).until(() -> sendsAtMost(pair, 1, NARROW));
			Duration took = Duration.ofNanos(System.nanoTime() - begun);
			for (CheckedLoad load : loads) {
				load.stopAndCheck();
				assertThat(load.failures()).isEqualTo(Map.of());
			}
			System.out.println("event=narrowed taken_over_ms=" + took.toMillis() + " downs=" + pair.atA.reasons
					+ pair.atB.reasons + " replaced=" + pair.a.stats().connectionsReplaced() + "/"
					+ pair.b.stats().connectionsReplaced() + " slowest_ms="
					+ loads.stream().mapToLong((load) -> load.slowest().toMillis()).max().orElseThrow());
		}
	}

	/**
	 * Whether the connection in use sends packets of such a size at most, at each end.
	 */
	private static boolean sendsAtMost(RelayedPair pair, int least, int most) {
		return Stream.of(pair.a, pair.b).map((node) -> node.peers().get(0)).allMatch((peer) -> {
			PathStats path = peer.path();
			return peer.isConnected() && path != null && path.maxUdpPayload() >= least && path.maxUdpPayload() <= most;
		});
	}

}
