package io.quictransport.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.quictransport.internal.connection.NarrowPathWatch.Traffic;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.support.ManualLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a path counts as narrower than before.
 */
class NarrowPathWatchTests {

	private static final int LARGE = 1452;

	private static final int SMALL = 60;

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

	private final ManualLoop loop = new ManualLoop();

	private final Path path = new Path();

	private final NarrowPathWatch watch = new NarrowPathWatch(this.path, new LoopTasks(this.loop.loop()),
			this.loop::now, PATIENCE);

	@AfterEach
	void close() {
		this.watch.stop();
		this.loop.close();
	}

	@Test
	void largePacketsThatAreLostAgainAndAgainShowItInHalfASecond() {
		begin();
		for (int i = 1; i < NarrowPathWatch.PROOFS; i++) {
			narrowRound();
			assertThat(this.path.pings).isEqualTo(i);
			assertThat(this.path.reports).isZero();
			assertThat(this.watch.isNarrow()).isFalse();
		}
		narrowRound();
		assertThat(this.path.reports).isEqualTo(1);
		assertThat(this.watch.isNarrow()).isTrue();
		assertThat(this.loop.now() - this.path.begun).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
	}

	@Test
	void aPeerThatOnlyAcknowledgesAfterTheFirstLossesShowsItTooOnceASilenceWouldBeOver() {
		begin();
		narrowRound();
		long suspected = this.loop.now();
		while (this.loop.now() - suspected < PATIENCE) {
			assertThat(this.path.reports).isZero();
			this.path.received++;
			pass(NarrowPathWatch.SUSPICIOUS);
		}
		assertThat(this.path.reports).isEqualTo(1);
	}

	@Test
	void aDirectionThatIsSilentForAWhileIsNotNarrow() {
		begin();
		long begun = this.loop.now();
		while (this.loop.now() - begun < PATIENCE) {
			this.path.sends(2, LARGE);
			this.path.lost(2);
			this.watch.heard();
			this.watch.written();
			pass(NarrowPathWatch.SUSPICIOUS);
		}
		assertThat(this.path.reports).isZero();
	}

	@Test
	void whatIsRepeatedCountsLikeWhatIsLost() {
		begin();
		this.path.sends(2, LARGE);
		this.path.repeated += 2 * LARGE;
		this.watch.heard();
		pass(NarrowPathWatch.QUIET);
		assertThat(this.path.pings).isEqualTo(1);
	}

	@Test
	void aPathThatCarriesNothingAfterTheFirstLossesShowsNothing() {
		begin();
		narrowRound();
		pass(100 * NarrowPathWatch.SUSPICIOUS);
		assertThat(this.path.reports).isZero();
		assertThat(this.path.pings).isBetween(5, 12);
		this.watch.heard();
		pass(100 * NarrowPathWatch.SUSPICIOUS);
		assertThat(this.path.reports).isZero();
	}

	@Test
	void silenceAloneShowsNothing() {
		begin();
		this.path.sends(20, LARGE);
		pass(20 * NarrowPathWatch.QUIET);
		assertThat(this.path.reports).isZero();
		assertThat(this.path.pings).isZero();
	}

	@Test
	void aSilenceThatEndsWithTheLossOfAllThatWasSentInItShowsNothing() {
		begin();
		this.path.sends(20, LARGE);
		pass(NarrowPathWatch.QUIET);
		this.path.lost(20);
		this.path.sends(20, LARGE);
		this.watch.written();
		this.watch.heard();
		pass(NarrowPathWatch.QUIET);
		assertThat(this.path.pings).isEqualTo(1);
		this.path.sends(50, LARGE);
		this.watch.heard();
		pass(20 * NarrowPathWatch.QUIET);
		assertThat(this.path.reports).isZero();
	}

	@Test
	void aPathThatLosesSomeOfAllIsNotNarrow() {
		begin();
		for (int i = 0; i < 100; i++) {
			this.path.sends(50, LARGE);
			this.path.lost(20);
			this.watch.heard();
			this.watch.written();
			pass(NarrowPathWatch.QUIET);
		}
		assertThat(this.path.reports).isZero();
		assertThat(this.path.pings).isZero();
	}

	@Test
	void aPathThatLosesSmallPacketsIsNotNarrow() {
		begin();
		for (int i = 0; i < 100; i++) {
			this.path.sends(50, SMALL);
			this.path.lost(20);
			this.watch.heard();
			this.watch.written();
			pass(NarrowPathWatch.QUIET);
		}
		assertThat(this.path.reports).isZero();
	}

	@Test
	void aPathOfTheSmallestPacketsCannotBecomeNarrower() {
		this.path.payload = 1200;
		begin();
		for (int i = 0; i < 10; i++) {
			narrowRound();
		}
		assertThat(this.path.reports).isZero();
	}

	@Test
	void itIsReportedOnceInAWhile() {
		begin();
		for (int i = 0; i < 20; i++) {
			narrowRound();
		}
		assertThat(this.path.reports).isEqualTo(1);
		pass(NarrowPathWatch.RETRY);
		for (int i = 0; i < 20; i++) {
			narrowRound();
		}
		assertThat(this.path.reports).isEqualTo(2);
	}

	@Test
	void aLongPathHasThreeRoundTripsForEachLook() {
		this.path.rtt = Duration.ofMillis(400).toNanos();
		begin();
		pass(1200 - 1);
		assertThat(this.path.looks).isZero();
		pass(TimeUnit.MILLISECONDS.toNanos(1200));
		assertThat(this.path.looks).isEqualTo(1);
	}

	@Test
	void aConnectionThatSendsNothingIsNotLookedAt() {
		begin();
		pass(NarrowPathWatch.QUIET);
		pass(TimeUnit.HOURS.toNanos(1));
		assertThat(this.path.looks).isEqualTo(1);
	}

	private void begin() {
		this.path.begun = this.loop.now();
		this.watch.written();
	}

	/** A PING is answered, and two large packets that were repeated are lost again. */
	private void narrowRound() {
		this.path.sends(2, LARGE);
		this.path.lost(2);
		this.path.sends(2, SMALL);
		this.watch.heard();
		this.watch.answered();
		this.watch.written();
		pass((this.path.looks == 0) ? NarrowPathWatch.QUIET : NarrowPathWatch.SUSPICIOUS);
	}

	private void pass(long nanos) {
		this.loop.pass(Duration.ofNanos(nanos));
	}

	/**
	 * What is sent over a path.
	 */
	private static final class Path implements NarrowPathWatch.Owner {

		private int reports;

		private long begun;

		private long packets;

		private long bytes;

		private long lost;

		private long repeated;

		private long received;

		private int payload = LARGE;

		private long rtt;

		private int pings;

		private int looks;

		void sends(int number, int size) {
			this.packets += number;
			this.bytes += (long) number * size;
		}

		void lost(int number) {
			this.lost += (long) number * LARGE;
		}

		@Override
		public Traffic traffic() {
			this.looks++;
			return new Traffic(this.packets, this.bytes, this.lost, this.repeated, this.received, this.payload);
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
		public void pathNarrowed() {
			this.reports++;
		}

	}

}
