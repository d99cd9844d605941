package io.quictransport.internal.messaging;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTests {

	private final Pace pace = new Pace();

	@Test
	void theMeanComesNearToWhatHandlersTake() {
		take(200, 20);
		assertThat(this.pace.retryAfterMillis()).isBetween(190L, 200L);
	}

	@Test
	void oneThatTookLongIsForgotten() {
		take(20, 20);
		take(2000, 1);
		assertThat(this.pace.retryAfterMillis()).isBetween(250L, 300L);
		take(20, 20);
		assertThat(this.pace.retryAfterMillis()).isBetween(20L, 40L);
	}

	@Test
	void nobodyIsToldToComeBackAtOnceOrInAnHour() {
		take(0, 100);
		assertThat(this.pace.retryAfterMillis()).isEqualTo(10);
		take(TimeUnit.HOURS.toMillis(1), 100);
		assertThat(this.pace.retryAfterMillis()).isEqualTo(5000);
	}

	private void take(long millis, int times) {
		for (int i = 0; i < times; i++) {
			this.pace.took(TimeUnit.MILLISECONDS.toNanos(millis));
		}
	}

}
