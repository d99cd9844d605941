package io.quictransport.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Stalls are measured on a clock that the test moves.
 */
class StallsTests {

	private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final FakeClock clock = new FakeClock();

	private final StallProbe probe = new StallProbe(this.clock);

	private final Stalls stalls = this.probe.stalls();

	@Test
	void aMachineAtRestHasNoStalls() {
		for (int i = 0; i < 100; i++) {
			look(0);
			look(MILLI - 1);
		}
		assertThat(this.stalls.longest()).isZero();
		assertThat(this.stalls.total()).isZero();
	}

	@Test
	void whatSleepOrWorkTakesTooLongIsAStall() {
		look(35 * MILLI);
		look(0);
		this.clock.workTakesLonger = 5 * MILLI;
		look(0);
		assertThat(this.stalls.longest()).isEqualTo(Duration.ofMillis(35));
		assertThat(this.stalls.total()).isEqualTo(Duration.ofMillis(40));
		assertThat(this.stalls).hasToString("longest stall 35 ms, 40 ms in all");
	}

	@Test
	void aBoundIsExtendedByTheStallsOfItsInterval() {
		look(10 * MILLI);
		long from = this.clock.now;
		look(20 * MILLI);
		look(0);
		look(30 * MILLI);
		long to = this.clock.now;
		look(40 * MILLI);
		assertThat(this.stalls.within(from, to)).isEqualTo(Duration.ofMillis(50));
		assertThat(this.stalls.running(from, to)).isEqualTo(Duration.ofNanos(to - from).minusMillis(50));
		this.stalls.end();
		assertThat(this.stalls.allow(Duration.ofSeconds(1), from)).isEqualTo(Duration.ofMillis(1090));
		assertThat(this.stalls.allow(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(1100));
	}

	@Test
	void aStallThatIsPartlyInTheIntervalCountsInPart() {
		look(100 * MILLI);
		long end = this.clock.now;
		assertThat(this.stalls.within(end - 30 * MILLI, end - 10 * MILLI)).isEqualTo(Duration.ofMillis(20));
	}

	@Test
	void theStallThatGoesOnIsWaitedFor() throws Exception {
		long asked = this.clock.now + 10 * MILLI;
		AtomicInteger answered = new AtomicInteger();
		Thread asking = new Thread(() -> answered.set((int) this.stalls.within(asked - 5 * MILLI, asked).toMillis()));
		asking.start();
		look(50 * MILLI);
		asking.join();
		assertThat(answered).hasValue(5);
		assertThat(this.stalls.total()).isEqualTo(Duration.ofMillis(50));
	}

	@Test
	void whatDoesNotHappenWithinItsBoundFailsByName() {
		try (StallProbe real = StallProbe.start()) {
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> real.stalls().await("the moon is full", Duration.ofMillis(20), () -> false))
				.withMessageContaining("the moon is full: not within PT0.02S");
		}
	}

	@Test
	void whatHappensIsReportedWithItsTime() {
		try (StallProbe real = StallProbe.start()) {
			AtomicInteger looks = new AtomicInteger();
			assertThat(real.stalls().await("three", Duration.ofMinutes(1), () -> looks.incrementAndGet() == 3))
				.isPositive();
			assertThat(looks).hasValue(3);
		}
	}

	private void look(long lateBy) {
		this.clock.sleepTakesLonger = lateBy;
		this.probe.look();
	}

	/**
	 * Passes when the probe sleeps or works, and as much longer as the test says.
	 */
	private static final class FakeClock implements StallProbe.Clock {

		/** Far back, so that all that is real lies behind what was measured. */
		private long now = System.nanoTime() - TimeUnit.HOURS.toNanos(1);

		private long sleepTakesLonger;

		private long workTakesLonger;

		@Override
		public long nanoTime() {
			return this.now;
		}

		@Override
		public void sleep(long nanos) {
			this.now += nanos + this.sleepTakesLonger;
		}

		@Override
		public void work(long nanos) {
			this.now += nanos + this.workTakesLonger;
		}

	}

}
