package io.quictransport.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ManualEventLoopTests {

	private final ManualEventLoop manual = new ManualEventLoop();

	private final List<String> ran = new ArrayList<>();

	private final long begun = this.manual.nanoTime();

	@AfterEach
	void close() {
		this.manual.close();
	}

	@Test
	void nothingRunsByItself() {
		this.manual.loop().execute(() -> note("submitted"));
		assertThat(this.ran).isEmpty();
		this.manual.run();
		assertThat(this.ran).containsExactly("submitted at 0");
	}

	@Test
	void scheduledTasksRunWhenTheClockIsMovedAndSeeTheTimeForWhichTheyWereScheduled() {
		schedule("later", 20);
		schedule("sooner", 10);
		this.manual.advance(Duration.ofMillis(9));
		assertThat(this.ran).isEmpty();
		this.manual.advance(Duration.ofMillis(1));
		assertThat(this.ran).containsExactly("sooner at 10");
		this.manual.advance(Duration.ofHours(1));
		assertThat(this.ran).containsExactly("sooner at 10", "later at 20");
		assertThat(this.manual.nanoTime() - this.begun).isEqualTo(Duration.ofHours(1).plusMillis(10).toNanos());
	}

	@Test
	void tasksThatScheduleOthersHaveThemRunInTheSameMove() {
		this.manual.loop().schedule(() -> schedule("second", 10), 10, TimeUnit.MILLISECONDS);
		this.manual.advance(Duration.ofMillis(25));
		assertThat(this.ran).containsExactly("second at 20");
	}

	@Test
	void aPeriodicTaskRunsOnceForEachPeriod() {
		Future<?> ticks = this.manual.loop().scheduleAtFixedRate(() -> note("tick"), 10, 10, TimeUnit.MILLISECONDS);
		this.manual.advance(Duration.ofMillis(35));
		assertThat(this.ran).containsExactly("tick at 10", "tick at 20", "tick at 30");
		ticks.cancel(false);
		this.manual.advance(Duration.ofMillis(35));
		assertThat(this.ran).hasSize(3);
	}

	private void schedule(String name, long millis) {
		this.manual.loop().schedule(() -> note(name), millis, TimeUnit.MILLISECONDS);
	}

	private void note(String what) {
		this.ran.add(what + " at " + TimeUnit.NANOSECONDS.toMillis(this.manual.nanoTime() - this.begun));
	}

}
