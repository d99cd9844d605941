package io.quictransport.internal.endpoint;

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

	private boolean answersDue;

	private int ready;

	private int processors = 2;

	/** For how long the loop was ready and did not run. */
	private long waited;

	private final BusyPoll poll = new BusyPoll(LONGEST, () -> this.answersDue, () -> this.processors,
			new Contention(() -> this.waited, () -> 0), () -> this.now, () -> {
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
	void eachLookInVainIsFollowedByFourTimesAsManySleepsWithoutOneUpToAMost() throws Exception {
		for (int expected = 1; expected < BusyPoll.MOST_SLEEPS; expected *= 4) {
			lookInVain();
			assertThat(sleepsUntilTheNextLook()).isEqualTo(expected);
		}
		for (int i = 0; i < 3; i++) {
			lookInVain();
			assertThat(sleepsUntilTheNextLook()).isEqualTo(BusyPoll.MOST_SLEEPS);
		}
	}

	@Test
	void twoLooksThatFindSomethingMakeUpForOneThatDidNot() throws Exception {
		for (int i = 0; i < 20; i++) {
			lookInVain();
			assertThat(sleepsUntilTheNextLook()).isOne();
			find();
			assertThat(next(false)).isZero();
			find();
		}
	}

	@Test
	void whereEachSecondLookFindsSomethingTheLoopNearlyAlwaysSleeps() throws Exception {
		int sleeps = 0;
		for (int i = 0; i < 20; i++) {
			lookInVain();
			sleeps = sleepsUntilTheNextLook();
			find();
		}
		assertThat(sleeps).isEqualTo(BusyPoll.MOST_SLEEPS / 2);
	}

	@Test
	void aYieldThatTakesForEverIsNotRepeatedSoon() throws Exception {
		this.answersDue = true;
		this.yieldTakes = 2 * YieldBackoff.SHORTEST_PAUSE_NANOS;
		next(false);
		assertThat(this.yields).isOne();
		for (int i = 0; i < 10; i++) {
			next(false);
		}
		assertThat(this.yields).isOne();
	}

	@Test
	void theProcessorIsLentOnceThenKeptAndLentAgainAfterAWhile() throws Exception {
		long begun = this.now;
		assertThat(next(false)).isZero();
		assertThat(this.yields).isOne();
		while (this.yields == 1) {
			assertThat(next(false)).isZero();
		}
		assertThat(this.now - begun).isBetween(BusyPoll.ALONE_NANOS, BusyPoll.ALONE_NANOS + 4 * LOOK);
	}

	@Test
	void whereOthersKeepTheProcessorItIsNotLentFirstButTheLoopLooksAllTheSame() throws Exception {
		this.yieldTakes = 2 * YieldBackoff.SHORTEST_PAUSE_NANOS;
		assertThat(next(false)).isZero();
		assertThat(next(false)).isEqualTo(SelectStrategy.SELECT);
		sleepsUntilTheNextLook();
		assertThat(next(false)).isZero();
		assertThat(this.yields).isOne();
	}

	@Test
	void handlersThatAreAboutToAnswerHaveTheProcessorAtOnce() throws Exception {
		this.answersDue = true;
		assertThat(next(false)).isZero();
		assertThat(this.yields).isOne();
	}

	@Test
	void whereOthersKeepTheProcessorAgainTheLoopSleepsInsteadOfLendingIt() throws Exception {
		this.answersDue = true;
		this.yieldTakes = 2 * YieldBackoff.KEPT_NANOS;
		while (this.yields < 2) {
			next(false);
		}
		long paused = this.now;
		while (this.now - paused < YieldBackoff.SHORTEST_PAUSE_NANOS - 2 * YieldBackoff.KEPT_NANOS) {
			assertThat(next(false)).isEqualTo(SelectStrategy.SELECT);
			this.now += YieldBackoff.KEPT_NANOS;
		}
		assertThat(this.yields).isEqualTo(2);
		this.now = paused + YieldBackoff.SHORTEST_PAUSE_NANOS;
		for (int i = 0; i <= BusyPoll.MOST_SLEEPS; i++) {
			next(false);
		}
		assertThat(this.yields).isEqualTo(3);
	}

	@Test
	void withOneProcessorTheLoopSleepsAtOnceAndLooksAgainWhenThereAreMore() throws Exception {
		this.processors = 1;
		this.now += BusyPoll.ASK_NANOS;
		for (int i = 0; i < 100; i++) {
			assertThat(next(false)).isEqualTo(SelectStrategy.SELECT);
		}
		assertThat(this.looks).isZero();
		this.processors = 2;
		this.now += BusyPoll.ASK_NANOS;
		assertThat(next(false)).isZero();
	}

	@Test
	void whereOthersWantTheProcessorTheLoopSleepsAtOnceAndLooksAgainWhenTheyMayBeGone() throws Exception {
		next(false);
		this.waited += BusyPoll.ASK_NANOS;
		this.now += BusyPoll.ASK_NANOS;
		find();
		long found = this.now;
		while (this.now - found < Contention.SHORTEST_NANOS) {
			assertThat(next(false)).isEqualTo(SelectStrategy.SELECT);
			this.now += BusyPoll.ASK_NANOS;
		}
		assertThat(next(false)).isZero();
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

	/** Finds something in the look that has begun. */
	private void find() throws Exception {
		this.ready = 1;
		assertThat(next(false)).isEqualTo(1);
		this.ready = 0;
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
