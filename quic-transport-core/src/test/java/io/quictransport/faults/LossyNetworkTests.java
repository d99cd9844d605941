package io.quictransport.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.quictransport.load.CheckedLoad;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.PeerTimes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What nodes notice of a network that loses, changes, doubles, reorders or delays packets
 * in both directions (faults F6, F7, F8): nothing but time.
 */
class LossyNetworkTests {

	/** Of each call under loss, by the fault catalogue. */
	private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

	/** By which a call fails; what it may take is judged apart. */
	private static final Duration DEADLINE = Duration.ofMinutes(1);

	private static final Duration HANDSHAKE = Duration.ofSeconds(10);

	private static final Duration ROUND_TRIP = Duration.ofMillis(750);

	private static final RelayConditions BURSTS = RelayConditions.CLEAN.withLoss(0.3, 3);

	private static final RelayConditions MUCH_CORRUPTION = RelayConditions.CLEAN.withCorruptRate(0.3);

	@Alone
	@ParameterizedTest
	@ValueSource(doubles = { 0.01, 0.05 })
	void everyCallSucceedsInFiveSecondsWhenPacketsAreLost(double lossRate, Stalls stalls) throws Exception {
		inTime(RelayConditions.CLEAN.withLossRate(lossRate), FIVE_SECONDS, 400, 200, 4096, stalls);
	}

	@Alone
	@Test
	@Tag("nightly")
	void everyCallSucceedsInThirtySecondsWhenAFifthOfThePacketsIsLost(Stalls stalls) throws Exception {
		inTime(RelayConditions.CLEAN.withLossRate(0.2), Duration.ofSeconds(30), 3000, 50, 1024, stalls);
	}

	@ParameterizedTest
	@MethodSource("changes")
	void payloadsArriveByteForByteWhenPacketsAreChangedDoubledOrReordered(RelayConditions conditions) throws Exception {
		underLoad(conditions, 300, 150, 4096);
	}

	static Stream<Named<RelayConditions>> changes() {
		return Stream.of(Named.of("2 % changed", RelayConditions.CLEAN.withCorruptRate(0.02)),
				Named.of("10 % doubled", RelayConditions.CLEAN.withDuplicateRate(0.1)),
				Named.of("10 % late", RelayConditions.CLEAN.withReordering(0.1, Duration.ofMillis(50))));
	}

	@Alone
	@ParameterizedTest
	@MethodSource("longDelays")
	@Tag("nightly")
	void noPeerGoesDownAtDefaultSettingsWhenThePathIsSlow(RelayConditions conditions, Stalls stalls) throws Exception {
		inTime(conditions, Duration.ofSeconds(10), 6000, 50, 512, stalls);
	}

	static Stream<Named<RelayConditions>> longDelays() {
		return Stream.of(Named.of("750 ms there and back", RelayConditions.CLEAN.withDelay(ROUND_TRIP.dividedBy(2))),
				Named.of("0 to 200 ms of jitter", RelayConditions.CLEAN.withJitter(Duration.ofMillis(200))));
	}

	@Alone
	@Test
	void connectionsAreMadeWhenBurstsOfPacketsAreLost(Stalls stalls) {
		assertThat(connectedInTime(BURSTS, 10, stalls)).isGreaterThanOrEqualTo(9);
	}

	@Alone
	@Test
	void connectionsAreMadeWhenPacketsAreChanged(Stalls stalls) {
		assertThat(connectedInTime(MUCH_CORRUPTION, 10, stalls)).isGreaterThanOrEqualTo(9);
	}

	@Alone
	@Test
	@Tag("nightly")
	void ninetyNineOfAHundredConnectionsAreMadeInTenSecondsWhenBurstsOfPacketsAreLost(Stalls stalls) {
		assertThat(connectedInTime(BURSTS, 100, stalls)).isGreaterThanOrEqualTo(99);
	}

	@Alone
	@Test
	@Tag("nightly")
	void ninetyNineOfAHundredConnectionsAreMadeInTenSecondsWhenPacketsAreChanged(Stalls stalls) {
		assertThat(connectedInTime(MUCH_CORRUPTION, 100, stalls)).isGreaterThanOrEqualTo(99);
	}

	private static void inTime(RelayConditions conditions, Duration most, int calls, int perSecond, int meanSize,
			Stalls stalls) throws Exception {
		for (CheckedLoad load : underLoad(conditions, calls, perSecond, meanSize)) {
			assertThat(load.slowest(stalls)).as("the slowest call").isLessThanOrEqualTo(most);
		}
	}

	/**
	 * Has both nodes send under these conditions; every call succeeds, over one
	 * connection.
	 * @param calls how many of each node, requests and one-way messages together
	 */
	private static List<CheckedLoad> underLoad(RelayConditions conditions, int calls, int perSecond, int meanSize)
			throws Exception {
		try (RelayedPair pair = RelayedPair.connected((options) -> options)) {
			pair.bothWays(conditions);
			List<CheckedLoad> loads = List.of(CheckedLoad.start(pair.a, pair.b, DEADLINE, meanSize, perSecond),
					CheckedLoad.start(pair.b, pair.a, DEADLINE, meanSize, perSecond));
			for (CheckedLoad load : loads) {
				load.awaitMore(calls);
			}
			for (CheckedLoad load : loads) {
				load.stopAndCheck();
				assertThat(load.failures()).isEqualTo(Map.of());
			}
			pair.assertNoReconnect();
			System.out.println("event=underwent " + pair.relay);
			return loads;
		}
	}

	/** How many of a number of handshakes, ten at a time, have ended well in time. */
	private static int connectedInTime(RelayConditions conditions, int handshakes, Stalls stalls) {
		try (RelayedPair pair = RelayedPair.started((options) -> options)) {
			List<QuicTransport> dialling = new ArrayList<>(List.of(pair.a));
			while (dialling.size() < 10) {
				dialling.add(pair.nodes.start("node-a" + dialling.size()));
			}
			List<Duration> took = new ArrayList<>();
			for (int done = 0; done < handshakes; done += dialling.size()) {
				pair.bothWays(conditions);
				PeerTimes log = new PeerTimes();
				long begun = System.nanoTime();
				dialling.forEach((node) -> {
					node.subscribe(log);
					node.connectPeer(pair.infoOfB());
				});
				while (log.ups.size() < dialling.size()
						&& stalls.running(begun, System.nanoTime()).compareTo(HANDSHAKE) <= 0) {
					LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
				}
				log.ups.forEach((at) -> took.add(stalls.running(begun, at)));
				pair.bothWays(RelayConditions.CLEAN);
				dialling.forEach((node) -> get(node.disconnect(idOf(pair.b))));
			}
			int inTime = (int) took.stream().filter((each) -> each.compareTo(HANDSHAKE) <= 0).count();
			System.out.println("event=handshakes in_time=" + inTime + " of=" + handshakes + " millis="
					+ took.stream().map(Duration::toMillis).sorted().toList());
			return inTime;
		}
	}

}
