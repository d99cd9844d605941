package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
