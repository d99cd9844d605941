package io.quictransport.internal.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.netty.channel.DefaultEventLoop;
import io.quictransport.internal.loop.LoopTasks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link WorkerSpin}.
 */
class WorkerSpinTests {

	/** So many that they have come close together. */
	private static final int MANY = 1_000;

	/** What one yield takes. */
	private static final long YIELD = 1_000;

	private final DefaultEventLoop loop = new DefaultEventLoop();

	private final Queue<String> waiting = new ConcurrentLinkedQueue<>();

	private long now = 1;

	private long yieldTakes = YIELD;

	private final WorkerSpin<String> spin = new WorkerSpin<>(new LoopTasks(this.loop), this.waiting, () -> this.now,
			() -> this.now += this.yieldTakes);

	@AfterEach
	void close() {
		this.loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
	}

	@Test
	void aThreadThatIsCalledAgainAtOnceLooksForTheNextRequestTheNextTime() {
		this.waiting.add("next");
		assertThat(ranOut(MANY)).as("before anybody was called again").isNull();
		assertThat(ranOutCalledAndRanOut()).isEqualTo("next");
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

	@Test
	void whereOthersKeepTheProcessorNoThreadLooksForAWhile() {
		makeWorthIt();
		this.yieldTakes = 2 * WorkerSpin.KEPT;
		this.waiting.add("late");
		assertThat(ranOut(MANY)).isEqualTo("late");
		this.waiting.add("next");
		this.now += WorkerSpin.PAUSE - YIELD;
		assertThat(ranOut(Integer.MAX_VALUE)).isNull();
		this.now += YIELD;
		assertThat(ranOut(MANY)).isEqualTo("next");
	}

	private void makeWorthIt() {
		this.waiting.add("some");
		assertThat(ranOutCalledAndRanOut()).isEqualTo("some");
		this.waiting.clear();
	}

	private @Nullable String ranOutCalledAndRanOut() {
		assertThat(ranOut(MANY)).isNull();
		this.spin.threadCalled();
		return ranOut(MANY);
	}

	private @Nullable String ranOut(int handled) {
		return this.spin.ranOut(handled, this.now);
	}

}
