package io.quictransport.internal.connection;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PathLossTests {

	private final PathLoss loss = new PathLoss();

	@Test
	void aPathThatLosesNothingIsNotLossy() {
		this.loss.add(1_000_000, 0, 0);
		assertThat(this.loss.isLossy()).isFalse();
	}

	@Test
	void aPathIsLossyAsSoonAsOneOfFewPacketsIsLost() {
		this.loss.add(100, 0, 0);
		assertThat(this.loss.isLossy()).isFalse();
		this.loss.add(100, 1, 1);
		assertThat(this.loss.isLossy()).isTrue();
	}

	@Test
	void aLossAmongVeryManyPacketsSaysNothingOfThePath() {
		this.loss.add(10 * PathLoss.ONE_OF, 1, 0);
		assertThat(this.loss.isLossy()).isFalse();
	}

	@Test
	void aLossIsNotHiddenByManyPacketsThatWereSentLongBefore() {
		this.loss.add(10 * PathLoss.ONE_OF, 0, 0);
		this.loss.add(10, 1, 1);
		assertThat(this.loss.isLossy()).isTrue();
	}

	@Test
	void aPathThatLosesNothingForAWhileIsLossyNoMore() {
		this.loss.add(10, 1, 0);
		this.loss.add(10, 0, PathLoss.REMEMBERED_NANOS - 1);
		assertThat(this.loss.isLossy()).isTrue();
		this.loss.add(10, 0, PathLoss.REMEMBERED_NANOS);
		assertThat(this.loss.isLossy()).isFalse();
	}

	@Test
	void eachLossIsRememberedForAsLong() {
		this.loss.add(10, 1, 0);
		this.loss.add(10, 1, PathLoss.REMEMBERED_NANOS - 1);
		this.loss.add(10, 0, 2 * PathLoss.REMEMBERED_NANOS - 2);
		assertThat(this.loss.isLossy()).isTrue();
	}

}
