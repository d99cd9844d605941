package io.quictransport.quic;

import java.time.Duration;

import io.netty.channel.SelectStrategy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link BusyPoll}, at a clock of their own.
 */
class BusyPollTests {

	private static final Duration LONGEST = Duration.ofNanos(100_000);

	/** What one look takes. */
	private static final long LOOK = 1_000;

	private long now = 1;

	private long yieldTakes = LOOK;

	private int yields;

	private int looks;

	private boolean handlersAtWork;

	private int ready;

	private final BusyPoll poll = new BusyPoll(LONGEST, () -> this.handlersAtWork, () -> this.now, () -> {
		this.yields++;
		this.now += this.yieldTakes;
	});

	@Test
	void theLoopLooksForTheTimeItIsGivenAndThenSleeps() throws Exception {
		long begun = this.now;
		lookInVain();
		assertThat(this.now - begun).isBetween(LONGEST.toNanos(), LONGEST.toNanos() + 2 * LOOK);
	}

	@Test
	void whatIsFoundIsHandedOnAndTheLoopLooksAgain() throws Exception {
		for (int i = 0; i < 1000; i++) {
			assertThat(next(false)).as("look %s", i).isZero();
			this.ready = 3;
			assertThat(next(false)).isEqualTo(3);
			this.ready = 0;
		}
	}

	@Test
	void tasksAreNeverKeptWaiting() throws Exception {
		lookInVain();
		for (int i = 0; i < 100; i++) {
			assertThat(next(true)).isZero();
		}
	}

	@Test
	void eachLookInVainIsFollowedByTwiceAsManySleepsWithoutOneUpToAMost() throws Exception {
		for (int expected = 1; expected < BusyPoll.MOST_SLEEPS; expected *= 2) {
			lookInVain();
			assertThat(sleepsUntilTheNextLook()).isEqualTo(expected);
		}
		for (int i = 0; i < 3; i++) {
			lookInVain();
			assertThat(sleepsUntilTheNextLook()).isEqualTo(BusyPoll.MOST_SLEEPS);
		}
	}

	@Test
	void aLookThatFindsSomethingMakesUpForAllThatDidNot() throws Exception {
		for (int i = 0; i < 5; i++) {
			lookInVain();
			sleepsUntilTheNextLook();
		}
		this.ready = 1;
		assertThat(next(false)).isEqualTo(1);
		this.ready = 0;
		lookInVain();
		assertThat(sleepsUntilTheNextLook()).isEqualTo(1);
	}

	@Test
	void theProcessorIsKeptAtFirstAndLentToOthersAfterAWhile() throws Exception {
		long begun = this.now;
		while (this.yields == 0) {
			assertThat(next(false)).isZero();
		}
		assertThat(this.now - begun).isBetween(BusyPoll.ALONE_NANOS, BusyPoll.ALONE_NANOS + 3 * LOOK);
	}

	@Test
	void handlersAtWorkHaveTheProcessorAtOnce() throws Exception {
		this.handlersAtWork = true;
		assertThat(next(false)).isZero();
		assertThat(this.yields).isOne();
	}

	@Test
	void whereOthersKeepTheProcessorAgainTheLoopSleepsInsteadOfLendingIt() throws Exception {
		this.handlersAtWork = true;
		this.yieldTakes = 2 * Yielding.KEPT_NANOS;
		while (this.yields < 2) {
			next(false);
		}
		long paused = this.now;
		while (this.now - paused < Yielding.SHORTEST_PAUSE_NANOS - 2 * Yielding.KEPT_NANOS) {
			assertThat(next(false)).isEqualTo(SelectStrategy.SELECT);
			this.now += Yielding.KEPT_NANOS;
		}
		assertThat(this.yields).isEqualTo(2);
		this.now = paused + Yielding.SHORTEST_PAUSE_NANOS;
		for (int i = 0; i <= BusyPoll.MOST_SLEEPS; i++) {
			next(false);
		}
		assertThat(this.yields).isEqualTo(3);
	}

	/** Looks until the loop is to sleep. */
	private void lookInVain() throws Exception {
		assertThat(next(false)).isZero();
		int next = next(false);
		while (next == 0) {
			next = next(false);
		}
		assertThat(next).isEqualTo(SelectStrategy.SELECT);
	}

	/** Goes on to the beginning of the next look. */
	private int sleepsUntilTheNextLook() throws Exception {
		int before = this.looks;
		int sleeps = 0;
		while (next(false) == SelectStrategy.SELECT) {
			assertThat(this.looks).as("a sleep is one without a look").isEqualTo(before);
			sleeps++;
		}
		return sleeps;
	}

	private int next(boolean hasTasks) throws Exception {
		this.now += LOOK;
		return this.poll.calculateStrategy(() -> {
			this.looks++;
			return this.ready;
		}, hasTasks);
	}

}
