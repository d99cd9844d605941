package io.quictransport.internal.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quictransport.support.CapturedLogs;
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests what is known of an event loop that does not answer, on a clock that the test
 * moves.
 */
class LoopProbeTests {

	private final DefaultEventExecutor loop = new DefaultEventExecutor(new DefaultThreadFactory("probed"));

	private final AtomicLong now = new AtomicLong();

	private final LoopTasks tasks = new LoopTasks(this.loop);

	private final CountDownLatch blocked = new CountDownLatch(1);

	private final CapturedLogs logs = new CapturedLogs();

	@BeforeEach
	void begin() {
		this.logs.begin();
	}

	@AfterEach
	void end() {
		this.blocked.countDown();
		this.loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
		this.logs.end();
	}

	private void block() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		this.loop.execute(() -> {
			begun.countDown();
			waitForTheTest();
		});
		begun.await();
	}

	private void waitForTheTest() {
		try {
			this.blocked.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Duration silence() {
		return this.tasks.silence(3, this.now::get);
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	@Test
	void aLoopThatAnswersIsNotSilentHoweverSeldomItIsAsked() {
		for (int i = 0; i < 5; i++) {
			assertThat(silence()).isZero();
			this.loop.submit(() -> {
			}).syncUninterruptibly();
			pass(Duration.ofHours(1));
		}
		assertThat(this.logs.warnings("event_loop_stuck")).isEmpty();
	}

	@Test
	void aLoopThatIsBlockedIsSilentSinceItWasAskedAndIsLoggedOnceWithThePlaceWhereItIs() throws Exception {
		block();
		assertThat(silence()).isZero();
		pass(Duration.ofMillis(999));
		assertThat(silence()).isZero();
		pass(Duration.ofMillis(1));
		assertThat(silence()).isEqualTo(Duration.ofSeconds(1));
		assertThat(this.logs.warnings("event_loop_stuck")).isEmpty();
		pass(Duration.ofSeconds(9));
		assertThat(silence()).isEqualTo(Duration.ofSeconds(10));
		pass(Duration.ofSeconds(9));
		assertThat(silence()).isEqualTo(Duration.ofSeconds(19));
		assertThat(this.logs.warnings("event_loop_stuck")).singleElement()
			.asString()
			.contains("thread=probed", "loop=3", "silent_ms=10000", "LoopProbeTests.waitForTheTest");
	}

	@Test
	void aLoopThatAnswersAgainIsNotSilentAnyMoreAndThatIsLogged() throws Exception {
		block();
		silence();
		pass(Duration.ofSeconds(10));
		assertThat(silence()).isPositive();
		this.blocked.countDown();
		await().atMost(Results.PATIENCE)
			.until(() -> this.logs.texts().stream().anyMatch((line) -> line.startsWith("event=event_loop_answers ")));
		assertThat(silence()).isZero();
	}

	@Test
	void theQuestionDoesNotCountAsATaskThatWaits() throws Exception {
		block();
		silence();
		assertThat(this.tasks.queued()).isZero();
		this.loop.execute(() -> {
		});
		assertThat(this.tasks.queued()).isOne();
	}

	@Test
	void aLoopThatHasEndedIsNotSilent() {
		this.loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
		silence();
		pass(Duration.ofHours(1));
		assertThat(silence()).isZero();
	}

}
