package io.quictransport.internal.messaging;

import java.util.PriorityQueue;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link LongHeap}.
 */
class LongHeapTests {

	@Test
	void numbersComeBackFromTheLowestOn() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		LongHeap heap = new LongHeap();
		PriorityQueue<Long> expected = new PriorityQueue<>();
		for (int step = 0; step < 20_000; step++) {
			if (random.nextInt(5) < 3) {
				long number = random.nextInt(1_000);
				heap.add(number);
				expected.add(number);
			}
			else if (!expected.isEmpty()) {
				assertThat(heap.peek()).as("step %d of seed %d", step, seed).isEqualTo(expected.element());
				assertThat(heap.poll()).as("step %d of seed %d", step, seed).isEqualTo(expected.remove());
			}
			assertThat(heap.size()).isEqualTo(expected.size());
			assertThat(heap.isEmpty()).isEqualTo(expected.isEmpty());
		}
	}

	@Test
	void whatIsNotWantedIsDropped() {
		LongHeap heap = new LongHeap();
		for (long number = 100; number > 0; number--) {
			heap.add(number);
		}
		heap.retain((number) -> number % 2 == 0);
		assertThat(heap.size()).isEqualTo(50);
		for (long number = 2; number <= 100; number += 2) {
			assertThat(heap.poll()).isEqualTo(number);
		}
		assertThat(heap.isEmpty()).isTrue();
	}

}
