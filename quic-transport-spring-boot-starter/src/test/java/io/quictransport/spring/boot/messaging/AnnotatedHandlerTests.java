package io.quictransport.spring.boot.messaging;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestContext;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.NodeHandler;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.core.Ordered;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a method of a node controller may take and return, seen by callers of the core.
 */
class AnnotatedHandlerTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static Node client;

	private static Node server;

	@BeforeAll
	static void start() {
		server = Node.start(NETWORK, "server", Orders.class, Prototype.class, Advice.class, Functional.class);
		client = Node.start(NETWORK, "client").connect(server);
	}

	@AfterAll
	static void stop() {
		client.close();
		server.close();
		NETWORK.close();
	}

	@Test
	void bytesStringsAndJsonAreReadAndWritten() {
		assertThat(request("orders.bytes", "abc")).isEqualTo("cba");
		assertThat(request("orders.text", "Grüße")).isEqualTo("Grüße!");
		assertThat(request("orders.json", "{\"item\":\"tea\",\"count\":2}"))
			.isEqualTo("{\"item\":\"tea\",\"count\":4}");
		assertThat(request("orders.list", "[{\"item\":\"tea\",\"count\":2}]")).isEqualTo("[\"tea\"]");
	}

	@Test
	void aStageIsWaitedForAndNullIsAnAnswerWithoutContent() {
		assertThat(request("orders.later", "x")).isEqualTo("later x");
		assertThat(request("orders.null", "x")).isEmpty();
	}

	@Test
	void variablesOfThePathAndHeadersAreConverted() {
		assertThat(request("orders.17.lines.3", "")).isEqualTo("line 3 of 17");
		NetworkMessage message = NetworkMessage.request(server.id(), "orders.headers", new byte[] { 'x' })
			.withHeaders(Map.of("tenant", "blue", "retries", "3", "id", "forged", NodeHeaders.PEER, "forged"))
			.withCorrelationId("c-1");
		assertThat(text(client.transport().request(message, Results.PATIENCE).thenApply(NetworkMessage::payload)))
			.isEqualTo("blue 3 client orders.headers c-1 none");
	}

	@Test
	void theSenderIsKnownByIdInfoAndPrincipal() {
		assertThat(request("orders.sender", "x")).isEqualTo("client client CN=client true");
	}

	@Test
	void theWholeMessageAndItsContextCanBeTaken() {
		NetworkMessage message = NetworkMessage.request(server.id(), "orders.message",
				"x".getBytes(StandardCharsets.UTF_8));
		NetworkMessage reply = Results.get(client.transport().request(message, Results.PATIENCE));
		assertThat(new String(reply.payload(), StandardCharsets.UTF_8)).isEqualTo("x x");
		assertThat(reply.headers()).containsEntry("cost", "3");
	}

	@Test
	void aMethodWithoutResultServesOneWayMessagesAndRequests() throws Exception {
		BlockingQueue<String> notes = server.bean(Orders.class).notes;
		Results.get(client.transport().send(server.id(), "orders.note", bytes("one")));
		assertThat(notes.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("one");
		assertThat(request("orders.note", "two")).isEmpty();
		assertThat(notes.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("two");
	}

	@Test
	void oneWayMessagesOfAPathAreHandledOneAfterAnotherAlsoWhereStagesAreReturned() throws Exception {
		Orders orders = server.bean(Orders.class);
		Results.get(client.transport().send(server.id(), "orders.slow", bytes("one")));
		Results.get(client.transport().send(server.id(), "orders.slow", bytes("two")));
		CompletableFuture<Void> one = orders.slow.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(one).isNotNull();
		// Asked last and answered: what does not wait for its turn has begun by now.
		assertThat(request("orders.text", "meanwhile")).isEqualTo("meanwhile!");
		assertThat(orders.slow).isEmpty();
		one.complete(null);
		CompletableFuture<Void> two = orders.slow.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(two).isNotNull();
		two.complete(null);
		assertThat(orders.overlapping).isFalse();
	}

	@Test
	void aControllerOfPrototypeScopeIsMadeForEachMessage() {
		assertThat(request("orders.prototype", "x")).isEqualTo("1");
		assertThat(request("orders.prototype", "x")).isEqualTo("1");
	}

	@Test
	void whatNoMethodServesHasNoSuchPath() {
		assertThat(failure("orders.unknown.path")).returns(ErrorCode.NO_SUCH_PATH, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
		assertThat(Results.failureOf(client.transport().send(server.id(), "orders.text", bytes("one-way"))).code())
			.isEqualTo(ErrorCode.NO_SUCH_PATH);
	}

	@Test
	void anExactPathGoesBeforeAPatternAlsoThatOfAHandlerBean() {
		assertThat(request("orders.special", "x")).isEqualTo("the bean");
		assertThat(request("orders.text", "x")).isEqualTo("x!");
		assertThat(request("orders.7", "x")).isEqualTo("order 7");
	}

	@Test
	void aPayloadThatDoesNotFitIsTheCallersFault() {
		assertThat(failure("orders.json", "{\"item\"")).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns("the payload cannot be read", NetworkException::detail);
		assertThat(failure("orders.valid", "{\"item\":\" \",\"count\":0}"))
			.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns("the payload is not valid: count: must be greater than or equal to 1; item: must not be blank",
					NetworkException::detail);
		assertThat(failure("orders.headers", "x")).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code);
		assertThat(failure("orders.17.lines.none", "x")).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code);
	}

	@Test
	void theTextOfAnExceptionIsNotTold() {
		for (String path : List.of("orders.fail.IllegalStateException", "orders.fail-later.IllegalStateException")) {
			assertThat(failure(path)).returns(ErrorCode.HANDLER_FAILED, NetworkException::code)
				.returns("the handler threw IllegalStateException", NetworkException::detail);
		}
		assertThat(failure("orders.refuse")).returns(ErrorCode.OVERLOADED, NetworkException::code)
			.returns("come back later", NetworkException::detail);
	}

	@Test
	void theControllersOwnExceptionHandlerGoesBeforeTheAdvice() {
		assertThat(request("orders.fail.IllegalCallerException", "x")).isEqualTo("own handler: secret");
		assertThat(request("orders.fail-later.IllegalCallerException", "x")).isEqualTo("own handler: secret");
		assertThat(request("orders.fail.UnsupportedOperationException", "x")).isEqualTo("advice: secret");
		assertThat(failure("orders.fail.ArithmeticException")).returns(ErrorCode.OVERLOADED, NetworkException::code)
			.returns("told by the advice", NetworkException::detail);
	}

	@Test
	void adviceIsAskedInItsOrderHoweverThatIsStated() {
		try (Node node = Node.start(NETWORK, "ordered", OrderedAdvice.class, Failing.class)) {
			assertThat(node.template().request(NodeCall.to("ordered", "failing"), "x", String.class))
				.isEqualTo("by its interface");
		}
		try (Node node = Node.start(NETWORK, "ordered", OrderedMethods.class, Failing.class)) {
			assertThat(node.template().request(NodeCall.to("ordered", "failing"), "x", String.class))
				.isEqualTo("by its method");
		}
	}

	private static String request(String path, String payload) {
		return text(client.transport().request(server.id(), path, bytes(payload)));
	}

	private static NetworkException failure(String path) {
		return failure(path, "x");
	}

	private static NetworkException failure(String path, String payload) {
		return Results.failureOf(client.transport().request(server.id(), path, bytes(payload)));
	}

	private static String text(CompletableFuture<byte[]> reply) {
		return new String(Results.get(reply), StandardCharsets.UTF_8);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	record Order(@NotBlank String item, @Min(1) int count) {
	}

	@NodeController
	@MessageMapping("orders")
	static class Orders {

		final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

		final BlockingQueue<CompletableFuture<Void>> slow = new LinkedBlockingQueue<>();

		volatile boolean overlapping;

		private volatile CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

		@MessageMapping("bytes")
		byte[] bytes(byte[] payload) {
			return new StringBuilder(new String(payload, StandardCharsets.UTF_8)).reverse()
				.toString()
				.getBytes(StandardCharsets.UTF_8);
		}

		@MessageMapping("text")
		String text(String payload) {
			return payload + "!";
		}

		@MessageMapping("json")
		Order json(@Payload Order order) {
			return new Order(order.item(), order.count() * 2);
		}

		@MessageMapping("valid")
		Order valid(@Valid @Payload Order order) {
			return order;
		}

		@MessageMapping("list")
		List<String> list(List<Order> orders) {
			return orders.stream().map(Order::item).toList();
		}

		@MessageMapping("later")
		CompletableFuture<String> later(String payload) {
			return CompletableFuture.supplyAsync(() -> "later " + payload);
		}

		@MessageMapping("null")
		@Nullable String nothing() {
			return null;
		}

		@MessageMapping("{id}")
		String find(@DestinationVariable long id) {
			return "order " + id;
		}

		@MessageMapping("{id}.lines.{line}")
		String line(@DestinationVariable long id, @DestinationVariable("line") int line) {
			return "line " + line + " of " + id;
		}

		@MessageMapping("headers")
		String headers(@Header String tenant, @Header(name = "retries") int retries, @Headers Map<String, Object> all,
				@Header(name = "absent", defaultValue = "none") String absent) {
			return tenant + " " + retries + " " + all.get(NodeHeaders.PEER) + " " + all.get(NodeHeaders.PATH) + " "
					+ all.get(NodeHeaders.CORRELATION_ID) + " " + absent;
		}

		@MessageMapping("sender")
		String sender(PeerId peer, NodeInfo info, Principal principal, Duration remaining) {
			return peer + " " + info.id() + " " + principal.getName() + " "
					+ (!remaining.isZero() && remaining.compareTo(Results.PATIENCE) <= 0);
		}

		@MessageMapping("message")
		String message(Message<String> message, NetworkMessage original, RequestContext context) {
			context.replyHeader("cost", "3");
			return message.getPayload() + " " + new String(original.payload(), StandardCharsets.UTF_8);
		}

		@MessageMapping("note")
		void note(String payload) {
			this.notes.add(payload);
		}

		@MessageMapping("slow")
		CompletableFuture<Void> slow() {
			CompletableFuture<Void> handled = new CompletableFuture<>();
			this.overlapping |= !this.underWay.isDone();
			this.underWay = handled;
			this.slow.add(handled);
			return handled;
		}

		@MessageMapping("fail.{type}")
		String fail(@DestinationVariable String type) throws Exception {
			throw (Exception) Class.forName("java.lang." + type).getConstructor(String.class).newInstance("secret");
		}

		@MessageMapping("fail-later.{type}")
		CompletableFuture<String> failLater(@DestinationVariable String type) {
			return CompletableFuture.supplyAsync(() -> {
				throw type.equals("IllegalStateException") ? new IllegalStateException("secret")
						: new IllegalCallerException("secret");
			});
		}

		@MessageMapping("refuse")
		String refuse() {
			throw new MessageException(ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED, "come back later", ErrorContext.NONE,
					null);
		}

		@MessageExceptionHandler
		String handle(IllegalCallerException ex) {
			return "own handler: " + ex.getMessage();
		}

	}

	@NodeController
	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	static class Prototype {

		private int messages;

		@MessageMapping("orders.prototype")
		String count(String payload) {
			return String.valueOf(++this.messages);
		}

	}

	@NodeAdvice
	static class Advice {

		@MessageExceptionHandler
		String handle(UnsupportedOperationException ex) {
			return "advice: " + ex.getMessage();
		}

		@MessageExceptionHandler
		String handle(ArithmeticException ex) {
			throw new MessageException(ErrorCode.OVERLOADED, Outcome.UNKNOWN, "told by the advice", ErrorContext.NONE,
					ex);
		}

		@MessageExceptionHandler
		String handleOther(IllegalCallerException ex) {
			return "not asked";
		}

	}

	@NodeController
	static class Failing {

		@MessageMapping("failing")
		String fail(String payload) {
			throw new IllegalStateException(payload);
		}

	}

	@NodeAdvice
	static class NamedAdvice {

		private final String name;

		NamedAdvice(String name) {
			this.name = name;
		}

		@MessageExceptionHandler
		String handle(IllegalStateException ex) {
			return this.name;
		}

	}

	@NodeAdvice
	static class FirstByInterface extends NamedAdvice implements Ordered {

		FirstByInterface() {
			super("by its interface");
		}

		@Override
		public int getOrder() {
			return -1;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OrderedAdvice {

		@Bean
		NamedAdvice another() {
			return new NamedAdvice("of no order");
		}

		@Bean
		FirstByInterface first() {
			return new FirstByInterface();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OrderedMethods {

		@Bean
		@org.springframework.core.annotation.Order(2)
		NamedAdvice another() {
			return new NamedAdvice("later");
		}

		@Bean
		@org.springframework.core.annotation.Order(1)
		NamedAdvice first() {
			return new NamedAdvice("by its method");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Functional {

		@Bean
		@NodeHandler(path = "orders.special")
		RequestHandler special() {
			return RequestHandler.replying((request) -> AnnotatedHandlerTests.bytes("the bean"));
		}

	}

}
