package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.ErrorCode;
import io.quictransport.support.ManualLoop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a peer is asked, how far away it is, and when it is taken for gone.
 */
class LivenessTests {

	private static final long INTERVAL = FakeConnection.PING_INTERVAL.toMillis();

	private static final long IDLE = FakeConnection.IDLE_TIMEOUT.toMillis();

	private final ManualLoop loop = new ManualLoop();

	private final FakeConnection connection = new FakeConnection(this.loop);

	private final ConnectionContext context = this.connection.context();

	private final Liveness liveness = new Liveness(this.connection, this.context,
			new ReplacementPolicy(new NeverReplaced(), this.context.settings(), this.context.now()),
			new PartialFrames(this.context.settings().frameTimeout()));

	@AfterEach
	void close() {
		this.liveness.stop();
		this.loop.close();
	}

	@Test
	void thePeerIsAskedAtOnceAndThenInTurn() {
		start();
		assertThat(this.connection.taken()).containsExactly("ping");
		pass(INTERVAL - 1);
		assertThat(this.connection.taken()).isEmpty();
		pass(1);
		assertThat(this.connection.taken()).containsExactly("ping");
		this.liveness.heard();
		pass(3 * INTERVAL);
		assertThat(this.connection.taken()).containsExactly("ping", "ping", "ping");
	}

	@Test
	void aPingThatCannotBeWrittenIsNotTriedAgainBeforeItsTurn() {
		start();
		this.connection.taken();
		this.connection.pingFault = new OutOfMemoryError("made up by a test");
		pass(2 * INTERVAL);
		assertThat(this.connection.taken()).containsExactly("ping", "ping");
		this.connection.pingFault = null;
		pass(INTERVAL);
		assertThat(this.connection.taken()).containsExactly("ping");
	}

	@Test
	void aPeerThatAsksByItselfIsNotAskedInThatTurn() {
		start();
		pass(INTERVAL - 1);
		this.connection.taken();
		this.liveness.pinged();
		pass(INTERVAL - 1);
		assertThat(this.connection.taken()).isEmpty();
		pass(1);
		assertThat(this.connection.taken()).containsExactly("ping");
	}

	@Test
	void aPeerThatAlwaysAsksByItselfIsAskedInEveryFourthTurnForTheRoundTripTime() {
		start();
		this.connection.taken();
		for (int turn = 1; turn <= 12; turn++) {
			this.liveness.heard();
			this.liveness.pinged();
			pass(INTERVAL - 1);
			assertThat(this.connection.taken()).hasSize((turn % 4 == 0) ? 1 : 0);
		}
	}

	@Test
	void aPeerThatIsNotHeardForTheIdleTimeoutIsGone() {
		start();
		pass(IDLE - 1);
		assertThat(this.connection.taken()).containsOnly("ping");
		pass(1);
		assertThat(this.connection.taken()).containsExactly("close IDLE_TIMEOUT: nothing was heard for 10000 ms");
		pass(IDLE);
		assertThat(this.connection.taken()).isEmpty();
	}

	@Test
	void anythingThatIsHeardCounts() {
		start();
		for (int i = 0; i < 5; i++) {
			pass(IDLE - 1);
			this.liveness.heard();
		}
		assertThat(this.connection.taken()).containsOnly("ping");
		assertThat(this.liveness.lastHeard()).isEqualTo(this.loop.now());
	}

	@Test
	void anAnswerTellsTheRoundTripTime() {
		start();
		assertThat(this.liveness.rtt()).isNull();
		long token = this.liveness.lastToken();
		pass(30);
		this.liveness.pong(token);
		assertThat(this.liveness.rtt()).isEqualTo(Duration.ofMillis(30));
		assertThat(this.liveness.isAnswered(token)).isTrue();
	}

