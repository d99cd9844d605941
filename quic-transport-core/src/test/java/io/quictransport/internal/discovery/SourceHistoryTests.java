package io.quictransport.internal.discovery;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.PeerSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is known of a source of peers, and which of its failures are worth a
 * warning, on a clock that the test moves.
 */
class SourceHistoryTests {

	private static final Duration PATIENCE = Duration.ofNanos(SourceHistory.PATIENCE_NANOS);

	private static final Duration PAUSE = Duration.ofNanos(SourceHistory.PAUSE_NANOS);

	private final AtomicLong now = new AtomicLong(TimeUnit.DAYS.toNanos(7));

	private final SourceHistory history = new SourceHistory(this.now::get);

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	private PeerSource source() {
		return this.history.describe("dns nodes.svc");
	}

	@Test
	void aSourceWaitsUntilItHasAnsweredOrFailed() {
		assertThat(source()).returns(PeerSource.State.WAITING, PeerSource::state)
			.returns(null, PeerSource::answeredAt)
			.returns(null, PeerSource::failedAt)
			.returns(null, PeerSource::reason)
			.returns(0L, PeerSource::failures);
	}

	@Test
	void aFailureIsKeptWithItsTimeUntilTheNextAnswerAndTheTimeOfTheLastAnswerStays() {
		pass(Duration.ofSeconds(1));
		this.history.answered();
		pass(Duration.ofSeconds(1));
		this.history.failed("SERVFAIL", "SERVFAIL");
		this.history.failed("SERVFAIL, again", "SERVFAIL");
		PeerSource failing = source();
		assertThat(failing).returns(PeerSource.State.FAILING, PeerSource::state)
			.returns("SERVFAIL, again", PeerSource::reason)
			.returns(2L, PeerSource::failures);
		assertThat(failing.answeredAt()).isEqualTo(failing.since().plusSeconds(1));
		assertThat(failing.failedAt()).isEqualTo(failing.since().plusSeconds(2));
		this.history.answered();
		assertThat(source()).returns(PeerSource.State.ANSWERING, PeerSource::state)
			.returns(null, PeerSource::reason)
			.returns(null, PeerSource::failedAt)
			.returns(0L, PeerSource::failures);
	}

	@Test
	void eachCauseIsNewsOnceAndAgainAfterAPause() {
		assertThat(this.history.failed("query 17 timed out", "timed out")).isTrue();
		assertThat(this.history.failed("query 18 timed out", "timed out")).isFalse();
		assertThat(this.history.failed("NXDOMAIN", "NXDOMAIN")).isTrue();
		assertThat(this.history.failed("query 19 timed out", "timed out")).isFalse();
		pass(PAUSE.minusNanos(1));
		assertThat(this.history.failed("NXDOMAIN", "NXDOMAIN")).isFalse();
		pass(Duration.ofNanos(1));
		assertThat(this.history.failed("NXDOMAIN", "NXDOMAIN")).isTrue();
	}

	@Test
	void aCauseIsNewsAgainAfterAnAnswerWhichIsNewsWhereAFailureWas() {
		assertThat(this.history.answered()).isFalse();
		assertThat(this.history.failed("NXDOMAIN", "NXDOMAIN")).isTrue();
		assertThat(this.history.answered()).isTrue();
		assertThat(this.history.answered()).isFalse();
		assertThat(this.history.failed("NXDOMAIN", "NXDOMAIN")).isTrue();
	}

	@Test
	void causesThatDifferEachTimeFillNeitherTheLogNorTheMemory() {
		int lines = 0;
		for (int i = 0; i < 100_000; i++) {
			lines += this.history.failed("cause " + i, "cause " + i) ? 1 : 0;
			pass(Duration.ofMillis(1));
		}
		assertThat(lines).as("ten at once and ten a minute, for 100 s").isBetween(20, 27);
	}

	@Test
	void aSourceThatNamesNobodyIsNewsWhenTheFirstNodeOfAClusterWouldHaveRegistered() {
		assertThat(this.history.wasEmpty("nobody")).isFalse();
		assertThat(source().state()).isEqualTo(PeerSource.State.FAILING);
		pass(PATIENCE.minusNanos(1));
		assertThat(this.history.wasEmpty("nobody")).isFalse();
		pass(Duration.ofNanos(1));
		assertThat(this.history.wasEmpty("nobody")).isTrue();
		assertThat(this.history.wasEmpty("nobody")).isFalse();
	}

	@Test
	void aSourceThatNamesNobodyAnswersAllTheSame() {
		pass(Duration.ofSeconds(1));
		this.history.wasEmpty("nobody");
		PeerSource empty = source();
		assertThat(empty.answeredAt()).isEqualTo(empty.since().plusSeconds(1));
	}

	@Test
	void aSourceThatIsEmptiedIsNewsWhenItStaysSo() {
		pass(PAUSE);
		this.history.answered();
		pass(PATIENCE);
		assertThat(this.history.wasEmpty("nobody")).isFalse();
		pass(PATIENCE);
		assertThat(this.history.wasEmpty("nobody")).isTrue();
	}

	@Test
	void aSourceThatHasNotSaidAnythingIsOverdue() {
		assertThat(this.history.overdue()).isEqualTo("it has not answered yet, nor failed");
		assertThat(this.history.overdue()).isNull();
	}

	@Test
	void aSourceThatWasEmptyOnceIsOverdueForThatReason() {
		this.history.wasEmpty("nobody");
		assertThat(this.history.overdue()).isEqualTo("nobody");
	}

	@Test
	void neitherASourceThatHasAnsweredNorOneWhoseFailureWasLoggedIsOverdue() {
		this.history.failed("NXDOMAIN", "NXDOMAIN");
		assertThat(this.history.overdue()).isNull();
		this.history.answered();
		assertThat(this.history.overdue()).isNull();
	}

}
