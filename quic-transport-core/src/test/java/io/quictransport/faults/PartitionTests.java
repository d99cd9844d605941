package io.quictransport.faults;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.quictransport.DownReason;
import io.quictransport.load.CheckedLoad;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportTimeouts;
import io.quictransport.support.PeerTimes;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The network between two nodes is silent for a while, in both directions or in one
 * (faults F9, F10). A short silence passes unnoticed; a long one ends in one down and one
 * up at each end, and what was under way is neither lost nor handled twice.
 */
class PartitionTests {

	/** By which a call fails; what it may take is judged apart. */
	private static final Duration DEADLINE = Duration.ofMinutes(2);

	/**
	 * What is sent again into a silence is sent the later the longer it lasts, so calls
	 * may have to wait for as long again.
	 */
	private static final Duration SILENCE = Duration.ofSeconds(2);

	private static final Duration PING = Duration.ofMillis(500);

	private static final Duration MOST_BACKOFF = Duration.ofMillis(500);

	@Alone
	@Test
	void callsOutliveTwoSecondsOfSilenceAndNothingReconnects(Stalls stalls) throws Exception {
		interruptions(1, 100, stalls);
	}

	@Alone
	@Test
	@Tag("nightly")
	void callsOutliveTenSilencesAndNothingReconnects(Stalls stalls) throws Exception {
		interruptions(10, 500, stalls);
	}

	@Alone
	@ParameterizedTest
	@EnumSource
	void aShortSilenceCostsNoReconnect(Cut cut, Stalls stalls) throws Exception {
		Duration ping = PING.multipliedBy(2);
		Duration idle = ping.multipliedBy(3);
		shortSilence(cut, idle.minus(ping.multipliedBy(2)), (options) -> impatient(options, idle, ping), idle, stalls);
	}

	@Alone
	@ParameterizedTest
	@EnumSource
	void aLongSilenceCostsOneDownAndOneUpAtEachEnd(Cut cut, Stalls stalls) throws Exception {
		Duration idle = PING.multipliedBy(3);
		longSilence(cut, Duration.ZERO, (options) -> impatient(options, idle, PING), idle, MOST_BACKOFF, stalls);
	}

	@Test
	void theEndThatHearsNothingTellsTheOther() throws Exception {
		// The other one would find out by itself when nobody waits any more.
		UnaryOperator<QuicTransportOptions> changesOfA = (options) -> impatient(options, Duration.ofMinutes(5), PING);
		UnaryOperator<QuicTransportOptions> changesOfB = (options) -> impatient(options, PING.multipliedBy(3), PING);
		try (RelayedPair pair = RelayedPair.connected(changesOfA, changesOfB)) {
			CheckedLoad load = CheckedLoad.start(pair.a, pair.b, Duration.ofSeconds(1), 64, 50);
			load.awaitMore(20);
			Cut.TO_THE_DIALLED.apply(pair);
			await().untilAsserted(() -> pair.assertUpsAndDowns(1, 1));
			assertThat(pair.atB.reasons).containsExactly(DownReason.IDLE_TIMEOUT);
			load.stopAndCheck();
		}
	}

	@Alone
	@ParameterizedTest
	@MethodSource("shortSilences")
	@Tag("nightly")
	void aSilenceShorterThanTheIdleTimeOutLessTwoPingsCostsNoReconnect(Cut cut, Duration silence, Stalls stalls)
			throws Exception {
		shortSilence(cut, silence, PartitionTests::patient, TransportTimeouts.DEFAULT_IDLE, stalls);
	}

	static Stream<Arguments> shortSilences() {
		return silences(1, 5);
	}

	@Alone
	@ParameterizedTest
	@MethodSource("longSilences")
	@Tag("nightly")
	void aSilenceLongerThanTheIdleTimeOutCostsOneDownAndOneUpAtEachEnd(Cut cut, Duration silence, Stalls stalls)
			throws Exception {
		longSilence(cut, silence, PartitionTests::patient, TransportTimeouts.DEFAULT_IDLE,
				QuicTransportOptions.DEFAULT_RECONNECT_MAX_BACKOFF, stalls);
	}

	static Stream<Arguments> longSilences() {
		return silences(30, 60);
	}

	private static Stream<Arguments> silences(int... seconds) {
		return Stream.of(Cut.values())
			.flatMap((cut) -> Arrays.stream(seconds).mapToObj((each) -> Arguments.of(cut, Duration.ofSeconds(each))));
	}

	private static QuicTransportOptions impatient(QuicTransportOptions options, Duration idle, Duration ping) {
		return options
			.withTimeouts(
					(timeouts) -> timeouts.withPingInterval(ping).withIdle(idle).withConnect(Duration.ofSeconds(1)))
			.withReconnectMaxBackoff(MOST_BACKOFF);
	}

