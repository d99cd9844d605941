package io.quictransport.internal.peer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.netty.channel.DefaultEventLoop;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.support.RejectingExecutor;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tasks of an executor that is full for a while.
 */
class SerialExecutorTests {

	private final RejectingExecutor executor = new RejectingExecutor();

	private final DefaultEventLoop loop = new DefaultEventLoop();

	private final LoopTasks tasks = new LoopTasks(this.loop);

	private final List<String> run = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
		this.executor.close();
	}

	@Test
	void whatWasRejectedRunsInItsOrderWhenThereIsRoomAlthoughNothingElseComes() {
		SerialExecutor serial = new SerialExecutor(TaskRunner.on(this.executor, "test"), this.tasks);
		this.executor.reject(true);
		serial.execute(() -> this.run.add("first"));
		serial.execute(() -> this.run.add("second"));
		await().atMost(TestNodes.PATIENCE).until(() -> this.executor.rejected() > 1);
		assertThat(this.run).isEmpty();
		this.executor.reject(false);
		await().atMost(TestNodes.PATIENCE).until(() -> this.run.size() == 2);
		assertThat(this.run).containsExactly("first", "second");
	}

	@Test
	void whatIsRejectedStillRunsWhenTheLoopHasEndedMeanwhile() {
		SerialExecutor serial = new SerialExecutor(TaskRunner.on(this.executor, "test"), this.tasks);
		this.executor.reject(true);
		serial.execute(() -> this.run.add("first"));
		this.loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
		this.tasks.failAwaited();
		serial.execute(() -> this.run.add("second"));
		assertThat(this.run).containsExactly("first", "second");
	}

}
