package io.quictransport.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a peer may take to send the rest of a frame.
 */
class PartialFramesTests {

	private static final long TIMEOUT = 1000;

	private final PartialFrames frames = new PartialFrames(Duration.ofMillis(TIMEOUT));

	@Test
	void aStreamThatStopsForTheTimeoutIsTooSlow() {
		SlowStream stream = stopped(0);
		check(TIMEOUT);
		assertThat(stream.allowed).isEmpty();
		check(TIMEOUT + 1);
		assertThat(stream.allowed).containsExactly(TIMEOUT);
	}

	@Test
	void aLargeFrameHasTimeForItsLength() {
		SlowStream stream = stopped(160 * 1024);
		check(TIMEOUT + 10_000);
		assertThat(stream.allowed).isEmpty();
		check(TIMEOUT + 10_001);
		assertThat(stream.allowed).containsExactly(TIMEOUT + 10_000);
	}

	@Test
	void aSilenceOfTheWholeConnectionIsForgiven() {
		SlowStream stream = stopped(0);
		this.frames.silenceEnded(TimeUnit.MILLISECONDS.toNanos(5000));
		check(5000 + TIMEOUT);
		assertThat(stream.allowed).isEmpty();
		check(5000 + TIMEOUT + 1);
		assertThat(stream.allowed).hasSize(1);
	}

	@Test
	void aStreamThatHasGoneOnIsNotChecked() {
		SlowStream stream = stopped(0);
		this.frames.remove(stream);
		check(10 * TIMEOUT);
		assertThat(stream.allowed).isEmpty();
	}

	@Test
	void aStreamMayEndWhileAllAreChecked() {
		SlowStream first = stopped(0);
		SlowStream second = stopped(0);
		check(2 * TIMEOUT);
		assertThat(first.allowed).hasSize(1);
		assertThat(second.allowed).hasSize(1);
	}

	private SlowStream stopped(int length) {
		SlowStream stream = new SlowStream(length);
		this.frames.add(stream);
		return stream;
	}

	private void check(long millis) {
		this.frames.check(TimeUnit.MILLISECONDS.toNanos(millis));
	}

	/** Has stopped at the time zero, and ends when it is too slow. */
	private final class SlowStream implements PartialFrames.Stream {

		private final List<Long> allowed = new ArrayList<>();

		private final int length;

		private long since;

		SlowStream(int length) {
			this.length = length;
		}

		@Override
		public long stoppedSince() {
			return this.since;
		}

		@Override
		public int frameLength() {
			return this.length;
		}

		@Override
		public void forgive(long now) {
			this.since = now;
		}

		@Override
		public void tooSlow(long millis) {
			this.allowed.add(millis);
			PartialFramesTests.this.frames.remove(this);
		}

	}

}
