package io.quictransport.internal.loop;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many lines of the log each of many peers may cause.
 */
class RateLimitTests {

	private static final int LINES = 3;

	private final RateLimit.OfPeers peers = new RateLimit.OfPeers(LINES);

	private long now = TimeUnit.HOURS.toNanos(1);

	@Test
	void aPeerCausesItsLinesAndTheNextOneCountsWhatWasNotTold() {
		for (int i = 0; i < LINES; i++) {
			assertThat(next("node-a")).isEqualTo(1);
		}
		for (int i = 0; i < 1000; i++) {
			assertThat(next("node-a")).isZero();
		}
		this.now += TimeUnit.MINUTES.toNanos(1) / LINES;
		assertThat(next("node-a")).isEqualTo(1001);
		assertThat(next("node-a")).isZero();
	}

	@Test
	void onePeerTakesNoLinesOfAnother() {
		for (int i = 0; i < 100; i++) {
			next("node-a");
		}
		assertThat(next("node-b")).isEqualTo(1);
	}

	@Test
	void whatIsRememberedOfPeersIsBoundedAndTheLastOnesAreAmongThem() {
		for (int i = 0; i < LINES; i++) {
			next("node-a");
		}
		for (int i = 0; i < RateLimit.OfPeers.MOST_PEERS / 2; i++) {
			next("node-" + i);
		}
		assertThat(next("node-a")).isZero();
		for (int i = 0; i < RateLimit.OfPeers.MOST_PEERS; i++) {
			next("other-" + i);
		}
		assertThat(next("node-a")).isEqualTo(1);
	}

	private long next(String peer) {
		return this.peers.next(peer, this.now);
	}

}
