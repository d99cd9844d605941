package io.quictransport.testing.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.RequestHandler;
import org.junit.jupiter.api.Test;

import static io.quictransport.testing.contract.Results.failureOf;
import static io.quictransport.testing.contract.Results.get;
import static io.quictransport.testing.contract.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Specifies which messages cannot be sent, and which are just valid.
 */
public interface InvalidMessageContract extends TransportContract {

	/** The longest path, in two-byte characters. */
	String LONGEST_PATH = "ä".repeat(NetworkMessage.MAX_PATH_LENGTH / 2);

	/** The longest correlation id, in three-byte characters but for the last. */
	String LONGEST_MARK = "€".repeat(NetworkMessage.MAX_CORRELATION_ID_LENGTH / 3) + "x";

	@Test
	default void pathAndCorrelationIdAreBoundedInBytes() {
		Pair pair = Pair.of(nodes());
		pair.b().onRequest(LONGEST_PATH, RequestHandler.replying(NetworkMessage::payload));
		NetworkMessage request = pair.message(LONGEST_PATH).withCorrelationId(LONGEST_MARK);
		assertThat(get(pair.a().request(request, Pair.TIMEOUT)).correlationId()).isEqualTo(LONGEST_MARK);
		assertInvalid(pair.a().request(request.withCorrelationId(LONGEST_MARK + "x"), Pair.TIMEOUT));
		for (String path : List.of(LONGEST_PATH + "x", "")) {
			assertInvalid(pair.a().request(pair.message(path), Pair.TIMEOUT));
			assertInvalid(pair.request(path, bytes("x")));
			assertInvalid(pair.send(path, "1"));
			assertInvalid(pair.a().send(pair.idOfB(), path, bytes("x")));
			assertThatExceptionOfType(ConfigurationException.class)
				.isThrownBy(() -> pair.b().onRequest(path, RequestHandler.replying(NetworkMessage::payload)));
			assertThatExceptionOfType(ConfigurationException.class)
				.isThrownBy(() -> pair.b().onMessage(path, (message, context) -> {
				}));
		}
		pair.assertServes();
	}

	@Test
	default void aMessageOfTheWrongTypeOrWithoutTimeIsInvalid() {
		Pair pair = Pair.of(nodes());
		NetworkMessage request = pair.message("echo");
		NetworkMessage event = NetworkMessage.message(pair.idOfB(), "echo", bytes("x"));
		assertInvalid(pair.a().request(event, Pair.TIMEOUT));
		assertInvalid(pair.a().send(request, Pair.TIMEOUT));
		for (Duration none : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
			assertInvalid(pair.a().request(request, none));
			assertInvalid(pair.a().send(event, none));
		}
		pair.assertServes();
	}

	@Test
	default void aTimeoutOfAnyLengthIsTaken() {
		Pair pair = Pair.of(nodes());
		for (Duration timeout : List.of(Duration.ofDays(365_000), Duration.ofSeconds(Long.MAX_VALUE))) {
			assertThat(get(pair.a().request(pair.message("echo"), timeout)).payload()).containsExactly(1);
		}
	}

	private static void assertInvalid(CompletableFuture<?> call) {
		NetworkException failure = failureOf(call);
		assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_MESSAGE);
		assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
		assertThat(failure.isRetryable()).isFalse();
	}

}
