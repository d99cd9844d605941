package io.quictransport.internal.messaging;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests of {@link LongTable}.
 */
class LongTableTests {

	private final LongTable<String> table = new LongTable<>();

	@Test
	void anEmptyTableHasNothing() {
		assertThat(this.table.get(1)).isNull();
		assertThat(this.table.remove(1)).isNull();
		assertThat(this.table.values()).isEmpty();
		assertThat(this.table.size()).isZero();
	}

	@Test
	void ascendingIdsAreFoundAndRemovedInAnyOrder() {
		for (long id = 1; id <= 1000; id++) {
			this.table.put(id, "value " + id);
		}
		for (long id = 1000; id >= 1; id -= 2) {
			assertThat(this.table.remove(id)).isEqualTo("value " + id);
		}
		for (long id = 1; id <= 1000; id++) {
			assertThat(this.table.get(id)).isEqualTo((id % 2 == 0) ? null : "value " + id);
		}
		assertThat(this.table.size()).isEqualTo(500);
		assertThat(this.table.anyMatch("value 999"::equals)).isTrue();
		assertThat(this.table.anyMatch("value 1000"::equals)).isFalse();
	}

	@Test
	void aTableForWhichThereIsNoMemoryKeepsWhatItHasAndGrowsWhenThereIsSome() {
		AtomicInteger most = new AtomicInteger(64);
		LongTable<String> small = new LongTable<>((length) -> {
			if (length > most.get()) {
				throw new OutOfMemoryError("made up by a test");
			}
			return new @Nullable Object[length];
		});
		long next = 1;
		for (; next <= 32; next++) {
			small.put(next, "value " + next);
		}
		assertThatThrownBy(() -> small.put(33, "value 33")).isInstanceOf(OutOfMemoryError.class);
		assertThatThrownBy(() -> small.put(33, "value 33")).isInstanceOf(OutOfMemoryError.class);
		assertThat(small.get(1)).isEqualTo("value 1");
		assertThat(small.remove(32)).isEqualTo("value 32");
		most.set(1024);
		for (next = 32; next <= 400; next++) {
			small.put(next, "value " + next);
		}
		for (long id = 1; id <= 400; id++) {
			assertThat(small.get(id)).isEqualTo("value " + id);
		}
	}

	@Test
	void whatComesAndGoesAtRandomIsWhatAMapHolds() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		Map<Long, String> expected = new HashMap<>();
		for (int step = 0; step < 200_000; step++) {
			// Few different ids, and far apart: many want the same place.
			long id = (long) random.nextInt(600) << random.nextInt(3) * 20;
			if (random.nextInt(5) < 2) {
				assertThat(this.table.remove(id)).as("step %d of seed %d", step, seed).isEqualTo(expected.remove(id));
			}
			else if (!expected.containsKey(id)) {
				this.table.put(id, "value " + step);
				expected.put(id, "value " + step);
			}
			long asked = (long) random.nextInt(600) << random.nextInt(3) * 20;
			assertThat(this.table.get(asked)).as("step %d of seed %d", step, seed).isEqualTo(expected.get(asked));
			assertThat(this.table.size()).isEqualTo(expected.size());
		}
		assertThat(this.table.values()).containsExactlyInAnyOrderElementsOf(expected.values());
	}

}
