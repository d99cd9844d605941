package io.quictransport.internal.messaging;

import java.time.Duration;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.support.ManualLoop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds what is known of the oldest message that waits.
 */
class WaitWatchTests {

	private static final Duration POLL = Duration.ofMillis(WaitWatch.POLL_MILLIS);

	private final ManualLoop loop = new ManualLoop();

	private final WaitWatch watch = new WaitWatch(new LoopTasks(this.loop.loop()), this.loop::now);

	private final FakeQueue one = new FakeQueue();

	private final FakeQueue other = new FakeQueue();

	@AfterEach
	void close() {
		this.loop.close();
	}

	@Test
	void theLongestWaitOfAllQueuesIsKnownAfterASecondAndGrows() {
		this.one.since = this.loop.now();
		this.watch.waits(this.one);
		this.loop.pass(Duration.ofMillis(400));
		this.other.since = this.loop.now();
		this.watch.waits(this.other);
		assertThat(this.watch.longest()).isZero();
		this.loop.pass(Duration.ofMillis(600));
		assertThat(this.watch.longest()).isEqualTo(POLL);
		this.loop.pass(Duration.ofMillis(300));
		assertThat(this.watch.longest()).isEqualTo(Duration.ofMillis(1300));
		this.one.since = null;
		this.loop.pass(Duration.ofMillis(700));
		assertThat(this.watch.longest()).isEqualTo(Duration.ofMillis(1600));
	}

	@Test
	void aQueueIsPolledOnlyWhileSomethingWaits() {
		this.one.since = this.loop.now();
		this.watch.waits(this.one);
		this.watch.waits(this.one);
		this.loop.pass(POLL.multipliedBy(2));
		assertThat(this.one.polls).isEqualTo(2);
		this.one.since = null;
		this.loop.pass(POLL.multipliedBy(5));
		assertThat(this.one.polls).isEqualTo(3);
		assertThat(this.watch.longest()).isZero();
	}

	@Test
	void aQueueThatFillsAgainIsPolledAgain() {
		this.watch.waits(this.one);
		this.loop.pass(POLL);
		this.one.since = this.loop.now();
		this.watch.waits(this.one);
		this.loop.pass(POLL);
		assertThat(this.watch.longest()).isEqualTo(POLL);
	}

	private static final class FakeQueue implements WaitWatch.Queue {

		private @Nullable Long since;

		private int polls;

		@Override
		public @Nullable Long waitsSince() {
			this.polls++;
			return this.since;
		}

	}

}
