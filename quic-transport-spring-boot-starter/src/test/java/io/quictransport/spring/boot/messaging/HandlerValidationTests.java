package io.quictransport.spring.boot.messaging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.groups.Default;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.method.MethodValidationException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Constraints of handler methods: the caller is told the path and message of each
 * violation, and the method has not run.
 */
class HandlerValidationTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static Node client;

	private static Node server;

	@BeforeAll
	static void start() {
		server = Node.start(NETWORK, "server", Plain.class, OnClass.class, OfGroup.class, Mapped.class);
		client = Node.start(NETWORK, "client").connect(server);
	}

	@AfterAll
	static void stop() {
		client.close();
		server.close();
		NETWORK.close();
	}

	@Test
	void elementsOfContainersAreValidated() {
		String items = "[{\"name\":\"tea\",\"count\":1},{\"name\":\" \",\"count\":0}]";
		for (String path : List.of("valid-list", "list-of-valid", "array", "class.list-of-valid")) {
			assertThat(request(path, "[{\"name\":\"tea\",\"count\":1}]", Map.of())).isEqualTo("1");
			assertInvalid(path, items, Map.of(),
					"the message is not valid: [1].count: must be greater than or equal to 1;"
							+ " [1].name: must not be blank");
		}
		assertInvalid("map", "{\"a\":{\"name\":\"tea\",\"count\":0}}", Map.of(),
				"the message is not valid: [a].count: must be greater than or equal to 1");
		assertInvalid("texts", "[\"a\",\" \"]", Map.of(), "the message is not valid: [1]: must not be blank");
	}

	@Test
	void constraintsOfParametersAreChecked() {
		assertThat(request("number", "1", Map.of())).isEqualTo("1");
		for (String path : List.of("number", "class.number")) {
			assertInvalid(path, "0", Map.of(),
					"the message is not valid: the payload: must be greater than or equal to 1");
		}
		assertInvalid("text", " ", Map.of(), "the message is not valid: the payload: must not be blank");
		assertInvalid("text", "", Map.of(), "the message is not valid: the payload: must not be blank");
		assertInvalid("lines.9", "{\"name\":\"\",\"count\":1}", Map.of("tenant", "BLUE"),
				"the message is not valid: name: must not be blank; the header 'tenant': must match \"[a-z]+\";"
						+ " the path variable 'line': must be less than or equal to 5");
	}

	@Test
	void anObjectIsValidatedByItsOwnConstraints() {
		for (String path : List.of("object", "class.object")) {
			assertThat(failure(path, "{\"name\":\"tea\",\"count\":0}", Map.of()))
				.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
				.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome)
				.returns("the payload is not valid: count: must be greater than or equal to 1",
						NetworkException::detail);
		}
	}

	@Test
	void groupsAreThoseOfTheAnnotation() {
		assertThat(request("group", "{\"name\":\" \",\"count\":0}", Map.of())).isEqualTo("0");
		assertThat(request("group-of-method", "0", Map.of())).isEqualTo("0");
	}

	@Test
	void groupsOfTheMethodOrClassAreThoseOfAnObjectToo() {
		for (String path : List.of("object-in-group-of-method", "class-of-group.object")) {
			assertInvalid(path, "{\"name\":\"tea\",\"count\":0}", Map.of(),
					"the payload is not valid: count: must be greater than or equal to 1");
		}
		assertThat(request("class-of-group.other", "{\"name\":\"tea\",\"count\":0}", Map.of())).isEqualTo("0");
	}

	@Test
	void theWholeMessageIsValidatedAsItsPayloadIs() {
		assertThat(request("message", "{\"name\":\"tea\",\"count\":1}", Map.of())).isEqualTo("1");
		assertInvalid("message", "{\"name\":\"tea\",\"count\":0}", Map.of(),
				"the payload is not valid: count: must be greater than or equal to 1");
		assertInvalid("message-in-group", "{\"name\":\"tea\",\"count\":0}", Map.of(),
				"the payload is not valid: count: must be greater than or equal to 1");
	}

	@Test
	void objectsThatHeadersAndVariablesBecomeAreValidated() {
		assertThat(request("codes.abc", "", Map.of("tenant", "blue"))).isEqualTo("abc blue");
		assertInvalid("codes.ABC", "", Map.of("tenant", "B"),
				"the message is not valid: the header 'tenant'.value: must match \"[a-z]+\";"
						+ " the path variable 'code'.value: must match \"[a-z]+\"");
	}

	@Test
	void anAnswerListsNoMoreThanAFewViolations() {
		String items = "[" + "\"\",".repeat(30) + "\"\"]";
		assertThat(failure("texts", items, Map.of()).detail()).endsWith("; and 21 more");
	}

	@Test
	void aResultIsValidatedWhereTheMethodAsksForIt() {
		for (String path : List.of("result", "result-future", "result-mono")) {
			assertThat(request(path, "1", Map.of())).isEqualTo("{\"name\":\"tea\",\"count\":1}");
			assertThat(failure(path, "0", Map.of())).as(path)
				.returns(ErrorCode.HANDLER_FAILED, NetworkException::code)
				.returns(Outcome.UNKNOWN, NetworkException::outcome)
				.returns("the handler's result is not valid", NetworkException::detail);
		}
		assertThat(failure("result-of-its-own", "0", Map.of())).returns(ErrorCode.HANDLER_FAILED,
				NetworkException::code);
		assertThat(failure("result-list", "0", Map.of())).returns(ErrorCode.HANDLER_FAILED, NetworkException::code);
	}

	@Test
	void anExceptionHandlerMayAnswerInstead() {
		assertThat(request("mapped", "0", Map.of())).isEqualTo("1 violation");
	}

	private static void assertInvalid(String path, String payload, Map<String, String> headers, String detail) {
		assertThat(failure(path, payload, headers)).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome)
			.returns(detail, NetworkException::detail);
	}

	private static String request(String path, String payload, Map<String, String> headers) {
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

	interface Strict {

	}

	record Item(@NotBlank(groups = Strict.class) @NotBlank String name, @Min(1) int count) {
	}

	record Loose(String name, @Min(value = 1, groups = Strict.class) int count) {
	}

	record Code(@Pattern(regexp = "[a-z]+") String value) {

		public static Code valueOf(String value) {
			return new Code(value);
		}

	}

	@NodeController
	static class Plain {

		@MessageMapping("valid-list")
		int validList(@Valid List<Item> items) {
			return items.size();
		}

		@MessageMapping("list-of-valid")
		int listOfValid(@Payload List<@Valid Item> items) {
			return items.size();
		}

		@MessageMapping("array")
		int array(@Valid Item[] items) {
			return items.length;
		}

		@MessageMapping("map")
		int map(Map<String, @Valid Item> items) {
			return items.size();
		}

		@MessageMapping("texts")
		int texts(@NotEmpty List<@NotBlank String> texts) {
			return texts.size();
		}

		@MessageMapping("number")
		int number(@Min(1) int number) {
			return number;
		}

		@MessageMapping("text")
		String text(@NotBlank String text) {
			return text;
		}

		@MessageMapping("lines.{line}")
		int line(@Valid Item item, @Header @Pattern(regexp = "[a-z]+") String tenant,
				@DestinationVariable @Max(5) int line) {
			return line;
		}

		@MessageMapping("object")
		int object(@Valid Item item) {
			return item.count();
		}

		@MessageMapping("result")
		@Valid
		Item result(int count) {
			return new Item("tea", count);
		}

		@MessageMapping("result-future")
		@Valid
		CompletionStage<Item> resultFuture(int count) {
			return CompletableFuture.supplyAsync(() -> new Item("tea", count));
		}

		@MessageMapping("result-mono")
		@Valid
		Mono<Item> resultMono(int count) {
			return Mono.just(new Item("tea", count));
		}

		@MessageMapping("result-of-its-own")
		@Min(1)
		int resultOfItsOwn(int count) {
			return count;
		}

		@MessageMapping("result-list")
		List<@Valid Item> resultList(int count) {
			return List.of(new Item("tea", count));
		}

		@MessageMapping("message")
		int message(@Valid Message<Item> message) {
			return message.getPayload().count();
		}

		@MessageMapping("message-in-group")
		@Validated(Strict.class)
		int messageInGroup(@Valid Message<Loose> message) {
			return message.getPayload().count();
		}

		@MessageMapping("codes.{code}")
		String code(@DestinationVariable @Valid Code code, @Header @Valid Code tenant) {
			return code.value() + " " + tenant.value();
		}

		@MessageMapping("group")
		int group(@Validated Loose item) {
			return item.count();
		}

		@MessageMapping("group-of-method")
		@Validated(Strict.class)
		int groupOfMethod(@Min(1) int number) {
			return number;
		}

		@MessageMapping("object-in-group-of-method")
		@Validated(Strict.class)
		int objectInGroupOfMethod(@Valid Loose item) {
			return item.count();
		}

	}

	@NodeController
	@Validated(Strict.class)
	@MessageMapping("class-of-group")
	static class OfGroup {

		@MessageMapping("object")
		int object(@Valid Loose item) {
			return item.count();
		}

		@MessageMapping("other")
		@Validated(Default.class)
		int other(@Valid Loose item) {
			return item.count();
		}

	}

	@NodeController
	@Validated
	@MessageMapping("class")
	static class OnClass {

		@MessageMapping("list-of-valid")
		int listOfValid(List<@Valid Item> items) {
			return items.size();
		}

		@MessageMapping("number")
		int number(@Min(1) int number) {
			return number;
		}

		@MessageMapping("object")
		int object(@Valid Item item) {
			return item.count();
		}

	}

	@NodeController
	static class Mapped {

		@MessageMapping("mapped")
		String number(@Min(1) int number) {
			return "none";
		}

		@MessageExceptionHandler
		String handle(MethodValidationException ex) {
			return ex.getAllErrors().size() + " violation";
		}

	}

}
