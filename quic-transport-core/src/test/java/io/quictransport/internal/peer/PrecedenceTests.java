package io.quictransport.internal.peer;

import io.quictransport.PeerId;
import io.quictransport.internal.peer.Precedence.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PrecedenceTests {

	private static final PeerId LOW = new PeerId("node-a");

	private static final PeerId HIGH = new PeerId("node-b");

	@ParameterizedTest
	@CsvSource({ "true,true", "true,false", "false,true", "false,false" })
	void theHigherGenerationWinsWhoeverHasDialled(boolean newDialled, boolean oldDialled) {
		Standing later = new Standing(2, newDialled);
		Standing earlier = new Standing(1, oldDialled);
		assertThat(Precedence.wins(later, earlier, LOW, HIGH)).isTrue();
		assertThat(Precedence.wins(earlier, later, LOW, HIGH)).isFalse();
	}

	@Test
	void ofTwoThatOneEndHasDialledTheNewOneWins() {
		assertThat(Precedence.wins(new Standing(1, true), new Standing(1, true), LOW, HIGH)).isTrue();
		assertThat(Precedence.wins(new Standing(1, false), new Standing(1, false), LOW, HIGH)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "0,0,true", "0,0,false", "1,0,true", "1,0,false", "0,1,true", "0,1,false" })
	void bothEndsKeepTheSameConnectionOfACrossing(long ofLow, long ofHigh, boolean lowArrivesFirstAtLow) {
		// Each end sees the one that it has dialled and the one of the other end.
		boolean lowKeepsItsOwn = keepsOwn(LOW, HIGH, ofLow, ofHigh, lowArrivesFirstAtLow);
		boolean highKeepsItsOwn = keepsOwn(HIGH, LOW, ofHigh, ofLow, lowArrivesFirstAtLow);
		assertThat(lowKeepsItsOwn).isNotEqualTo(highKeepsItsOwn);
		assertThat(lowKeepsItsOwn).isEqualTo(ofLow >= ofHigh);
	}

	private static boolean keepsOwn(PeerId local, PeerId peer, long own, long other, boolean ownFirst) {
		Standing dialled = new Standing(own, true);
		Standing accepted = new Standing(other, false);
		return ownFirst ? !Precedence.wins(accepted, dialled, local, peer)
				: Precedence.wins(dialled, accepted, local, peer);
	}

}
