package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReplacementPolicyTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration STALL = Duration.ofSeconds(8);

	private static final Duration AGE = Duration.ofMinutes(1);

	private static final int STREAMS = 3;

	private final Worn connection = new Worn();

	private final ReplacementPolicy policy = new ReplacementPolicy(this.connection, new ConnectionContext.Settings(
			SECOND, SECOND, SECOND, SECOND, STALL, SECOND, AGE, STREAMS, new WireLimits(1, 1)), 0);

	@Test
	void aConnectionThatIsOldIsReplaced() {
		check(AGE.toMillis());
		assertThat(this.connection.reasons).isEmpty();
		check(AGE.toMillis() + 1);
		assertThat(this.connection.reasons).containsExactly("it is 60001 ms old");
	}

	@Test
	void aConnectionThatHasCarriedManyStreamsIsReplaced() {
		for (int i = 0; i < STREAMS; i++) {
			this.policy.streamOpened();
		}
		check(1);
		assertThat(this.connection.reasons).isEmpty();
		this.policy.streamOpened();
		check(2);
		assertThat(this.connection.reasons).containsExactly("it has carried 4 streams");
	}

	@Test
	void ageAndStreamsAreTheDiallingEndsConcern() {
		this.connection.dialled = false;
		for (int i = 0; i <= STREAMS; i++) {
			this.policy.streamOpened();
		}
		check(AGE.toMillis() * 2);
		assertThat(this.connection.reasons).isEmpty();
	}

	@Test
	void anEndThatHasAcceptedAsksForASuccessorWhereThePeerMakesNoneInTheEnd() {
		this.connection.dialled = false;
		open(2 * STREAMS + ReplacementPolicy.SPARE);
		check(1);
		assertThat(this.connection.reasons).isEmpty();
		this.policy.streamOpened();
		check(2);
		assertThat(this.connection.reasons).containsExactly("it has carried 100007 streams");
		assertThat(this.connection.closes).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "false, true", "false, false", "true, false" })
	void aPeerThatGoesOnOnAConnectionForEverIsCutOff(boolean dialled, boolean live) {
		this.connection.dialled = dialled;
		this.connection.live = live;
		open(4 * STREAMS + 2 * ReplacementPolicy.SPARE);
		check(1);
		assertThat(this.connection.closes).isEmpty();
		this.policy.streamOpened();
		check(2);
		assertThat(this.connection.closes).containsExactly(ErrorCode.CONNECTION_REPLACED);
	}

	@Test
	void aLiveConnectionThatThisNodeHasDialledIsKeptWhereNoOtherCanBeHad() {
		open(5 * STREAMS + 2 * ReplacementPolicy.SPARE);
		check(1);
		assertThat(this.connection.reasons).hasSize(1);
		assertThat(this.connection.closes).isEmpty();
	}

	private void open(int streams) {
		for (int i = 0; i < streams; i++) {
			this.policy.streamOpened();
		}
	}

	@Test
	void eitherEndReplacesAConnectionOnWhichAStreamHasStalled() {
		this.connection.dialled = false;
		this.connection.stalled = true;
		check(1);
		assertThat(this.connection.reasons).containsExactly("a stream has stalled");
	}

	@Test
	void noStreamIsToBlameWhereTheWholePathIsSilent() {
		this.connection.stalled = true;
		this.policy.check(nanos(6000), 0);
		assertThat(this.connection.reasons).isEmpty();
		this.policy.check(nanos(6000), nanos(1));
		assertThat(this.connection.reasons).hasSize(1);
	}

	@Test
	void aReplacementThatDoesNotComeIsTriedAgainAfterAWhile() {
		this.connection.stalled = true;
		check(1);
		check(10_000);
		assertThat(this.connection.reasons).hasSize(1);
		check(10_001);
		assertThat(this.connection.reasons).hasSize(2);
	}

	private void check(long millis) {
		this.policy.check(nanos(millis), nanos(millis));
	}

	private static long nanos(long millis) {
		return TimeUnit.MILLISECONDS.toNanos(millis);
	}

	/**
	 * A connection that notes why it is replaced.
	 */
	private static final class Worn implements ReplacementPolicy.Subject {

		private final List<String> reasons = new ArrayList<>();

		private boolean dialled = true;

		private boolean stalled;

		private final List<ErrorCode> closes = new ArrayList<>();

		private boolean live = true;

		@Override
		public boolean isLive() {
			return this.live;
		}

		@Override
		public void closeLater(ErrorCode code, String reason) {
			this.closes.add(code);
		}

		@Override
		public boolean isDialled() {
			return this.dialled;
		}

		@Override
		public boolean isStalled(long now, long nanos) {
			return this.stalled;
		}

		@Override
		public void replace(String reason) {
			this.reasons.add(reason);
		}

		@Override
		public String peerName() {
			return "node-x";
		}

		@Override
		public @Nullable SocketAddress remoteAddress() {
			return null;
		}

	}

}
