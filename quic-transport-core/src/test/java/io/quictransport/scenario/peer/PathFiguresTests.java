package io.quictransport.scenario.peer;

import java.time.Duration;
import java.util.function.UnaryOperator;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.NetworkMessage;
import io.quictransport.PathStats;
import io.quictransport.PathTotals;
import io.quictransport.RequestHandler;
import io.quictransport.faults.RelayedPair;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a node can say of the paths to its peers.
 */
class PathFiguresTests {

	/** What every path of QUIC carries, in bytes. */
	private static final int SMALLEST_PACKET = 1200;

	@Test
	void thePathOfAPeerIsShownWithItsDelayAndItsLosses() {
		try (RelayedPair pair = connected()) {
			pair.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
			pair.bothWays(RelayConditions.CLEAN.withDelay(Duration.ofMillis(10)).withLoss(0.05, 1));
			for (int i = 0; i < 20; i++) {
				assertThat(get(pair.a.request(idOf(pair.b), "echo", new byte[20_000]))).hasSize(20_000);
			}
			await().untilAsserted(
					() -> assertThat(TestNodes.live(pair.a).map(ConnectionSnapshot::path).orElse(null)).isNotNull()
						.satisfies((path) -> {
							assertThat(path.smoothedRtt()).isBetween(Duration.ofMillis(10), TestNodes.PATIENCE);
							assertThat(path.congestionWindow()).isPositive();
							assertThat(path.maxUdpPayload()).isBetween(1200, 16_000);
							assertThat(path.packetsSent()).isGreaterThan(20 * 20_000 / 16_000);
							assertThat(path.packetsReceived()).isGreaterThan(20 * 20_000 / 16_000);
							assertThat(path.packetsLost()).isPositive();
						}));
		}
	}

	@Test
	void thePeerIsShownWithTheCertificateThatProvedIt() {
		try (RelayedPair pair = connected()) {
			await().untilAsserted(
					() -> assertThat(TestNodes.live(pair.a).map(ConnectionSnapshot::certificate).orElse(null))
						.isNotNull()
						.satisfies((certificate) -> assertThat(certificate.getSubjectX500Principal().getName())
							.isEqualTo("CN=node-b")));
		}
	}

	@Test
	void theFiguresOfAllPathsGoOnWhenAConnectionHasEnded() {
		try (RelayedPair pair = connected()) {
			pair.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
			await().until(() -> pair.a.stats().paths().meanCongestionWindow() > 0);
			assertThat(pair.a.stats().paths().highestRtt()).isPositive();
			get(pair.a.request(idOf(pair.b), "echo", new byte[500_000]));
			get(pair.a.stop());
			PathTotals ended = pair.a.stats().paths();
			assertThat(ended.packetsSent()).isGreaterThan(500_000 / 16_000);
			assertThat(ended.packetsReceived()).isGreaterThan(500_000 / 16_000);
			assertThat(ended.highestRtt()).isZero();
			assertThat(ended.meanCongestionWindow()).isZero();
		}
	}

	@Test
	void aConnectionBeginsWithTheCongestionWindowThatTheOptionsGiveIt() {
		int packets = 200;
		try (RelayedPair wide = connected(
				(options) -> options.withQuic((quic) -> quic.withInitialCongestionWindow(packets)));
				RelayedPair usual = connected()) {
			await().untilAsserted(() -> {
				assertThat(congestionWindow(wide)).isGreaterThanOrEqualTo(packets * SMALLEST_PACKET);
				assertThat(congestionWindow(usual)).isPositive().isLessThan(packets * SMALLEST_PACKET);
			});
		}
	}

	private static long congestionWindow(RelayedPair pair) {
		return TestNodes.live(pair.a).map(ConnectionSnapshot::path).map(PathStats::congestionWindow).orElse(0L);
	}

	private static RelayedPair connected() {
		return connected(UnaryOperator.identity());
	}

	private static RelayedPair connected(UnaryOperator<QuicTransportOptions> more) {
		return RelayedPair.connected((options) -> more
			.apply(options.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(100)))));
	}

}
