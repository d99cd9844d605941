package io.quictransport.internal.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.support.ManualLoop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SilenceWatchTests {

	private static final SocketAddress ELSEWHERE = new InetSocketAddress("127.0.0.1", 4711);

	private final ManualLoop loop = new ManualLoop();

	private final Peer peer = new Peer();

	private final SilenceWatch watch = new SilenceWatch(this.peer, new LoopTasks(this.loop.loop()), this.loop::now);

	@AfterEach
	void close() {
		this.loop.close();
	}

	@Test
	void aPeerThatIsSilentIsAskedAndFoundSilentWithinASecond() {
		this.peer.waiting = true;
		this.watch.written();
		pass(299);
		assertThat(this.peer.pings).isZero();
		pass(1);
		assertThat(this.peer.pings).isEqualTo(1);
		pass(499);
		assertThat(this.watch.isSilent()).isFalse();
		pass(1);
		assertThat(this.watch.isSilent()).isTrue();
		assertThat(this.peer.silences).hasSize(1).containsOnlyNulls();
	}

	@Test
	void aPeerThatFallsSilentUnderTrafficIsFoundSilentToo() {
		this.peer.waiting = true;
		for (int i = 0; i < 1000; i++) {
			this.watch.written();
			this.watch.heard();
			pass(1);
		}
		assertThat(this.peer.pings).isZero();
		this.watch.written();
		pass(1100);
		assertThat(this.watch.isSilent()).isTrue();
	}

	@Test
	void anAnswerEndsTheSuspicion() {
		this.peer.waiting = true;
		this.watch.written();
		pass(300);
		this.watch.heard();
		pass(60_000);
		assertThat(this.peer.pings).isEqualTo(1);
		assertThat(this.peer.silences).isEmpty();
	}

	@Test
	void nobodyIsAskedWhereNoCallWaits() {
		this.watch.written();
		pass(60_000);
		assertThat(this.peer.pings).isZero();
	}

	@Test
	void aCallThatIsMadeInTheSilenceHasThePeerAsked() {
		this.watch.written();
		pass(60_000);
		this.peer.waiting = true;
		this.watch.written();
		pass(300);
		assertThat(this.peer.pings).isEqualTo(1);
	}

	@Test
	void aPeerIsAskedOnceASecondHoweverOftenItIsSentSomething() {
		this.peer.waiting = true;
		for (int i = 0; i < 10; i++) {
			this.watch.written();
			pass(500);
			this.watch.heard();
			pass(500);
		}
		assertThat(this.peer.pings).isBetween(5, 10);
	}

	@Test
	void aLongPathHasFourRoundTripsForEachStep() {
		this.peer.rtt = Duration.ofMillis(600).toNanos();
		this.peer.waiting = true;
		this.watch.written();
		pass(2399);
		assertThat(this.peer.pings).isZero();
		pass(1 + 2399);
		assertThat(this.watch.isSilent()).isFalse();
		pass(1);
		assertThat(this.watch.isSilent()).isTrue();
	}

	@Test
	void aSilenceThatGoesOnIsReportedAgainAfterAWhile() {
		this.peer.waiting = true;
		this.watch.written();
		pass(800);
		pass(4900);
		assertThat(this.peer.silences).hasSize(1);
		pass(2000);
		assertThat(this.peer.silences).hasSize(2);
	}

	@Test
	void aDatagramFromElsewhereHasThePeerAskedThoughNoCallWaits() {
		this.watch.heardElsewhere(ELSEWHERE);
		assertThat(this.peer.pings).isEqualTo(1);
		this.watch.written();
		pass(500);
		assertThat(this.peer.silences).containsExactly(ELSEWHERE);
	}

	@Test
	void forgedDatagramsFromElsewhereHaveThePeerAskedOnceASecondAndNothingMore() {
		for (int i = 0; i < 3000; i++) {
			int before = this.peer.pings;
			this.watch.heardElsewhere(ELSEWHERE);
			if (this.peer.pings > before) {
				this.watch.written();
				this.watch.heard();
			}
			pass(1);
		}
		assertThat(this.peer.pings).isEqualTo(3);
		assertThat(this.peer.silences).isEmpty();
	}

	@Test
	void whereItMayBeIsForgottenWhenThePeerIsHeardWhereItWas() {
		this.watch.heardElsewhere(ELSEWHERE);
		this.watch.written();
		this.watch.heard();
		this.peer.waiting = true;
		this.watch.written();
		pass(2000);
		assertThat(this.peer.silences).hasSize(1).containsOnlyNulls();
	}

	private void pass(long millis) {
		this.loop.pass(Duration.ofMillis(millis));
	}

	/**
	 * A connection that counts what is wanted of it.
	 */
	private static final class Peer implements SilenceWatch.Owner {

		private final List<@Nullable SocketAddress> silences = new ArrayList<>();

		private boolean waiting;

		private long rtt = 1;

		private int pings;

		@Override
		public boolean isWaiting() {
			return this.waiting;
		}

		@Override
		public long rttNanos() {
			return this.rtt;
		}

		@Override
		public void ping() {
			this.pings++;
		}

		@Override
		public void silent(@Nullable SocketAddress elsewhere) {
			this.silences.add(elsewhere);
		}

	}

}
