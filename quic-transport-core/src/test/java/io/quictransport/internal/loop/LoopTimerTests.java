package io.quictransport.internal.loop;

import java.time.Duration;

import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LoopTimerTests {

	@ParameterizedTest
	@ValueSource(longs = { Long.MIN_VALUE, -10_000_000_000L, -1, 0, 1, 10_000_000_000L, Long.MAX_VALUE })
	void aDurationOfAnyLengthCountsAsACenturyAtMost(long seconds) {
		long century = Duration.ofDays(36_525).toNanos();
		assertThat(LoopTimer.nanos(Duration.ofSeconds(seconds))).isBetween(-century, century)
			.satisfies((nanos) -> assertThat(Long.signum(nanos)).isEqualTo(Long.signum(seconds)));
	}

}
