package io.quictransport.nodes;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TurnsTests {

	private final Turns turns = new Turns();

	@Test
	void eachTargetHasItsOwnTurn() {
		assertThat(List.of(this.turns.next("prices", 2), this.turns.next("orders", 2), this.turns.next("prices", 2),
				this.turns.next("prices", 2), this.turns.next("orders", 2)))
			.containsExactly(0, 0, 1, 0, 1);
	}

	@Test
	void noEndOfTargetsIsRemembered() {
		for (int i = 0; i < 3 * Turns.MOST_TARGETS; i++) {
			this.turns.next("service-" + i, 2);
			assertThat(this.turns.remembered()).isBetween(1, Turns.MOST_TARGETS);
		}
	}

}
