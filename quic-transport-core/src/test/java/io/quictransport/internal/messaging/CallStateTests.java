package io.quictransport.internal.messaging;

import io.quictransport.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Holds what may be said of a call in each state of its life.
 */
class CallStateTests {

	@Test
	void whatNoStreamHasTakenIsNotSent() {
		assertThat(CallState.UNSENT.outcomeIfLost()).isEqualTo(Outcome.NOT_SENT);
		assertThat(CallState.UNSENT.outcomeIfBeyond()).isEqualTo(Outcome.NOT_SENT);
		assertThat(CallState.UNSENT.takenBack()).isEqualTo(CallState.UNSENT);
	}

	@Test
	void whatIsCarriedForTheFirstTimeIsNotAcceptedIfThePeerSaysSo() {
		CallState carried = CallState.UNSENT.carried();
		assertThat(carried.outcomeIfLost()).isEqualTo(Outcome.UNKNOWN);
		assertThat(carried.outcomeIfBeyond()).isEqualTo(Outcome.NOT_ACCEPTED);
	}

	@Test
	void ofWhatWasCarriedBeforeNothingIsKnown() {
		CallState takenBack = CallState.UNSENT.carried().takenBack();
		assertThat(takenBack.outcomeIfLost()).isEqualTo(Outcome.UNKNOWN);
		assertThat(takenBack.carried().outcomeIfBeyond()).isEqualTo(Outcome.UNKNOWN);
		assertThat(takenBack.carried().takenBack()).isEqualTo(takenBack);
	}

	@ParameterizedTest
	@EnumSource(names = { "CARRIED", "CARRIED_AGAIN", "RESOLVED" })
	void whatIsCarriedOrResolvedIsNotCarriedAgain(CallState state) {
		assertThatIllegalStateException().isThrownBy(state::carried);
	}

}