	@Test
	void aTokenThatWasNotSentOrIsAnsweredAlreadyTellsNothing() {
		start();
		long first = this.liveness.lastToken();
		pass(5);
		this.liveness.ping();
		long second = this.liveness.lastToken();
		pass(30);
		this.liveness.pong(second + 1);
		assertThat(this.liveness.rtt()).isNull();
		this.liveness.pong(second);
		pass(500);
		this.liveness.pong(second);
		this.liveness.pong(first);
		assertThat(this.liveness.rtt()).isEqualTo(Duration.ofMillis(30));
	}

	@Test
	void aLaterAnswerCountsForEarlierPings() {
		start();
		long first = this.liveness.lastToken();
		pass(5);
		this.liveness.ping();
		assertThat(this.liveness.isAnswered(first)).isFalse();
		this.liveness.pong(this.liveness.lastToken());
		assertThat(this.liveness.isAnswered(first)).isTrue();
	}

	@Test
	void aProbeFindsOutWhetherThePeerAnswersInTime() {
		List<Boolean> answers = new ArrayList<>();
		start();
		this.connection.taken();
		this.liveness.probe(Duration.ofMillis(500).toNanos(), answers::add);
		assertThat(this.connection.taken()).containsExactly("ping");
		pass(499);
		assertThat(answers).isEmpty();
		pass(1);
		assertThat(answers).containsExactly(false);
		this.liveness.probe(Duration.ofMillis(500).toNanos(), answers::add);
		pass(100);
		this.liveness.heard();
		pass(400);
		assertThat(answers).containsExactly(false, true);
	}

	@Test
	void aConnectionThatIsClosedMeanwhileHasNotAnswered() {
		List<Boolean> answers = new ArrayList<>();
		start();
		this.liveness.probe(Duration.ofMillis(500).toNanos(), answers::add);
		pass(100);
		this.liveness.heard();
		this.liveness.stop();
		pass(400);
		assertThat(answers).containsExactly(false);
	}

	@Test
	void aFailureOfTheMessagesEndsNoWatch() {
		start();
		this.connection.taken();
		this.connection.messages.broken = true;
		pass(IDLE);
		assertThat(this.connection.taken()).contains("ping", "close IDLE_TIMEOUT: nothing was heard for 10000 ms");
		assertThat(this.connection.messages.ticks).isGreaterThan(1);
	}

	@Test
	void nothingIsDoneOnceItIsStopped() {
		start();
		this.connection.taken();
		this.liveness.stop();
		pass(2 * IDLE);
		assertThat(this.connection.taken()).isEmpty();
	}

	@Test
	void aPeerThatOwesAnAnswerAndIsSilentIsReported() {
		start();
		this.connection.messages.waiting = true;
		this.liveness.written();
		pass(2000);
		assertThat(this.connection.taken()).contains("peer silent");
		assertThat(this.liveness.silence().isSilent()).isTrue();
	}

	@Test
	void aPeerThatAcknowledgesAndSaysNothingShowsThatThePathHasBecomeNarrow() {
		start();
		this.connection.messages.waiting = true;
		this.liveness.written();
		pass(1500);
		this.connection.received++;
		pass(500);
		assertThat(this.connection.taken()).contains("path narrowed").doesNotContain("peer silent");
		assertThat(this.liveness.isPathNarrow()).isTrue();
	}

	/** A connection is open some time after it has begun. */
	private void start() {
		pass(1);
		this.liveness.start();
	}

	private void pass(long millis) {
		this.loop.pass(Duration.ofMillis(millis));
	}

	/** Is as good as new. */
	private static final class NeverReplaced implements ReplacementPolicy.Subject {

		@Override
		public boolean isLive() {
			return true;
		}

		@Override
		public void closeLater(ErrorCode code, String reason) {
			throw new AssertionError(reason);
		}

		@Override
		public boolean isDialled() {
			return true;
		}

		@Override
		public boolean isStalled(long now, long nanos) {
			return false;
		}

		@Override
		public void replace(String reason) {
			throw new AssertionError(reason);
		}

		@Override
		public String peerName() {
			return "node-b";
		}

		@Override
		public @Nullable SocketAddress remoteAddress() {
			return null;
		}

	}

}
