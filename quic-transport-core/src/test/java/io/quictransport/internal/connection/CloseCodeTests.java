package io.quictransport.internal.connection;

import io.quictransport.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the numbers in CONNECTION_CLOSE mean.
 */
class CloseCodeTests {

	@ParameterizedTest
	@EnumSource(ErrorCode.class)
	void eitherEndUnderstandsWhatTheOtherStates(ErrorCode code) {
		for (boolean dialled : new boolean[] { true, false }) {
			CloseCode stated = CloseCode.of(code, dialled);
			assertThat(stated.application()).isEqualTo(!dialled);
			assertThat(stated.isOfQuic()).isFalse();
			assertThat(stated.error()).isEqualTo(code);
		}
	}

	@Test
	void aNumberThatThisNodeDoesNotKnowIsNoErrorOfQuic() {
		assertThat(new CloseCode(true, 0x3fff).error()).isNull();
		assertThat(new CloseCode(false, 0x13fff).error()).isNull();
		assertThat(new CloseCode(false, 0x13fff).isOfQuic()).isFalse();
	}

	@Test
	void errorsAndAlertsOfQuicAreNoneOfThisProtocol() {
		int alert = 0x100 + 48;
		int applicationError = 0x0c;
		assertThat(new CloseCode(false, alert).isOfQuic()).isTrue();
		assertThat(new CloseCode(false, applicationError).isOfQuic()).isTrue();
	}

}
