package io.quictransport.sample;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VersionClockTests {

	private long wallMillis = 1000;

	private final VersionClock clock = new VersionClock(() -> this.wallMillis);

	@Test
	void goesOnWhileTheWallClockStandsStill() {
		assertThat(this.clock.next()).isEqualTo(1_000_000);
		assertThat(this.clock.next()).isEqualTo(1_000_001);
	}

	@Test
	void goesOnWhenTheWallClockIsSetBack() {
		long before = this.clock.next();
		this.wallMillis = 10;
		assertThat(this.clock.next()).isGreaterThan(before);
	}

	@Test
	void followsTheWallClock() {
		this.clock.next();
		this.wallMillis = 5000;
		assertThat(this.clock.next()).isEqualTo(5_000_000);
	}

	@Test
	void goesBeyondWhatItHasSeen() {
		this.clock.observe(7_000_000);
		assertThat(this.clock.next()).isEqualTo(7_000_001);
	}

	@Test
	void aRestartedNodeGivesLaterTimesThanBefore() {
		long before = this.clock.next();
		this.wallMillis++;
		assertThat(new VersionClock(() -> this.wallMillis).next()).isGreaterThan(before);
	}

	@Test
	void theNodeDecidesBetweenEqualTimes() {
		assertThat(new Version(1, "node-b")).isGreaterThan(new Version(1, "node-a"))
			.isLessThan(new Version(2, "node-a"))
			.isEqualByComparingTo(new Version(1, "node-b"));
	}

}
