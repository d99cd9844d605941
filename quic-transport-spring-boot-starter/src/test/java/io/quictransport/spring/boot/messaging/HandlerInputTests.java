package io.quictransport.spring.boot.messaging;

import java.nio.ByteBuffer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
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
import org.reactivestreams.FlowAdapters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.MimeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
		assertThat(request("buffer", "")).isEmpty();
		assertThat(request("message", "")).isEqualTo("message ''");
	}

	@Test
	void aBufferIsTheBytesAsTheyAreInWhateverContentType() {
		for (String type : new String[] { "application/json", "application/cbor", "application/avro" }) {
			NodeCall call = NodeCall.to("server", "buffer").withContentType(MimeType.valueOf(type));
			ByteBuffer sent = ByteBuffer.allocateDirect(4).put(new byte[] { 9, 1, 2, 3 }).position(1);
			assertThat(client.template().request(call, sent, byte[].class)).containsExactly(3, 2, 1);
			assertThat(client.template().request(call, sent, ByteBuffer.class))
				.isEqualTo(ByteBuffer.wrap(new byte[] { 3, 2, 1 }));
		}
	}

	@Test
	void anEmptyPayloadIsNothingWhereNothingIsAllowed() {
		assertThat(request("optional", "")).isEqualTo("Optional.empty");
		assertThat(request("optional", "{\"id\":1}")).isEqualTo("Optional[Item[id=1]]");
		assertThat(request("nullable", "")).isEqualTo("null");
		assertThat(request("not-required", "")).isEqualTo("null");
	}

	@Test
	void whatIsOptionalOrComesWithItsHeadersMayBeAList() {
		for (String type : new String[] { "application/json", "application/cbor" }) {
			for (String path : new String[] { "list", "optional-list", "list-message", "list-later" }) {
				NodeCall call = NodeCall.to("server", path).withContentType(MimeType.valueOf(type));
				assertThat(client.template().request(call, List.of(new Item(1), new Item(2)), Integer.class)).as(path)
					.isEqualTo(3);
			}
		}
	}

	@Test
	void anEmptyPayloadIsRefusedWhereAnObjectIsExpected() {
		assertThat(failure("item", "", Map.of())).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome)
			.returns("the payload is empty", NetworkException::detail);
	}

	@Test
	void aNullOfJsonOrCborIsNothingAsAnEmptyPayloadIs() {
		assertThat(request("optional", "null")).isEqualTo("Optional.empty");
		assertThat(request("nullable", " null ")).isEqualTo("null");
		assertThat(request("not-required", "null")).isEqualTo("null");
		assertThat(request("of-mono", "null")).isEqualTo("nothing");
		assertThat(request("text", "null")).isEqualTo("text 'null'");
		assertThat(failure("item", "null", Map.of())).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome)
			.returns("the payload is empty", NetworkException::detail);
		assertThat(client.template()
			.request(NodeCall.to("server", "nullable").withContentType(MimeType.valueOf("application/cbor")),
					NullNode.getInstance(), String.class))
			.isEqualTo("null");
	}

	@Test
	void anOptionalNumberIsEmptyWhereThereIsNothing() {
		assertThat(request("optional-int", "")).isEqualTo("OptionalInt.empty");
		assertThat(request("optional-int", "null")).isEqualTo("OptionalInt.empty");
		assertThat(request("optional-int", "7")).isEqualTo("OptionalInt[7]");
		assertThat(request("optional-message", "")).isEqualTo("OptionalLong.empty");
	}

	@Test
	void nothingAtAllMayBeTheTypeOfThePayload() {
		assertThat(request("void", "")).isEqualTo("null");
		assertThat(request("void", "whatever")).isEqualTo("null");
	}

	@Test
	void headersNamedIdAndTimestampAreHeadersAsAnyOther() {
		assertThat(text("headers", "x", Map.of("id", "4711", "timestamp", "yesterday"))).isEqualTo("4711 yesterday");
		assertThat(text("headers-of-message", "x", Map.of("id", "4711", "timestamp", "yesterday")))
			.isEqualTo("4711 yesterday null null");
	}

	@Test
	void headersThatAreTextsAreThoseOfTheSenderAlone() {
		assertThat(text("texts", "x", Map.of("tenant", "blue", "id", "4711"))).isEqualTo("[id=4711, tenant=blue]");
	}

	@Test
	void anObjectOfWhichNothingIsSeenIsNotWrittenAsOneWithoutContent() {
		for (String type : new String[] { "application/json", "application/cbor" }) {
			assertThat(failure("find-closed", "", Map.of("accept", type))).returns(ErrorCode.HANDLER_FAILED,
					NetworkException::code);
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> client.template()
					.requestAsync(NodeCall.to("server", "text").withContentType(MimeType.valueOf(type)),
							new Closed("a"), String.class))
				.withMessageContaining("Closed has fields, but none that Jackson sees");
		}
		assertThat(request("find-ping", "")).isEqualTo("{}");
		assertThat(request("find-all-null", "")).isEqualTo("{}");
		assertThat(request("find-empty-map", "")).isEqualTo("{}");
	}

	@Test
	void nullInPlaceOfAValueToComeIsAFailureOfTheHandler() {
		for (String path : new String[] { "null-stage", "null-mono" }) {
			assertThat(failure(path, "", Map.of())).as(path)
				.returns(ErrorCode.HANDLER_FAILED, NetworkException::code)
				.returns("the handler threw IllegalStateException", NetworkException::detail);
		}
		assertThat(Results.failureOf(Flux
			.from(FlowAdapters
				.toPublisher(client.template().stream(NodeCall.to("server", "null-flux"), null, String.class)))
			.collectList()
			.toFuture()).code()).isEqualTo(ErrorCode.HANDLER_FAILED);
	}

	@Test
	void aTypeThatNoPayloadCanBeReadAsIsTheFaultOfTheHandler() {
		for (String type : new String[] { "", "application/cbor" }) {
			Map<String, String> headers = type.isEmpty() ? Map.of() : Map.of("content-type", type);
			byte[] payload = type.isEmpty() ? "{}".getBytes(StandardCharsets.UTF_8)
					: new byte[] { (byte) 0xbf, (byte) 0xff };
			assertThat(Results.failureOf(client.transport()
				.request(NetworkMessage.request(server.id(), "open", payload).withHeaders(headers), Results.PATIENCE)))
				.returns(ErrorCode.HANDLER_FAILED, NetworkException::code)
				.returns("the handler threw UnreadableTypeException", NetworkException::detail);
		}
	}

	@Test
	void whatARecordRefusesIsTheFaultOfTheSender() {
		assertThat(failure("even", "3", Map.of())).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
		assertThat(failure("even-object", "{\"value\":3}", Map.of()))
			.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
	}

	@Test
	void aPayloadOfNoTypeInParticularIsWhatJsonMakesOfIt() {
		assertThat(request("anything", "{\"id\":1}")).isEqualTo("{id=1}");
		assertThat(request("anything", "[1,\"a\"]")).isEqualTo("[1, a]");
		assertThat(client.template().request(NodeCall.to("server", "anything"), Map.of("id", 1), String.class))
			.isEqualTo("{id=1}");
		assertThat(client.template().request(NodeCall.to("server", "text-of-no-type"), null, Object.class))
			.isEqualTo("abc");
		assertThat(client.template().request(NodeCall.to("server", "find-one"), null, Object.class))
			.isEqualTo(Map.of("id", 1));
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
		assertThat(request("find-no-int", "")).isEmpty();
		assertThat(request("find-int", "")).isEqualTo("7");
		assertThat(request("find-no-long", "")).isEmpty();
		assertThat(request("find-no-double", "")).isEmpty();
	}

	@Test
	void bytesThatAreStillToBeReadAreNoAnswer() {
		for (String path : new String[] { "find-bytes", "find-resource" }) {
			for (String type : new String[] { "application/json", "application/cbor" }) {
				assertThat(failure(path, "", Map.of("accept", type)))
					.returns(ErrorCode.HANDLER_FAILED, NetworkException::code)
					.returns("the handler threw MessageConversionException", NetworkException::detail);
			}
		}
	}

	@Test
	void whateverIsWrittenAsNullIsReadAsNothing() {
		assertThat(client.template().request(NodeCall.to("server", "find-null"), null, Item.class)).isNull();
		assertThat(client.template()
			.request(NodeCall.to("server", "find-null").withAccept(MimeType.valueOf("application/cbor")), null,
					Item.class))
			.isNull();
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

	/** Without getters, as a class of which only its own methods make use. */
	static class Closed {

		private final String secret;

		Closed(String secret) {
			this.secret = secret;
		}

		boolean knows(String text) {
			return this.secret.equals(text);
		}

	}

	record Ping() {
	}

	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Sparse(@Nullable String name) {
	}

	interface Shape {

		int sides();

	}

	record Even(@JsonValue int value) {

		Even {
			if (value % 2 != 0) {
				throw new IllegalArgumentException(value + " is odd");
			}
		}

	}

	record Wrapped(int value) {

		Wrapped {
			if (value % 2 != 0) {
				throw new IllegalArgumentException(value + " is odd");
			}
		}

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

		@MessageMapping("buffer")
		ByteBuffer buffer(ByteBuffer payload) {
			ByteBuffer reversed = ByteBuffer.allocateDirect(payload.remaining());
			for (int i = payload.limit() - 1; i >= 0; i--) {
				reversed.put(payload.get(i));
			}
			return reversed.flip();
		}

		@MessageMapping("message")
		String message(Message<String> message) {
			return "message '" + message.getPayload() + "'";
		}

		@MessageMapping("optional")
		String optional(Optional<Item> item) {
			return item.toString();
		}

		@MessageMapping("list")
		int list(List<Item> items) {
			return items.stream().mapToInt(Item::id).sum();
		}

		@MessageMapping("optional-list")
		int optionalList(Optional<List<Item>> items) {
			return list(items.orElseThrow());
		}

		@MessageMapping("list-message")
		int listMessage(Message<List<Item>> items) {
			return list(items.getPayload());
		}

		@MessageMapping("list-later")
		Mono<Integer> listLater(Mono<List<Item>> items) {
			return items.map(this::list);
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

		@MessageMapping("texts")
		String texts(@Headers Map<String, String> headers) {
			StringJoiner all = new StringJoiner(", ", "[", "]");
			for (Map.Entry<String, String> header : new TreeMap<>(headers).entrySet()) {
				String value = header.getValue();
				all.add(header.getKey() + "=" + value);
			}
			return all.toString();
		}

		@MessageMapping("find-closed")
		Closed findClosed() {
			return new Closed("a");
		}

		@MessageMapping("find-ping")
		Ping findPing() {
			return new Ping();
		}

		@MessageMapping("find-all-null")
		Sparse findAllNull() {
			return new Sparse(null);
		}

		@MessageMapping("find-empty-map")
		Map<String, Closed> findEmptyMap() {
			return Map.of();
		}

		@MessageMapping("null-stage")
		@SuppressWarnings("NullAway") // as a mistake would be
		CompletableFuture<String> nullStage() {
			return null;
		}

		@MessageMapping("null-mono")
		@SuppressWarnings("NullAway") // as a mistake would be
		Mono<String> nullMono() {
			return null;
		}

		@MessageMapping("null-flux")
		@SuppressWarnings("NullAway") // as a mistake would be
		Flux<String> nullFlux() {
			return null;
		}

		@MessageMapping("open")
		String open(Shape shape) {
			return shape.toString();
		}

		@MessageMapping("even")
		int even(Even even) {
			return even.value();
		}

		@MessageMapping("even-object")
		int evenObject(Wrapped even) {
			return even.value();
		}

		@MessageMapping("anything")
		String anything(Object payload) {
			return payload.toString();
		}

		@MessageMapping("text-of-no-type")
		Object textOfNoType() {
			return "abc";
		}

		@MessageMapping("find-none")
		Optional<Item> findNone() {
			return Optional.empty();
		}

		@MessageMapping("find-one")
		Optional<Item> findOne() {
			return Optional.of(new Item(1));
		}

		@MessageMapping("find-no-int")
		OptionalInt findNoInt() {
			return OptionalInt.empty();
		}

		@MessageMapping("find-int")
		OptionalInt findInt() {
			return OptionalInt.of(7);
		}

		@MessageMapping("find-no-long")
		CompletableFuture<OptionalLong> findNoLong() {
			return CompletableFuture.completedFuture(OptionalLong.empty());
		}

		@MessageMapping("find-no-double")
		Optional<OptionalDouble> findNoDouble() {
			return Optional.of(OptionalDouble.empty());
		}

		@MessageMapping("find-null")
		JsonNode findNull() {
			return NullNode.getInstance();
		}

		@MessageMapping("find-bytes")
		InputStream findBytes() {
			return InputStream.nullInputStream();
		}

		@MessageMapping("find-resource")
		Resource findResource() {
			return new ByteArrayResource(new byte[1]);
		}

		@MessageMapping("optional-int")
		String optionalInt(OptionalInt count) {
			return count.toString();
		}

		@MessageMapping("optional-message")
		String optionalMessage(@Payload OptionalLong count) {
			return count.toString();
		}

		@MessageMapping("of-mono")
		Mono<String> ofMono(Mono<Item> item) {
			return item.map(Item::toString).defaultIfEmpty("nothing");
		}

		@MessageMapping("void")
		String nothing(Void nothing) {
			return String.valueOf(nothing);
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