	private static QuicTransportOptions patient(QuicTransportOptions options) {
		return options.withReconnectMaxBackoff(QuicTransportOptions.DEFAULT_RECONNECT_MAX_BACKOFF)
			.withDrainGrace(QuicTransportOptions.DEFAULT_DRAIN_GRACE);
	}

	private static void interruptions(int times, int callsBetween, Stalls stalls) throws Exception {
		try (RelayedPair pair = RelayedPair.connected((options) -> options)) {
			List<CheckedLoad> loads = load(pair, DEADLINE);
			for (int i = 0; i < times; i++) {
				loads.forEach((load) -> load.awaitMore(callsBetween));
				Cut.BOTH_WAYS.apply(pair);
				RelayedPair.letPass(SILENCE);
				pair.bothWays(RelayConditions.CLEAN);
			}
			for (CheckedLoad load : loads) {
				load.awaitMore(callsBetween);
				load.stopAndCheck();
				assertThat(load.failures()).isEqualTo(Map.of());
				Duration slowest = load.slowest(stalls);
				System.out.println("event=partition silence=" + SILENCE + " times=" + times + " slowest=" + slowest);
				assertThat(slowest).as("the slowest call").isLessThan(SILENCE.multipliedBy(3));
			}
			pair.assertNoReconnect();
		}
	}

	private static void shortSilence(Cut cut, Duration silence, UnaryOperator<QuicTransportOptions> changes,
			Duration idle, Stalls stalls) throws Exception {
		try (RelayedPair pair = RelayedPair.connected(changes)) {
			List<CheckedLoad> loads = load(pair, DEADLINE);
			cut.apply(pair);
			RelayedPair.letPass(silence);
			pair.bothWays(RelayConditions.CLEAN);
			for (CheckedLoad load : loads) {
				// Those that were made in the silence, and some more.
				load.awaitMore(50);
				load.stopAndCheck();
				assertThat(load.failures()).isEqualTo(Map.of());
				assertThat(load.slowest(stalls)).as("the slowest call").isLessThan(idle.plusSeconds(5));
			}
			pair.assertNoReconnect();
		}
	}

	/**
	 * Lets a silence last for some time, and in any case until both ends have noticed it.
	 */
	private static void longSilence(Cut cut, Duration silence, UnaryOperator<QuicTransportOptions> changes,
			Duration idle, Duration mostBackoff, Stalls stalls) throws Exception {
		try (RelayedPair pair = RelayedPair.connected(changes)) {
			List<CheckedLoad> loads = load(pair, Duration.ofSeconds(10));
			long cutAt = System.nanoTime();
			cut.apply(pair);
			RelayedPair.letPass(silence);
			await().atMost(idle.plus(TestNodes.PATIENCE)).untilAsserted(() -> pair.assertUpsAndDowns(1, 1));
			long healedAt = System.nanoTime();
			pair.bothWays(RelayConditions.CLEAN);
			await().atMost(mostBackoff.plus(TestNodes.PATIENCE)).untilAsserted(() -> pair.assertUpsAndDowns(2, 1));
			for (PeerTimes log : List.of(pair.atA, pair.atB)) {
				Duration down = stalls.running(cutAt, log.downs.get(0));
				Duration up = stalls.running(healedAt, log.ups.get(1));
				System.out.println("event=partition cut=" + cut + " silence=" + silence + " down_after=" + down
						+ " reason=" + log.reasons + " up_after_heal=" + up);
				assertThat(down).isLessThanOrEqualTo(idle.plusSeconds(2));
				assertThat(up).isLessThanOrEqualTo(mostBackoff.plusSeconds(5));
			}
			for (CheckedLoad load : loads) {
				load.stopAndCheck(stalls);
			}
			pair.assertUpsAndDowns(2, 1);
		}
	}

	private static List<CheckedLoad> load(RelayedPair pair, Duration deadline) {
		return List.of(CheckedLoad.start(pair.a, pair.b, deadline, 1024, 100),
				CheckedLoad.start(pair.b, pair.a, deadline, 1024, 100));
	}

	/**
	 * Which direction is silent.
	 */
	enum Cut {

		BOTH_WAYS, TO_THE_DIALLED, TO_THE_DIALLING;

		void apply(RelayedPair pair) {
			if (this != TO_THE_DIALLING) {
				pair.aToB(RelayConditions.BLACK_HOLE);
			}
			if (this != TO_THE_DIALLED) {
				pair.bToA(RelayConditions.BLACK_HOLE);
			}
		}

	}

}
