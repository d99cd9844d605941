package io.quictransport.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.quictransport.PacketLoss;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds that losses count for a minute, and no longer.
 */
class RecentLossTests {

	private static final long BEGUN = -7;

	private final RecentLoss loss = new RecentLoss(BEGUN);

	@Test
	void aYoungConnectionHasCoveredAShorterTime() {
		this.loss.add(100, 2, at(3));
		assertThat(this.loss.snapshot(at(4))).isEqualTo(new PacketLoss(Duration.ofSeconds(4), 100, 2));
	}

	@Test
	void whatIsAMinuteOldIsNotCounted() {
		this.loss.add(100, 50, at(1));
		this.loss.add(1000, 10, at(40));
		assertThat(this.loss.snapshot(at(59)).lost()).isEqualTo(60);
		assertThat(this.loss.snapshot(at(66))).isEqualTo(new PacketLoss(Duration.ofSeconds(61), 1000, 10));
		assertThat(this.loss.snapshot(at(104)).lost()).isEqualTo(10);
		assertThat(this.loss.snapshot(at(106)).lost()).isZero();
	}

	@Test
	void aLongSilenceForgetsEverything() {
		this.loss.add(100, 50, at(1));
		this.loss.add(7, 1, at(86_400));
		assertThat(this.loss.snapshot(at(86_401)).sent()).isEqualTo(7);
	}

	@Test
	void theRatioOfNothingIsZeroAndALateLossIsNoMoreThanAll() {
		assertThat(this.loss.snapshot(at(1)).ratio()).isZero();
		assertThat(new PacketLoss(Duration.ofSeconds(60), 200, 3).ratio()).isEqualTo(0.015);
		assertThat(new PacketLoss(Duration.ofSeconds(60), 0, 3).ratio()).isEqualTo(1);
	}

	private static long at(long seconds) {
		return BEGUN + TimeUnit.SECONDS.toNanos(seconds);
	}

}
