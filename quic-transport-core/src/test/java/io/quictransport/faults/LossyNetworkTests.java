package io.quictransport.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.quictransport.load.CheckedLoad;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.PeerTimes;
import io.quictransport.testing.RelayConditions;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What nodes notice of a network that loses, changes, doubles, reorders or delays packets
 * in both directions (faults F6, F7, F8): nothing but time.
 */
class LossyNetworkTests {

	private static final Duration HANDSHAKE = Duration.ofSeconds(10);

	private static final Duration ROUND_TRIP = Duration.ofMillis(750);

	private static final RelayConditions BURSTS = RelayConditions.CLEAN.withLoss(0.3, 3);

	private static final RelayConditions MUCH_CORRUPTION = RelayConditions.CLEAN.withCorruptRate(0.3);

	@ParameterizedTest
	@ValueSource(doubles = { 0.01, 0.05 })
	void everyCallSucceedsInFiveSecondsWhenPacketsAreLost(double lossRate) throws Exception {
		underLoad(RelayConditions.CLEAN.withLossRate(lossRate), Duration.ofSeconds(5), Duration.ofSeconds(3), 100,
				4096);
	}

	@Test
	@Tag("nightly")
	void everyCallSucceedsInThirtySecondsWhenAFifthOfThePacketsIsLost() throws Exception {
		underLoad(RelayConditions.CLEAN.withLossRate(0.2), Duration.ofSeconds(30), Duration.ofSeconds(30), 50, 1024);
	}

	@ParameterizedTest
	@MethodSource("changes")
	void payloadsArriveByteForByteWhenPacketsAreChangedDoubledOrReordered(RelayConditions conditions) throws Exception {
		underLoad(conditions, Duration.ofSeconds(5), Duration.ofSeconds(2), 100, 4096);
	}

	static Stream<Named<RelayConditions>> changes() {
		return Stream.of(Named.of("2 % changed", RelayConditions.CLEAN.withCorruptRate(0.02)),
				Named.of("10 % doubled", RelayConditions.CLEAN.withDuplicateRate(0.1)),
				Named.of("10 % late", RelayConditions.CLEAN.withReordering(0.1, Duration.ofMillis(50))));
	}

	@ParameterizedTest
	@MethodSource("longDelays")
	@Tag("nightly")
	void noPeerGoesDownAtDefaultSettingsWhenThePathIsSlow(RelayConditions conditions) throws Exception {
		underLoad(conditions, Duration.ofSeconds(10), Duration.ofSeconds(60), 50, 512);
	}

	static Stream<Named<RelayConditions>> longDelays() {
		return Stream.of(Named.of("750 ms there and back", RelayConditions.CLEAN.withDelay(ROUND_TRIP.dividedBy(2))),
				Named.of("0 to 200 ms of jitter", RelayConditions.CLEAN.withJitter(Duration.ofMillis(200))));
	}

	@Test
	void connectionsAreMadeWhenBurstsOfPacketsAreLost() {
		assertThat(connectedInTime(BURSTS, 10)).isGreaterThanOrEqualTo(9);
	}

	@Test
	void connectionsAreMadeWhenPacketsAreChanged() {
		assertThat(connectedInTime(MUCH_CORRUPTION, 10)).isGreaterThanOrEqualTo(9);
	}

	@Test
	@Tag("nightly")
	void ninetyNineOfAHundredConnectionsAreMadeInTenSecondsWhenBurstsOfPacketsAreLost() {
		assertThat(connectedInTime(BURSTS, 100)).isGreaterThanOrEqualTo(99);
	}

	@Test
	@Tag("nightly")
	void ninetyNineOfAHundredConnectionsAreMadeInTenSecondsWhenPacketsAreChanged() {
		assertThat(connectedInTime(MUCH_CORRUPTION, 100)).isGreaterThanOrEqualTo(99);
	}

	private static void underLoad(RelayConditions conditions, Duration deadline, Duration lasts, int perSecond,
			int meanSize) throws Exception {
		try (RelayedPair pair = RelayedPair.connected((options) -> options)) {
			pair.bothWays(conditions);
			List<CheckedLoad> loads = List.of(CheckedLoad.start(pair.a, pair.b, deadline, meanSize, perSecond),
					CheckedLoad.start(pair.b, pair.a, deadline, meanSize, perSecond));
			RelayedPair.letPass(lasts);
			for (CheckedLoad load : loads) {
				load.stopAndCheck();
				assertThat(load.failures()).isEqualTo(Map.of());
			}
			pair.assertNoReconnect();
			System.out.println("event=underwent " + pair.relay);
		}
	}

	/** How many of a number of handshakes, ten at a time, have ended well in time. */
	private static int connectedInTime(RelayConditions conditions, int handshakes) {
		try (RelayedPair pair = RelayedPair.started((options) -> options)) {
			List<QuicTransport> dialling = new ArrayList<>(List.of(pair.a));
			while (dialling.size() < 10) {
				dialling.add(pair.nodes.start("node-a" + dialling.size()));
			}
			int inTime = 0;
			List<Long> millis = new ArrayList<>();
			for (int done = 0; done < handshakes; done += dialling.size()) {
				pair.bothWays(conditions);
				PeerTimes log = new PeerTimes();
				long begun = System.nanoTime();
				dialling.forEach((node) -> {
					node.subscribe(log);
					node.connectPeer(pair.infoOfB());
				});
				await().atMost(HANDSHAKE.plusSeconds(5))
					.until(() -> log.ups.size() == dialling.size() || System.nanoTime() - begun > HANDSHAKE.toNanos());
				log.ups.forEach((at) -> millis.add(Duration.ofNanos(at - begun).toMillis()));
				pair.bothWays(RelayConditions.CLEAN);
				dialling.forEach((node) -> get(node.disconnect(idOf(pair.b))));
			}
			inTime = (int) millis.stream().filter((took) -> took <= HANDSHAKE.toMillis()).count();
			System.out.println("event=handshakes in_time=" + inTime + " of=" + handshakes + " millis="
					+ millis.stream().sorted().toList());
			return inTime;
		}
	}

}
