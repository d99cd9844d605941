package io.quictransport.quic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.quictransport.PathStats;
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
