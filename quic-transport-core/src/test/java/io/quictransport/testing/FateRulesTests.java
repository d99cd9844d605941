package io.quictransport.testing;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how long packets are held back, without a clock.
 */
class FateRulesTests {

	private static final int PACKETS = 1000;

	private static final long MOST = Duration.ofMillis(40).toNanos();

	private final SplittableRandom random = new SplittableRandom(42);

	@Test
	void aShareOfPacketsIsHeldBackForDifferentTimes() {
		FateRule rule = FateRules.reordering(0.1, MOST);
		LongSummaryStatistics held = new LongSummaryStatistics();
		for (int i = 0; i < PACKETS; i++) {
			long delay = delayOf(rule.decide(arrived(i), this.random));
			if (delay > 0) {
				held.accept(delay);
			}
		}
		assertThat(held.getCount()).isBetween(PACKETS * 7L / 100, PACKETS * 13L / 100);
		assertThat(held.getMin()).isLessThan(MOST / 10);
		assertThat(held.getMax()).isBetween(MOST * 9 / 10, MOST);
	}

	@Test
	void jitterHoldsEachPacketBackForATimeOfItsOwnIfNoOtherIsBefore() {
		FateRule rule = new Jitter(MOST);
		LongSummaryStatistics held = new LongSummaryStatistics();
		for (int i = 0; i < PACKETS; i++) {
			held.accept(delayOf(rule.decide(arrived(i * MOST), this.random)));
		}
		assertThat(held.getMin()).isLessThan(MOST / 10);
		assertThat(held.getMax()).isBetween(MOST * 9 / 10, MOST);
		assertThat(held.getAverage()).isBetween(MOST * 0.45, MOST * 0.55);
	}

	@Test
	void jitterLetsNoPacketOvertakeTheOneBefore() {
		FateRule rule = new Jitter(MOST);
		long last = 0;
		for (int i = 0; i < PACKETS; i++) {
			long arrives = i * MOST / 100;
			long due = arrives + delayOf(rule.decide(arrived(arrives), this.random));
			assertThat(due).isGreaterThanOrEqualTo(last);
			last = due;
		}
	}

	private static Fate arrived(long nanos) {
		return Fate.delivered(ByteBuffer.allocate(1), nanos);
	}

	private static long delayOf(Fate fate) {
		assertThat(fate.copies()).hasSize(1);
		return fate.copies().get(0).delayNanos();
	}

}
