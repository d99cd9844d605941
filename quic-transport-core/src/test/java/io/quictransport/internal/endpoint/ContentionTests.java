package io.quictransport.internal.endpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When others are taken to want the processor, at a clock of its own.
 */
class ContentionTests {

	private static final long STEP = TimeUnit.MILLISECONDS.toNanos(100);

	private long now = 1;

	private long waited = 5 * STEP;

	private long throttled = 7;

	private final Contention contention = new Contention(() -> this.waited, () -> this.throttled);

	@Test
	void whatHasHappenedBeforeTheFirstLookSaysNothing() {
		look(0);
		assertThat(isFound()).isFalse();
	}

	@Test
	void aLoopThatWaitsForAQuarterOfTheTimeHasNoNeighboursAndOneThatWaitsForMoreHas() {
		look(0);
		look(STEP / 4);
		assertThat(isFound()).isFalse();
		look(STEP / 4 + 1);
		assertThat(isFound()).isTrue();
	}

	@Test
	void aProcessThatHasUsedUpItsShareHasNeighbours() {
		look(0);
		this.throttled++;
		look(0);
		assertThat(isFound()).isTrue();
	}

	@Test
	void whatWasFoundLastsAndLastsTwiceAsLongEachTimeThatItIsFoundAgainUpToAMost() {
		look(0);
		for (long lasts = Contention.SHORTEST_NANOS; lasts < Contention.LONGEST_NANOS; lasts *= 2) {
			assertThat(lastsFor()).isBetween(lasts, lasts + STEP);
		}
		for (int i = 0; i < 3; i++) {
			assertThat(lastsFor()).isBetween(Contention.LONGEST_NANOS, Contention.LONGEST_NANOS + STEP);
		}
	}

	@Test
	void whatIsFoundLongAfterwardsIsFoundForTheFirstTime() {
		look(0);
		lastsFor();
		lastsFor();
		for (int i = 0; i < 100; i++) {
			look(0);
		}
		assertThat(lastsFor()).isBetween(Contention.SHORTEST_NANOS, Contention.SHORTEST_NANOS + STEP);
	}

	@Test
	void theWaitIsTheSecondNumberOfThree() {
		assertThat(Contention.waitedOf("1200 34 5\n")).isEqualTo(34);
		assertThat(Contention.waitedOf("")).isZero();
	}

	@Test
	void theShareIsReadFromTheStatisticsOfTheGroupIfItHasOne() {
		assertThat(Contention.throttledOf("usage_usec 5\nnr_periods 9\nnr_throttled 4\nthrottled_usec 8\n"))
			.isEqualTo(4);
		assertThat(Contention.throttledOf("usage_usec 5\n")).isZero();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void linuxTellsHowLongAThreadHasWaited() throws Exception {
		String told = Files.readString(Path.of("/proc/thread-self/schedstat"));
		assertThat(Contention.waitedOf(told)).isNotNegative();
		assertThat(told.trim().split(" ")).hasSize(3);
		Contention.ofThread().look(System.nanoTime());
	}

	/** Finds it, and returns for how long it is found. */
	private long lastsFor() {
		look(STEP);
		long begun = this.now;
		while (isFound()) {
			look(0);
		}
		return this.now - begun;
	}

	private void look(long waits) {
		this.now += STEP;
		this.waited += waits;
		this.contention.look(this.now);
	}

	private boolean isFound() {
		return this.contention.isFound(this.now);
	}

}
