package io.quictransport.internal.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.netty.channel.DefaultEventLoop;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.support.TestNodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link WorkerSpin}.
 */
class WorkerSpinTests {

	/**
	 * So many that they have come close together, whatever the machine does meanwhile.
	 */
	private static final int MANY = 100_000_000;

	private final DefaultEventLoop loop = new DefaultEventLoop();

	private final Queue<String> waiting = new ConcurrentLinkedQueue<>();

	private final WorkerSpin<String> spin = new WorkerSpin<>(new LoopTasks(this.loop), this.waiting);

	@AfterEach
	void close() {
		this.loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
	}

	@Test
	void aThreadThatIsCalledAgainAtOnceLooksForTheNextRequestTheNextTime() {
		this.waiting.add("next");
		assertThat(ranOut(MANY)).as("before anybody was called again").isNull();
		await().atMost(TestNodes.PATIENCE).until(() -> "next".equals(ranOutCalledAndRanOut()));
		this.waiting.add("another");
		assertThat(ranOut(MANY)).as("after a look that has paid").isEqualTo("another");
	}

	@Test
	void aLookInVainIsTheLast() {
		makeWorthIt();
		assertThat(ranOut(MANY)).isNull();
		this.waiting.add("too late");
		assertThat(ranOut(MANY)).isNull();
	}

	@Test
	void requestsThatComeFarApartAreNotLookedFor() {
		makeWorthIt();
		this.waiting.add("next");
		assertThat(ranOut(0)).isNull();
	}

	@Test
	void theEventLoopNeverLooks() {
		makeWorthIt();
		this.waiting.add("next");
		assertThat(this.loop.submit(() -> "found " + ranOut(MANY)).syncUninterruptibly().getNow())
			.isEqualTo("found null");
	}

	private void makeWorthIt() {
		await().atMost(TestNodes.PATIENCE).until(() -> {
			this.waiting.add("some");
			return ranOutCalledAndRanOut() != null;
		});
		this.waiting.clear();
	}

	private @Nullable String ranOutCalledAndRanOut() {
		String found = ranOut(MANY);
		this.spin.threadCalled();
		return (found != null) ? found : ranOut(MANY);
	}

	private @Nullable String ranOut(int handled) {
		return this.spin.ranOut(handled, System.nanoTime());
	}

}
