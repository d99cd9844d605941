package io.quictransport;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ApplicationExceptionTests {

	private static final ApplicationException GONE = new ApplicationException(ApplicationCode.NOT_FOUND, "gone");

	@Test
	void aCopyKeepsEverythingElseAndTheStackTrace() {
		IllegalStateException cause = new IllegalStateException("why");
		ApplicationException copy = GONE.withDetails(new byte[] { 1 })
			.withCause(cause)
			.withRetryAfter(Duration.ofSeconds(2))
			.withOutcome(Outcome.NOT_ACCEPTED);
		assertThat(copy).hasMessage("NOT_FOUND: gone").hasCause(cause);
		assertThat(copy.details()).containsExactly(1);
		assertThat(copy.retryAfter()).hasSeconds(2);
		assertThat(copy.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
		assertThat(copy.getStackTrace()).isEqualTo(GONE.getStackTrace());
	}

	@Test
	void itIsRetryableIfNothingWasDoneAndItSaysWhen() {
		assertThat(GONE.isRetryable()).isFalse();
		assertThat(GONE.withOutcome(Outcome.NOT_ACCEPTED).isRetryable()).isFalse();
		assertThat(GONE.withRetryAfter(Duration.ofSeconds(1)).isRetryable()).isFalse();
		assertThat(GONE.withRetryAfter(Duration.ofSeconds(1)).withOutcome(Outcome.NOT_ACCEPTED).isRetryable()).isTrue();
	}

	@Test
	void detailsThatAreTooLongAreRefusedByName() {
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> GONE.withDetails(new byte[ApplicationException.MAX_DETAILS + 1]))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE))
			.withMessageContaining("NOT_FOUND")
			.withMessageContaining("16385");
	}

	@Test
	void itSurvivesSerialization() throws IOException, ClassNotFoundException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(GONE.withDetails(new byte[] { 7 }));
		}
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
			assertThat(in.readObject()).isInstanceOfSatisfying(ApplicationException.class, (read) -> {
				assertThat(read.applicationCode()).isEqualTo(ApplicationCode.NOT_FOUND);
				assertThat(read.details()).containsExactly(7);
			});
		}
	}

	@Test
	void aCodeIsAShortNameOfPlainCharacters() {
		assertThat(new ApplicationCode("out-of.stock_2")).hasToString("out-of.stock_2");
		for (String name : new String[] { "", "9lives", "out of stock", "größe", "a\nb", "a".repeat(65) }) {
			assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> new ApplicationCode(name))
				.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_OPTION))
				.satisfies((refused) -> assertThat(refused.getMessage()).doesNotContain("\n"));
		}
	}

}
