package io.quictransport.quic;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

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

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final List<String> run = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.timer.shutdownNow();
		this.executor.close();
	}

	@Test
	void whatWasRejectedRunsInItsOrderWhenThereIsRoomAlthoughNothingElseComes() {
		SerialExecutor serial = new SerialExecutor(this.executor, this.timer);
		this.executor.reject(true);
		serial.execute(() -> this.run.add("first"));
		serial.execute(() -> this.run.add("second"));
		await().atMost(TestNodes.PATIENCE).until(() -> this.executor.rejected() > 1);
		assertThat(this.run).isEmpty();
		this.executor.reject(false);
		await().atMost(TestNodes.PATIENCE).until(() -> this.run.size() == 2);
		assertThat(this.run).containsExactly("first", "second");
	}

}
