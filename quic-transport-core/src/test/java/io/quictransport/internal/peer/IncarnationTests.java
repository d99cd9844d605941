package io.quictransport.internal.peer;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the ids of a peer become void.
 */
class IncarnationTests {

	private final AtomicInteger resets = new AtomicInteger();

	private final Incarnation incarnation = new Incarnation(this.resets::incrementAndGet);

	@Test
	void thoseOfThePeerThatReturnsStayValid() {
		assertThat(this.incarnation.isCurrent(1)).isFalse();
		assertThat(this.incarnation.connected(1)).isFalse();
		this.incarnation.lost(false);
		this.incarnation.closed(false);
		assertThat(this.incarnation.connected(1)).isTrue();
		assertThat(this.incarnation.isCurrent(1)).isTrue();
		assertThat(this.resets).hasValue(0);
	}

	@Test
	void thoseOfAnotherIncarnationAreVoidAtOnce() {
		this.incarnation.connected(1);
		assertThat(this.incarnation.connected(2)).isFalse();
		assertThat(this.incarnation.isCurrent(1)).isFalse();
		assertThat(this.resets).hasValue(1);
	}

	@Test
	void thoseOfOneThatHasEndedAreVoidWithItsLastConnection() {
		this.incarnation.connected(1);
		this.incarnation.lost(true);
		this.incarnation.closed(true);
		assertThat(this.resets).hasValue(0);
		this.incarnation.closed(false);
		this.incarnation.closed(false);
		assertThat(this.resets).hasValue(1);
	}

	@Test
	void theEndOfAConnectionBesideAnotherIncarnationChangesNothing() {
		this.incarnation.connected(1);
		this.incarnation.lost(true);
		this.incarnation.connected(2);
		assertThat(this.resets).hasValue(1);
		this.incarnation.closed(false);
		assertThat(this.resets).hasValue(1);
	}

}
