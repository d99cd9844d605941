package io.quictransport.internal.messaging;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link LatestOfPaths}.
 */
class LatestOfPathsTests {

	private final LatestOfPaths latest = new LatestOfPaths();

	@Test
	void nothingIsKeptWhileNothingIsMissing() {
		for (long id = 1; id < 10_000; id++) {
			this.latest.admitted("path/" + id, id, id + 1);
		}
		assertThat(this.latest.count()).isZero();
		assertThat(this.latest.isOvertaken("path/1", 10_000)).isFalse();
	}

	@Test
	void aLowerIdIsOvertakenOnItsPathOnly() {
		this.latest.admitted("a", 7, 3);
		this.latest.admitted("b", 4, 3);
		assertThat(this.latest.isOvertaken("a", 5)).isTrue();
		assertThat(this.latest.isOvertaken("b", 5)).isFalse();
		assertThat(this.latest.isOvertaken("c", 5)).isFalse();
	}

	@Test
	void whatCanBeOvertakenNoMoreIsDropped() {
		for (long id = 2; id < 500; id++) {
			this.latest.admitted("path/" + id, id, 1);
		}
		assertThat(this.latest.count()).isEqualTo(498);
		this.latest.admitted("path/1", 1, 500);
		assertThat(this.latest.count()).isZero();
	}

	@Test
	void pathsAreBoundedAndWhatIsLetGoOfCountsAsOvertaken() {
		for (long id = 2; id < 5_000; id++) {
			this.latest.admitted("path/" + id, id, 1);
		}
		assertThat(this.latest.count()).isEqualTo(LatestOfPaths.PATHS);
		assertThat(this.latest.isOvertaken("path/2", 1)).isTrue();
		assertThat(this.latest.isOvertaken("path/2", 5_000)).isFalse();
	}

}
