package io.quictransport.internal.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.support.ManualEventLoop;
import io.quictransport.support.ManualLoop;
import io.quictransport.support.ScarceLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineSweepTests {

	private static final Duration DUE = Duration.ofMillis(100);

	private final ManualLoop loop = new ManualLoop();

	private final List<Long> sweeps = new ArrayList<>();

	private long left = Long.MAX_VALUE;

	private boolean failing;

	private final DeadlineSweep sweep = new DeadlineSweep(new LoopTasks(this.loop.loop()), this.loop::now, (now) -> {
		this.sweeps.add(now);
		if (this.failing) {
			throw new IllegalStateException("made up");
		}
		return this.left;
	});

	@AfterEach
	void close() {
		this.loop.close();
	}

	@Test
	void deadlinesAreCheckedWhenTheEarliestIsDueAndAgainForThoseThatAreLeft() {
		this.left = DUE.toNanos();
		this.sweep.expect(this.loop.now() + DUE.toNanos());
		this.loop.pass(DUE.minusMillis(1));
		assertThat(this.sweeps).isEmpty();
		this.loop.pass(Duration.ofMillis(1));
		assertThat(this.sweeps).hasSize(1);
		this.left = Long.MAX_VALUE;
		this.loop.pass(DUE.multipliedBy(5));
		assertThat(this.sweeps).hasSize(2);
	}

	@Test
	void deadlinesAreCheckedThoughTheirTimerFoundNoMemory() {
		ManualEventLoop time = new ManualEventLoop();
		ScarceLoop scarce = new ScarceLoop(time.loop());
		LoopTasks tasks = new LoopTasks(scarce.loop());
		tasks.keepUp();
		DeadlineSweep late = new DeadlineSweep(tasks, time::nanoTime, (now) -> {
			this.sweeps.add(now);
			return Long.MAX_VALUE;
		});
		scarce.isShort(true);
		late.expect(time.nanoTime() + DUE.toNanos());
		time.advance(DUE.multipliedBy(10));
		assertThat(this.sweeps).hasSize(1);
		time.close();
	}

	@Test
	void aSweepThatFailsIsRepeatedUntilItSucceeds() {
		this.failing = true;
		this.sweep.expect(this.loop.now() + DUE.toNanos());
		this.loop.pass(DUE.plusMillis(50));
		assertThat(this.sweeps).hasSizeGreaterThan(1);
		this.failing = false;
		int before = this.sweeps.size();
		this.loop.pass(DUE);
		assertThat(this.sweeps).hasSize(before + 1);
	}

}
