package io.quictransport.internal.messaging;

import java.util.Random;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link IdRanges}.
 */
class IdRangesTests {

	private final IdRanges ranges = new IdRanges();

	@Test
	void idsThatFollowOneAnotherAreOneRange() {
		for (long id = 7; id < 100_000; id++) {
			this.ranges.add(id);
		}
		assertThat(this.ranges.count()).isOne();
		assertThat(this.ranges.contains(6)).isFalse();
		assertThat(this.ranges.contains(7)).isTrue();
		assertThat(this.ranges.contains(99_999)).isTrue();
		assertThat(this.ranges.contains(100_000)).isFalse();
	}

	@Test
	void idsThatOvertakeEachOtherAreOneRangeInTheEnd() {
		for (long id = 0; id < 10_000; id += 10) {
			for (long overtaken = id + 9; overtaken >= id; overtaken--) {
				this.ranges.add(overtaken);
			}
		}
		assertThat(this.ranges.count()).isOne();
	}

	@Test
	void whatIsMissingPartsRangesUntilItComes() {
		for (long id = 0; id < 1_000; id++) {
			this.ranges.add(2 * id);
		}
		assertThat(this.ranges.count()).isEqualTo(1_000);
		assertThat(this.ranges.adjoins(5)).isTrue();
		assertThat(this.ranges.adjoins(5_000)).isFalse();
		for (long id = 0; id < 1_000; id++) {
			this.ranges.add(2 * id + 1);
		}
		assertThat(this.ranges.count()).isOne();
	}

	@Test
	void whatLiesBelowIsDropped() {
		for (long id = 0; id < 1_000; id++) {
			this.ranges.add(3 * id);
			this.ranges.add(3 * id + 1);
		}
		this.ranges.dropBelow(1_501);
		assertThat(this.ranges.contains(1_500)).isFalse();
		assertThat(this.ranges.contains(1_501)).isTrue();
		assertThat(this.ranges.count()).isEqualTo(500);
		this.ranges.dropBelow(1L << 60);
		assertThat(this.ranges.isEmpty()).isTrue();
		assertThat(this.ranges.count()).isZero();
	}

	@Test
	void anIdInsideARangePartsItWhenItIsRemoved() {
		for (long id = 1; id <= 3; id++) {
			this.ranges.add(id);
		}
		assertThat(this.ranges.isInside(2)).isTrue();
		assertThat(this.ranges.isInside(3)).isFalse();
		this.ranges.remove(2);
		assertThat(this.ranges.count()).isEqualTo(2);
		assertThat(this.ranges.contains(1)).isTrue();
		assertThat(this.ranges.contains(2)).isFalse();
		assertThat(this.ranges.contains(3)).isTrue();
	}

	@Test
	void whatComesAndGoesAtRandomIsWhatASetHolds() {
		long seed = System.nanoTime();
		for (int round = 0; round < 200; round++) {
			randomRound(new Random(seed + round), "round " + round + " of seed " + seed);
		}
	}

	private static void randomRound(Random random, String where) {
		IdRanges ranges = new IdRanges();
		TreeSet<Long> expected = new TreeSet<>();
		int spread = 20 + random.nextInt(400);
		long base = 0;
		for (int step = 0; step < 600; step++) {
			long id = base + random.nextInt(spread);
			switch (random.nextInt(10)) {
				case 0, 1 -> {
					ranges.remove(id);
					expected.remove(id);
				}
				case 2 -> {
					if (random.nextInt(10) == 0) {
						base += random.nextInt(spread);
						ranges.dropBelow(base);
						expected.headSet(base).clear();
					}
				}
				default -> {
					ranges.add(id);
					expected.add(id);
				}
			}
			long asked = base + random.nextInt(spread);
			assertThat(ranges.contains(asked)).as(where + " step " + step).isEqualTo(expected.contains(asked));
			assertThat(ranges.count()).as(where + " step " + step).isEqualTo(rangesIn(expected));
			assertThat(ranges.isEmpty()).as(where + " step " + step).isEqualTo(expected.isEmpty());
		}
		for (long id = base - spread; id < base + spread; id++) {
			assertThat(ranges.contains(id)).as(where + " id " + id).isEqualTo(expected.contains(id));
		}
	}

	private static int rangesIn(TreeSet<Long> ids) {
		int count = 0;
		long before = Long.MIN_VALUE;
		for (long id : ids) {
			if (id != before + 1) {
				count++;
			}
			before = id;
		}
		return count;
	}

}
