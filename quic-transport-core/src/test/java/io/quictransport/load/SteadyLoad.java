package io.quictransport.load;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.quictransport.PeerId;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Makes {@link NumberedCalls} at a given rate, whether or not earlier ones have been
 * answered.
 */
public final class SteadyLoad implements AutoCloseable {

	private static final long TICK_MILLIS = 10;

	private final NumberedCalls calls;

	private final double perTick;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private double due;

	public SteadyLoad(QuicTransport from, PeerId to, int requestsPerSecond, Duration timeout) {
		this.calls = new NumberedCalls(from, to, timeout);
		this.perTick = requestsPerSecond * TICK_MILLIS / 1000.0;
		this.timer.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void tick() {
		for (this.due += this.perTick; this.due >= 1; this.due--) {
			this.calls.next(System.nanoTime());
		}
	}

	/** Waits until so many more calls have ended, well or not. */
	public void awaitMore(int calls) {
		int goal = this.calls.ended() + calls;
		await().until(() -> this.calls.ended() >= goal);
	}

	/** Sends no more, and waits until every call has ended. */
	public void finish() throws InterruptedException {
		this.timer.shutdown();
		assertThat(this.timer.awaitTermination(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		this.calls.awaitEnd();
	}

	public NumberedCalls calls() {
		return this.calls;
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
