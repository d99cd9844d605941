package io.quictransport.spring.boot.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a peer may send to an annotated method: empty payloads, headers of any name, and
 * what does not fit.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandlerInputTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static Node client;

	private static Node server;

	@BeforeAll
	static void start() {
		server = Node.start(NETWORK, "server", Inputs.class);
		client = Node.start(NETWORK, "client").connect(server);
	}

	@AfterAll
	static void stop() {
		client.close();
		server.close();
		NETWORK.close();
	}

	@Test
	void anEmptyPayloadIsAnEmptyStringOrArray() {
		assertThat(request("text", "")).isEqualTo("text ''");
		assertThat(request("bytes", "")).isEqualTo("bytes 0");
		assertThat(request("message", "")).isEqualTo("message ''");
	}

	@Test
	void anEmptyPayloadIsNothingWhereNothingIsAllowed() {
		assertThat(request("optional", "")).isEqualTo("Optional.empty");
		assertThat(request("optional", "{\"id\":1}")).isEqualTo("Optional[Item[id=1]]");
		assertThat(request("nullable", "")).isEqualTo("null");
		assertThat(request("not-required", "")).isEqualTo("null");
	}

	@Test
	void anEmptyPayloadIsRefusedWhereAnObjectIsExpected() {
		assertThat(failure("item", "", Map.of())).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome)
			.returns("the payload is empty", NetworkException::detail);
	}

	@Test
	void headersNamedIdAndTimestampAreHeadersAsAnyOther() {
		assertThat(text("headers", "x", Map.of("id", "4711", "timestamp", "yesterday"))).isEqualTo("4711 yesterday");
		assertThat(text("headers-of-message", "x", Map.of("id", "4711", "timestamp", "yesterday")))
			.isEqualTo("4711 yesterday null null");
	}

	@Test
	void aContentTypeThatAPeerStatesDoesNotChangeHowThePayloadIsRead(CapturedOutput output) {
		for (String contentType : new String[] { "text/plain", "application/octet-stream", "text/plain;charset=utf-16",
				"garbage", "" }) {
			Map<String, String> headers = Map.of("contentType", contentType);
			assertThat(text("item", "{\"id\":1}", headers)).isEqualTo("Item[id=1]");
			assertThat(text("item-message", "{\"id\":1}", headers)).isEqualTo("Item[id=1] " + contentType);
			assertThat(text("text", "Grüße", headers)).isEqualTo("text 'Grüße'");
			assertThat(failure("item", "garbage", headers)).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
				.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
		}
		assertThat(output).doesNotContain("\tat ").doesNotContain("handler_failed");
	}

	@Test
	void anEmptyOptionalIsAnAnswerWithoutContent() {
		assertThat(request("find-none", "")).isEmpty();
		assertThat(request("find-one", "")).isEqualTo("{\"id\":1}");
	}

	@Test
	void aHeaderThatIsMissingOrCannotBeReadIsNamed() {
		assertThat(failure("header", "x", Map.of())).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns("the header 'tenant' is missing", NetworkException::detail);
		assertThat(failure("header", "x", Map.of("tenant", "many")))
			.returns("the header 'tenant' cannot be read as int", NetworkException::detail);
	}

	@Test
	void aVariableThatCannotBeReadIsNamed() {
		assertThat(request("color.RED", "x")).isEqualTo("RED");
		assertThat(failure("color.pink", "x", Map.of())).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome)
			.returns("the path variable 'color' cannot be read as Color", NetworkException::detail);
	}

	private static String request(String path, String payload) {
		return text(path, payload, Map.of());
	}

	private static String text(String path, String payload, Map<String, String> headers) {
		return new String(
				Results.get(client.transport().request(message(path, payload, headers), Results.PATIENCE)).payload(),
				StandardCharsets.UTF_8);
	}

	private static NetworkException failure(String path, String payload, Map<String, String> headers) {
		return Results.failureOf(client.transport().request(message(path, payload, headers), Results.PATIENCE));
	}

	private static NetworkMessage message(String path, String payload, Map<String, String> headers) {
		return NetworkMessage.request(server.id(), path, payload.getBytes(StandardCharsets.UTF_8)).withHeaders(headers);
	}

	record Item(int id) {
	}

	enum Color {

		RED, GREEN

	}

	@NodeController
	static class Inputs {

		@MessageMapping("text")
		String text(String payload) {
			return "text '" + payload + "'";
		}

		@MessageMapping("bytes")
		String bytes(byte[] payload) {
			return "bytes " + payload.length;
		}

		@MessageMapping("message")
		String message(Message<String> message) {
			return "message '" + message.getPayload() + "'";
		}

		@MessageMapping("optional")
		String optional(Optional<Item> item) {
			return item.toString();
		}

		@MessageMapping("nullable")
		String nullable(@Nullable Item item) {
			return String.valueOf(item);
		}

		@MessageMapping("not-required")
		String notRequired(@Payload(required = false) Item item) {
			return String.valueOf(item);
		}

		@MessageMapping("item")
		String item(Item item) {
			return item.toString();
		}

		@MessageMapping("item-message")
		String itemMessage(Message<Item> item) {
			return item.getPayload() + " " + item.getHeaders().get("contentType");
		}

		@MessageMapping("headers")
		String headers(@Header String id, @Header String timestamp) {
			return id + " " + timestamp;
		}

		@MessageMapping("headers-of-message")
		String headersOfMessage(Message<String> message) {
			return message.getHeaders().get("id") + " " + message.getHeaders().get("timestamp") + " "
					+ message.getHeaders().getId() + " " + message.getHeaders().getTimestamp();
		}

		@MessageMapping("find-none")
		Optional<Item> findNone() {
			return Optional.empty();
		}

		@MessageMapping("find-one")
		Optional<Item> findOne() {
			return Optional.of(new Item(1));
		}

		@MessageMapping("header")
		String header(@Header int tenant) {
			return "tenant " + tenant;
		}

		@MessageMapping("color.{color}")
		String color(@DestinationVariable Color color) {
			return color.toString();
		}

	}

}
