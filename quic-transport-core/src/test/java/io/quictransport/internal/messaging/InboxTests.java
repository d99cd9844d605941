package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import io.quictransport.NetworkMessage;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One-way messages of a path while the handler executor has no thread to go on with: the
 * thread that has them goes on, and its stack does not grow.
 */
class InboxTests {

	/** Some ten times as many as a thread takes in one turn. */
	private static final int MANY = 1_500;

	private static final int BATCH = 500;

	private final TestNodes nodes = new TestNodes();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final Queue<Integer> depths = new ConcurrentLinkedQueue<>();

	private volatile Executor executor = this.threads;

	@AfterEach
	void close() {
		this.gate.countDown();
		this.executor = this.threads;
		this.nodes.close();
		this.threads.shutdownNow();
	}

	@Test
	void anExecutorThatRejectsWhatIsLeft() {
		handleManyWhileBusy((task) -> {
			throw new RejectedExecutionException("full");
		});
	}

	@Test
	void anExecutorThatHasTheCallerRunWhatIsLeft() {
		handleManyWhileBusy(Runnable::run);
	}

	private void handleManyWhileBusy(Executor busy) {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b",
				(options) -> options.withHandlerExecutor((task) -> this.executor.execute(task))
					.withLimits(options.limits().withMaxQueuedMessages(MANY)));
		b.onMessage("log", (message, context) -> {
			this.gate.await();
			this.depths.add(new Throwable().getStackTrace().length);
		});
		TestNodes.connect(a, b);
		NetworkMessage message = NetworkMessage.message(idOf(b), "log", new byte[1]);
		for (int sent = 0; sent < MANY; sent += BATCH) {
			List<CompletableFuture<Void>> batch = new ArrayList<>();
			for (int i = 0; i < BATCH; i++) {
				batch.add(a.send(message, TestNodes.UNHURRIED));
			}
			batch.forEach(TestNodes::get);
		}
		this.executor = busy;
		this.gate.countDown();
		await().atMost(TestNodes.PATIENCE).until(() -> this.depths.size() == MANY);
		assertThat(this.depths).containsOnly(this.depths.element());
		this.executor = this.threads;
		get(a.send(message, TestNodes.UNHURRIED));
		await().atMost(TestNodes.PATIENCE).until(() -> this.depths.size() == MANY + 1);
	}

}
