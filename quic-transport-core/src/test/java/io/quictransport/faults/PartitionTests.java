package io.quictransport.faults;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.quictransport.load.CheckedLoad;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.PeerTimes;
import io.quictransport.testing.RelayConditions;
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

	/**
	 * What is sent again into a silence is sent the later the longer it lasts, so calls
	 * may have to wait for as long again.
	 */
	private static final Duration SILENCE = Duration.ofSeconds(2);

	/** A tenth of the default, and so is the interval of PINGs. */
	private static final Duration IDLE = Duration.ofMillis(1500);

	private static final Duration PING = Duration.ofMillis(500);

	private static final Duration MOST_BACKOFF = Duration.ofMillis(500);

	@Test
	void callsOutliveTwoSecondsOfSilenceAndNothingReconnects() throws Exception {
		interruptions(2);
	}

	@Test
	@Tag("nightly")
	void callsOutliveTenSilencesAndNothingReconnects() throws Exception {
		interruptions(10);
	}

	@ParameterizedTest
	@EnumSource
	void aShortSilenceCostsNoReconnect(Cut cut) throws Exception {
		shortSilence(cut, IDLE.minus(PING.multipliedBy(2)), PartitionTests::impatient, IDLE);
	}

	@ParameterizedTest
	@EnumSource
	void aLongSilenceCostsOneDownAndOneUpAtEachEnd(Cut cut) throws Exception {
		longSilence(cut, IDLE.multipliedBy(2), PartitionTests::impatient, IDLE, MOST_BACKOFF);
	}

	@Test
	void theEndThatHearsNothingTellsTheOther() throws Exception {
		try (RelayedPair pair = RelayedPair.connected(PartitionTests::impatient)) {
			CheckedLoad load = CheckedLoad.start(pair.a, pair.b, Duration.ofSeconds(1), 64, 50);
			RelayedPair.letPass(PING);
			Cut.TO_THE_DIALLED.apply(pair);
			await().untilAsserted(() -> pair.assertUpsAndDowns(1, 1));
			Duration between = Duration.ofNanos(pair.atA.downs.get(0) - pair.atB.downs.get(0));
			load.stopAndCheck();
			assertThat(between).isLessThan(PING.dividedBy(2));
		}
	}

	@ParameterizedTest
	@MethodSource("shortSilences")
	@Tag("nightly")
	void aSilenceShorterThanTheIdleTimeOutLessTwoPingsCostsNoReconnect(Cut cut, Duration silence) throws Exception {
		shortSilence(cut, silence, PartitionTests::patient, QuicTransportOptions.DEFAULT_IDLE_TIMEOUT);
	}

	static Stream<Arguments> shortSilences() {
		return silences(1, 5);
	}

	@ParameterizedTest
	@MethodSource("longSilences")
	@Tag("nightly")
	void aSilenceLongerThanTheIdleTimeOutCostsOneDownAndOneUpAtEachEnd(Cut cut, Duration silence) throws Exception {
		longSilence(cut, silence, PartitionTests::patient, QuicTransportOptions.DEFAULT_IDLE_TIMEOUT,
				QuicTransportOptions.DEFAULT_RECONNECT_MAX_BACKOFF);
	}

	static Stream<Arguments> longSilences() {
		return silences(30, 60);
	}

	private static Stream<Arguments> silences(int... seconds) {
		return Stream.of(Cut.values())
			.flatMap((cut) -> Arrays.stream(seconds).mapToObj((each) -> Arguments.of(cut, Duration.ofSeconds(each))));
	}

	private static QuicTransportOptions impatient(QuicTransportOptions options) {
		return options.withPingInterval(PING)
			.withIdleTimeout(IDLE)
			.withConnectTimeout(Duration.ofSeconds(1))
			.withReconnectMaxBackoff(MOST_BACKOFF);
	}

	private static QuicTransportOptions patient(QuicTransportOptions options) {
		return options.withReconnectMaxBackoff(QuicTransportOptions.DEFAULT_RECONNECT_MAX_BACKOFF)
			.withDrainGrace(QuicTransportOptions.DEFAULT_DRAIN_GRACE);
	}

	private static void interruptions(int times) throws Exception {
		try (RelayedPair pair = RelayedPair.connected((options) -> options)) {
			List<CheckedLoad> loads = load(pair, SILENCE.multipliedBy(3));
			for (int i = 0; i < times; i++) {
				RelayedPair.letPass(Duration.ofSeconds((i == 0) ? 1 : 5));
				Cut.BOTH_WAYS.apply(pair);
				RelayedPair.letPass(SILENCE);
				pair.bothWays(RelayConditions.CLEAN);
			}
			for (CheckedLoad load : loads) {
				load.stopAndCheck();
				assertThat(load.failures()).isEqualTo(Map.of());
			}
			pair.assertNoReconnect();
		}
	}

	private static void shortSilence(Cut cut, Duration silence, UnaryOperator<QuicTransportOptions> changes,
			Duration idle) throws Exception {
		try (RelayedPair pair = RelayedPair.connected(changes)) {
			List<CheckedLoad> loads = load(pair, idle.plusSeconds(5));
			cut.apply(pair);
			RelayedPair.letPass(silence);
			pair.bothWays(RelayConditions.CLEAN);
			RelayedPair.letPass(idle);
			for (CheckedLoad load : loads) {
				load.stopAndCheck();
				assertThat(load.failures()).isEqualTo(Map.of());
			}
			pair.assertNoReconnect();
		}
	}

	private static void longSilence(Cut cut, Duration silence, UnaryOperator<QuicTransportOptions> changes,
			Duration idle, Duration mostBackoff) throws Exception {
		try (RelayedPair pair = RelayedPair.connected(changes)) {
			List<CheckedLoad> loads = load(pair, Duration.ofSeconds(10));
			long cutAt = System.nanoTime();
			cut.apply(pair);
			RelayedPair.letPass(silence);
			long healedAt = System.nanoTime();
			pair.assertUpsAndDowns(1, 1);
			pair.bothWays(RelayConditions.CLEAN);
			Duration patience = mostBackoff.plusSeconds(5);
			await().atMost(patience).untilAsserted(() -> pair.assertUpsAndDowns(2, 1));
			for (PeerTimes log : List.of(pair.atA, pair.atB)) {
				Duration down = Duration.ofNanos(log.downs.get(0) - cutAt);
				Duration up = Duration.ofNanos(log.ups.get(1) - healedAt);
				System.out.println("event=partition cut=" + cut + " silence=" + silence + " down_after=" + down
						+ " reason=" + log.reasons + " up_after_heal=" + up);
				assertThat(down).isLessThanOrEqualTo(idle.plusSeconds(2));
				assertThat(up).isLessThanOrEqualTo(patience);
			}
			for (CheckedLoad load : loads) {
				load.stopAndCheck();
			}
			pair.assertUpsAndDowns(2, 1);
		}
	}

	private static List<CheckedLoad> load(RelayedPair pair, Duration deadline) {
		return List.of(CheckedLoad.start(pair.a, pair.b, deadline, 1024, 50),
				CheckedLoad.start(pair.b, pair.a, deadline, 1024, 50));
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
