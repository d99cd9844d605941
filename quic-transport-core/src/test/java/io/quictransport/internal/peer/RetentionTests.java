package io.quictransport.internal.peer;

import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import io.quictransport.internal.loop.LoopTasks;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Retention}.
 */
class RetentionTests {

	private final EmbeddedChannel loop = new EmbeddedChannel();

	private boolean idle;

	private Runnable whenIdle = () -> {
	};

	private int forgotten;

	private final Retention retention = new Retention(new LoopTasks(this.loop.eventLoop()), (action) -> {
		this.whenIdle = action;
		if (this.idle) {
			action.run();
		}
	}, () -> this.forgotten++);

	@Test
	void aPeerWithoutWorkIsForgottenWhenTheTimeIsOver() {
		this.idle = true;
		this.retention.begin(TimeUnit.SECONDS.toNanos(5));
		pass(4);
		assertThat(this.forgotten).isZero();
		pass(2);
		assertThat(this.forgotten).isOne();
	}

	@Test
	void aPeerWithoutWorkThatHasNoTimeIsForgottenAtOnce() {
		this.idle = true;
		this.retention.begin(0);
		assertThat(this.forgotten).isOne();
	}

	@Test
	void aPeerIsKeptUntilItsWorkHasEnded() {
		this.retention.begin(TimeUnit.SECONDS.toNanos(5));
		pass(3_600);
		assertThat(this.forgotten).isZero();
		this.whenIdle.run();
		assertThat(this.forgotten).isOne();
		this.whenIdle.run();
		assertThat(this.forgotten).isOne();
	}

	@Test
	void aPeerThatIsBackIsNotForgottenWhenItsWorkEnds() {
		this.retention.begin(0);
		this.retention.stop();
		this.whenIdle.run();
		assertThat(this.forgotten).isZero();
	}

	private void pass(long seconds) {
		this.loop.advanceTimeBy(seconds, TimeUnit.SECONDS);
		this.loop.runScheduledPendingTasks();
	}

}
