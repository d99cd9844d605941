package io.quictransport.internal.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.internal.loop.LoopTasks.LoopTimer;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.ManualEventLoop;
import io.quictransport.support.ScarceLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an event loop has no memory to take.
 */
class LoopTasksTests {

	private static final Duration DELAY = Duration.ofSeconds(5);

	private final ManualEventLoop time = new ManualEventLoop();

	private final ScarceLoop loop = new ScarceLoop(this.time.loop());

	private final LoopTasks tasks = new LoopTasks(this.loop.loop());

	private final List<String> run = new ArrayList<>();

	private final LoopTimer timer = new LoopTimer(this.tasks, () -> this.run.add("timer"));

	private final CapturedLogs logs = new CapturedLogs();

	@BeforeEach
	void begin() {
		this.logs.begin();
		this.tasks.keepUp();
	}

	@AfterEach
	void close() {
		this.logs.end();
		this.time.close();
	}

	@Test
	void aTimerFiresWhenItIsDueThoughItFoundNoMemoryAtFirst() {
		this.loop.isShort(true);
		this.timer.set(DELAY.toNanos());
		assertThat(this.timer.isSet()).isTrue();
		this.loop.isShort(false);
		this.time.advance(DELAY.minusMillis(1));
		assertThat(this.run).isEmpty();
		this.time.advance(Duration.ofMillis(1));
		assertThat(this.run).containsExactly("timer");
		assertThat(this.timer.isSet()).isFalse();
	}

	@Test
	void aTimerThatIsOverdueFiresThoughThereIsNoMemoryStill() {
		this.loop.isShort(true);
		this.timer.set(DELAY.toNanos());
		this.time.advance(DELAY.plusSeconds(1));
		assertThat(this.run).containsExactly("timer");
	}

	@Test
	void aTimerThatFoundNoMemoryCanBeCancelledAndSetAgain() {
		this.loop.isShort(true);
		this.timer.set(DELAY.toNanos());
		this.timer.cancel();
		assertThat(this.timer.isSet()).isFalse();
		this.time.advance(DELAY.multipliedBy(2));
		assertThat(this.run).isEmpty();
		this.timer.set(DELAY.toNanos());
		this.timer.set(2 * DELAY.toNanos());
		this.loop.isShort(false);
		this.time.advance(DELAY.multipliedBy(2).minusMillis(1));
		assertThat(this.run).isEmpty();
		this.time.advance(DELAY);
		assertThat(this.run).containsExactly("timer");
	}

	@Test
	void aTimerThatFailsHoldsUpNoOther() {
		this.loop.isShort(true);
		this.timer.set(1);
		new LoopTimer(this.tasks, () -> {
			throw new IllegalStateException("made up by a test");
		}).set(1);
		this.time.advance(DELAY);
		assertThat(this.run).containsExactly("timer");
		assertThat(this.logs.warnings("late_task_failed")).hasSize(1);
	}

	@Test
	void tasksThatNothingWaitsForRunLaterInTheirOrder() {
		this.loop.isShort(true);
		this.tasks.execute(() -> this.run.add("first"));
		this.loop.isShort(false);
		this.tasks.execute(() -> this.run.add("second"));
		this.time.run();
		assertThat(this.run).isEmpty();
		this.time.advance(DELAY);
		this.tasks.execute(() -> this.run.add("third"));
		this.time.run();
		assertThat(this.run).containsExactly("first", "second", "third");
	}

	@Test
	void whatALateTaskAddsDoesNotWaitForTheNextAttempt() {
		this.loop.isShort(true);
		this.tasks.execute(() -> this.tasks.execute(() -> this.run.add("added")));
		this.tasks.execute(() -> this.run.add("second"));
		this.loop.isShort(false);
		this.time.advance(Duration.ofMillis(500));
		assertThat(this.run).containsExactly("second", "added");
		this.tasks.execute(() -> this.run.add("at once"));
		this.time.run();
		assertThat(this.run).endsWith("at once");
	}

	@Test
	void theAttemptsBeginAgainThoughTheLoopHasDroppedThem() {
		this.loop.dropsWhatRepeats();
		this.loop.isShort(true);
		this.tasks.execute(() -> this.run.add("late"));
		this.loop.isShort(false);
		this.time.advance(DELAY);
		assertThat(this.run).isEmpty();
		this.timer.set(1);
		this.time.advance(DELAY);
		assertThat(this.run).containsExactly("timer", "late");
	}

	@Test
	void whoeverWaitsForATaskIsToldThatThereIsNoMemory() {
		this.loop.isShort(true);
		CompletableFuture<Void> future = this.tasks.complete(new CompletableFuture<>(), () -> this.run.add("task"));
		assertThat(future).isCompletedExceptionally();
		NetworkException told = (NetworkException) future.handle((done, cause) -> cause).join();
		assertThat(told.code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(told.outcome()).isEqualTo(Outcome.NOT_SENT);
		this.loop.isShort(false);
		this.time.advance(DELAY);
		assertThat(this.run).isEmpty();
	}

	@Test
	void whatIsToBeRetriedIsRetriedThoughItsDelayFoundNoMemory() {
		this.loop.isShort(true);
		this.tasks.retry(() -> this.run.add("again"), () -> this.run.add("given up"));
		assertThat(this.run).isEmpty();
		this.loop.isShort(false);
		this.time.advance(DELAY);
		assertThat(this.run).containsExactly("again");
	}

	@Test
	void aLackOfMemoryIsALineAMinute() {
		this.loop.isShort(true);
		for (int i = 0; i < 100; i++) {
			this.timer.set(TimeUnit.HOURS.toNanos(1));
		}
		assertThat(this.logs.warnings("event_loop_short_of_memory")).hasSize(1);
	}

}
