package io.quictransport.spring.boot.messaging;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.StreamOpening;
import io.quictransport.nodes.Delivery;
import io.quictransport.nodes.PublishResult;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The sender chooses the content type of each message, the receiver reads by the header,
 * and a reply has the type of its request unless the caller accepts another.
 */
class ContentTypeTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static final MimeType CBOR = MimeType.valueOf("application/cbor");

	private static final MimeType PROTOBUF = MimeType.valueOf("application/x-protobuf");

	private static final MimeType CSV = MimeType.valueOf("text/csv");

	private static final MimeType AVRO = MimeType.valueOf("application/avro");

	private static final CBORMapper CBOR_MAPPER = new CBORMapper();

	private static final Order ORDER = new Order("tea", 3);

	private static Node server;

	private static Node client;

	private static NodeTransportOperations template;

	private static Orders orders;

	@BeforeAll
	static void start() {
		server = Node.start(NETWORK, "server", Set.of("orders"), Orders.class, Csv.class);
		client = Node.start(NETWORK, "client", Csv.class).connect(server);
		template = client.template();
		orders = server.bean(Orders.class);
	}

	@AfterAll
	static void stop() {
		client.close();
		server.close();
		NETWORK.close();
	}

	@BeforeEach
	void forget() {
		orders.received.clear();
		orders.streams.clear();
	}

	@Test
	void withoutATypePayloadsAreJsonAndNoHeaderSaysSo() {
		assertThat(template.request(call("double"), ORDER, Order.class)).isEqualTo(new Order("tea", 6));
		assertThat(stated(received())).isEmpty();
		assertThat(template.request(call("double").withContentType(MimeTypeUtils.APPLICATION_JSON), ORDER, Order.class))
			.isEqualTo(new Order("tea", 6));
		NetworkMessage asked = received();
		assertThat(stated(asked)).isEmpty();
		assertThat(asked.payload()).asString(UTF_8).isEqualTo("{\"item\":\"tea\",\"count\":3}");
	}

	@Test
	void jsonThatAForeignNodeStatesIsReadAsIfItHadNotSaidSo() {
		NetworkMessage reply = raw("double", "{\"item\":\"tea\",\"count\":3}".getBytes(UTF_8),
				Map.of("content-type", "application/json;charset=utf-8"));
		assertThat(reply.payload()).asString(UTF_8).isEqualTo("{\"item\":\"tea\",\"count\":6}");
		assertThat(reply.headers()).isEmpty();
	}

	@Test
	void cborTravelsAsCborAndIsAnsweredInCbor() {
		assertThat(template.request(call("double").withContentType(CBOR), ORDER, Order.class))
			.isEqualTo(new Order("tea", 6));
		NetworkMessage asked = received();
		assertThat(stated(asked)).containsExactly(Map.entry("content-type", "application/cbor"));
		assertThat(CBOR_MAPPER.readValue(asked.payload(), Order.class)).isEqualTo(ORDER);
		NetworkMessage reply = raw("double", CBOR_MAPPER.writeValueAsBytes(ORDER),
				Map.of("content-type", "application/cbor"));
		assertThat(reply.headers()).containsExactly(Map.entry("content-type", "application/cbor"));
		assertThat(CBOR_MAPPER.readValue(reply.payload(), Order.class)).isEqualTo(new Order("tea", 6));
	}

	@Test
	void genericTypesStringsAndMessagesTravelAsCborToo() {
		NodeCall call = call("all").withContentType(CBOR);
		assertThat(template.request(call, List.of(ORDER), new ParameterizedTypeReference<List<Order>>() {
		})).containsExactly(ORDER);
		assertThat(template.request(call("text").withContentType(CBOR), "Grüße", String.class)).isEqualTo("Grüße!");
		assertThat(CBOR_MAPPER.readValue(received().payload(), String.class)).isEqualTo("Grüße");
		assertThat(template.request(call("as-message").withContentType(CBOR), ORDER, Order.class)).isEqualTo(ORDER);
	}

	@Test
	void cborIsValidatedLikeJson() {
		MessageException failure = refused(call("double").withContentType(CBOR), new Order("tea", 0));
		assertThat(failure).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code);
		assertThat(failure.detail()).contains("count: must be greater than or equal to 1");
		NetworkException malformed = failure("double", new byte[] { 1, 2 }, Map.of("content-type", "application/cbor"));
		assertThat(malformed).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
		assertThat(orders.received).isEmpty();
	}

	@Test
	void protobufNeedsNoStatement() {
		Struct order = Struct.newBuilder().putFields("item", Value.newBuilder().setStringValue("tea").build()).build();
		assertThat(template.request(call("struct"), order, Struct.class)).isEqualTo(order);
		NetworkMessage asked = received();
		assertThat(stated(asked)).containsExactly(Map.entry("content-type", "application/x-protobuf"));
		assertThat(asked.payload()).isEqualTo(order.toByteArray());
		assertThat(template.request(call("find-struct"), null, Struct.class)).isEqualTo(order);
		assertThat(stated(received())).containsExactly(Map.entry("accept", "application/x-protobuf"));
	}

	@Test
	void aProtobufMessageWithoutFieldsIsAMessageAndNothingIsNothing() {
		assertThat(template.request(call("name"), StringValue.getDefaultInstance(), String.class)).isEqualTo("''");
		assertThat(template.request(call("name"), StringValue.of("tea"), String.class)).isEqualTo("'tea'");
		assertThat(template.request(call("name"), null, String.class)).isEqualTo("nothing");
		assertThat(template.request(call("empty"), null, StringValue.class))
			.isEqualTo(StringValue.getDefaultInstance());
	}

	@Test
	void whereTheAnswerHasNoFormInTheTypeOfTheRequestItIsJson() {
		assertThat(template.request(call("order-of"), StringValue.of("tea"), Order.class))
			.isEqualTo(new Order("tea", 1));
		NetworkMessage reply = raw("order-of", StringValue.of("tea").toByteArray(),
				Map.of("content-type", "application/x-protobuf"));
		assertThat(reply.headers()).isEmpty();
	}

	@Test
	void theCallerMayAcceptAnotherTypeThanItSends() {
		NetworkMessage reply = raw("double", "{\"item\":\"tea\",\"count\":3}".getBytes(UTF_8),
				Map.of("accept", "application/cbor"));
		assertThat(CBOR_MAPPER.readValue(reply.payload(), Order.class)).isEqualTo(new Order("tea", 6));
		assertThat(template.request(call("double").withAccept(CBOR), ORDER, Order.class))
			.isEqualTo(new Order("tea", 6));
		assertThat(stated(received())).containsExactly(Map.entry("accept", "application/cbor"));
		NetworkMessage json = raw("double", CBOR_MAPPER.writeValueAsBytes(ORDER),
				Map.of("content-type", "application/cbor", "accept", "application/json"));
		assertThat(json.headers()).isEmpty();
		assertThat(json.payload()).asString(UTF_8).isEqualTo("{\"item\":\"tea\",\"count\":6}");
		assertThat(raw("double", CBOR_MAPPER.writeValueAsBytes(ORDER),
				Map.of("content-type", "application/cbor", "accept", "*/*"))
			.headers()).containsEntry("content-type", "application/cbor");
	}

	@Test
	void aCallWithoutPayloadSaysInWhichTypeItWantsItsAnswer() {
		assertThat(template.request(call("find").withContentType(CBOR), null, Order.class)).isEqualTo(ORDER);
		assertThat(stated(received())).containsExactly(Map.entry("accept", "application/cbor"));
	}

	@Test
	void anUnknownTypeIsRefusedByNameBeforeTheHandlerRuns() {
		NetworkException failure = failure("double", new byte[] { 1 }, Map.of("content-type", "application/avro"));
		assertThat(failure).returns(ErrorCode.UNSUPPORTED_CONTENT_TYPE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
		assertThat(failure.detail())
			.isEqualTo("this node does not read application/avro as Order; send one of application/cbor,"
					+ " application/json, application/octet-stream, application/x-protobuf, text/csv, text/plain,"
					+ " or have a converter for it there");
		NetworkException unwanted = failure("double", "{\"item\":\"tea\",\"count\":3}".getBytes(UTF_8),
				Map.of("accept", "application/avro"));
		assertThat(unwanted).returns(ErrorCode.UNSUPPORTED_CONTENT_TYPE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
		assertThat(unwanted.detail()).startsWith("this node does not write application/avro; accept one of ");
		assertThat(orders.received).isEmpty();
	}

	@Test
	void aHeaderThatIsNoTypeIsRefused() {
		for (String garbage : List.of("garbage", "", "*/*", "application/")) {
			NetworkException failure = failure("double", new byte[] { 1 }, Map.of("content-type", garbage));
			assertThat(failure).returns(ErrorCode.UNSUPPORTED_CONTENT_TYPE, NetworkException::code)
				.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
			assertThat(failure.detail()).startsWith("the header 'content-type' is no content type");
		}
	}

	@Test
	void aHandlerThatTakesBytesTakesThemOfAnyType() {
		NetworkMessage reply = raw("bytes", new byte[] { 1, 2, 3 }, Map.of("content-type", "application/avro"));
		assertThat(reply.payload()).containsExactly(1, 2, 3);
		assertThat(reply.headers()).isEmpty();
		assertThat(template.request(call("bytes").withContentType(AVRO), new byte[] { 4 }, byte[].class))
			.containsExactly(4);
		assertThat(stated(received())).containsEntry("content-type", "application/avro");
	}

	@Test
	void whatNothingHereWritesIsNotSent() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> template.request(call("double").withContentType(AVRO), ORDER, Order.class))
			.withMessageContaining("Order into application/avro; what there is here: application/cbor");
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> template.request(call("double").withContentType(PROTOBUF), ORDER, Order.class));
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> call("double").withContentType(MimeType.valueOf("application/*")))
			.returns(Outcome.NOT_SENT, NetworkException::outcome);
		assertThat(orders.received).isEmpty();
	}

	@Test
	void anAnswerThatCannotHaveTheAcceptedTypeSaysSo() {
		NetworkException failure = catchThrowableOfType(NetworkException.class,
				() -> template.request(call("double").withAccept(PROTOBUF), ORDER, Order.class));
		assertThat(failure).returns(ErrorCode.HANDLER_FAILED, NetworkException::code)
			.returns(Outcome.UNKNOWN, NetworkException::outcome);
		assertThat(failure.detail()).contains("Order into application/x-protobuf");
	}

	@Test
	void textMayHaveACharacterSet() {
		NodeCall call = call("text").withContentType(MimeType.valueOf("text/plain;charset=utf-16"));
		assertThat(template.request(call, "Grüße", String.class)).isEqualTo("Grüße!");
		assertThat(new String(received().payload(), UTF_16)).isEqualTo("Grüße");
	}

	@Test
	void aCharsetThatCannotBeWrittenIsRefusedBeforeTheHandlerRuns() {
		MimeType chinese = MimeType.valueOf("text/plain;charset=ISO-2022-CN");
		NetworkException failure = catchThrowableOfType(NetworkException.class,
				() -> template.request(call("text").withAccept(chinese), "tea", String.class));
		assertThat(failure).returns(ErrorCode.UNSUPPORTED_CONTENT_TYPE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
		assertThat(failure.detail()).contains("ISO-2022-CN");
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> template.request(call("text").withContentType(chinese), "tea", String.class));
		assertThat(orders.received).isEmpty();
	}

	@Test
	void aConverterOfTheApplicationTakesPartForItsTypeAlone() {
		assertThat(template.request(call("double").withContentType(CSV), ORDER, Order.class))
			.isEqualTo(new Order("tea", 6));
		assertThat(received().payload()).asString(UTF_8).isEqualTo("tea,3");
	}

	@Test
	void aHeaderSetByHandCountsAsAStatement() {
		assertThat(template.request(call("double").withHeader("content-type", "application/cbor"), ORDER, Order.class))
			.isEqualTo(new Order("tea", 6));
		assertThat(CBOR_MAPPER.readValue(received().payload(), Order.class)).isEqualTo(ORDER);
	}

	@Test
	void oneWayMessagesAndPublicationsStateTheirTypes() {
		template.send(call("changed").withContentType(CBOR), ORDER);
		assertThat(stated(received())).containsEntry("content-type", "application/cbor");
		PublishResult result = template.publish(NodeCall.toService("orders", "changed").withContentType(CBOR), ORDER);
		assertThat(result.nodes(Delivery.State.ACKNOWLEDGED)).containsExactly(server.id());
		NetworkMessage published = received();
		assertThat(CBOR_MAPPER.readValue(published.payload(), Order.class)).isEqualTo(ORDER);
	}

	@Test
	void itemsOfAStreamTravelInItsTypeBothWays() {
		assertThat(items(call("doubled").withContentType(CBOR), Flux.just(ORDER, new Order("salt", 1)), Order.class))
			.containsExactly(new Order("tea", 6), new Order("salt", 2));
		MessageStream stream = Results.get(client.transport()
			.openStream(StreamOpening.of(server.id(), "doubled").withHeaders(Map.of("accept", "application/cbor"))));
		stream.send("{\"item\":\"tea\",\"count\":3}".getBytes(UTF_8));
		stream.finish();
		List<Order> back = Flux.from(JdkFlowAdapter.flowPublisherToFlux(stream.items()))
			.map((item) -> CBOR_MAPPER.readValue(item, Order.class))
			.collectList()
			.block(Results.PATIENCE);
		assertThat(back).containsExactly(new Order("tea", 6));
	}

	@Test
	void itemsThatAreBuffersTravelAsTheyAreInAnyType() {
		MessageStream stream = Results.get(client.transport()
			.openStream(
					StreamOpening.of(server.id(), "buffers").withHeaders(Map.of("content-type", "application/avro"))));
		stream.send(new byte[] { 1, 2 });
		stream.finish();
		List<byte[]> back = JdkFlowAdapter.flowPublisherToFlux(stream.items()).collectList().block(Results.PATIENCE);
		assertThat(back).containsExactly(new byte[] { 1, 2 });
	}

	@Test
	void itemsOfAStreamMayBeProtobuf() {
		assertThat(items(call("names").withContentType(PROTOBUF), Flux.just(StringValue.of("a"), StringValue.of("b")),
				StringValue.class))
			.containsExactly(StringValue.of("a"), StringValue.of("b"));
		assertThat(items(call("names"), null, StringValue.class)).isEmpty();
	}

	@Test
	void aStreamOfAnUnknownTypeIsRefusedBeforeItsHandlerRuns() {
		for (Map<String, String> headers : List.of(Map.of("content-type", "application/avro"),
				Map.of("accept", "application/avro"), Map.of("content-type", "garbage"))) {
			MessageStream stream = Results
				.get(client.transport().openStream(StreamOpening.of(server.id(), "doubled").withHeaders(headers)));
			assertThat(Results.failureOf(stream.closed()).code()).isEqualTo(ErrorCode.UNSUPPORTED_CONTENT_TYPE);
		}
		assertThat(orders.streams).isEmpty();
	}

	@Test
	void aReplyOfATypeThatTheCallerDoesNotReadIsNamedAsSuch() {
		NetworkException failure = catchThrowableOfType(NetworkException.class,
				() -> template.request(call("in-avro"), null, Order.class));
		assertThat(failure).returns(ErrorCode.UNSUPPORTED_CONTENT_TYPE, NetworkException::code)
			.returns(Outcome.UNKNOWN, NetworkException::outcome);
		assertThat(failure.detail()).contains("application/avro");
	}

	private static <T> List<T> items(NodeCall call, @Nullable Object payload, Class<T> type) {
		return Objects
			.requireNonNull(Flux.from(JdkFlowAdapter.flowPublisherToFlux(template.stream(call, payload, type)))
				.collectList()
				.block(Results.PATIENCE));
	}

	private static NodeCall call(String path) {
		return NodeCall.to("server", path);
	}

	private static NetworkMessage raw(String path, byte[] payload, Map<String, String> headers) {
		return Results.get(client.transport().request(message(path, payload, headers), Results.PATIENCE));
	}

	private static NetworkException failure(String path, byte[] payload, Map<String, String> headers) {
		return Results.failureOf(client.transport().request(message(path, payload, headers), Results.PATIENCE));
	}

	private static NetworkMessage message(String path, byte[] payload, Map<String, String> headers) {
		return NetworkMessage.request(server.id(), path, payload).withHeaders(headers);
	}

	private static MessageException refused(NodeCall call, Object payload) {
		return catchThrowableOfType(MessageException.class, () -> template.request(call, payload, Order.class));
	}

	/** Of the headers those that tracing has not added. */
	private static Map<String, String> stated(NetworkMessage message) {
		Map<String, String> headers = new TreeMap<>(message.headers());
		headers.keySet().retainAll(Set.of("content-type", "accept"));
		return headers;
	}

	private static NetworkMessage received() {
		try {
			NetworkMessage message = orders.received.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			assertThat(message).isNotNull();
			return message;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	record Order(String item, @Min(1) int count) {

		Order doubled() {
			return new Order(this.item, this.count * 2);
		}

	}

	@NodeController
	static class Orders {

		final BlockingQueue<NetworkMessage> received = new LinkedBlockingQueue<>();

		final BlockingQueue<String> streams = new LinkedBlockingQueue<>();

		@MessageMapping("double")
		Order doubled(@Valid Order order, NetworkMessage message) {
			this.received.add(message);
			return order.doubled();
		}

		@MessageMapping("all")
		List<Order> all(List<Order> orders) {
			return List.of(orders.get(0));
		}

		@MessageMapping("text")
		String text(String text, NetworkMessage message) {
			this.received.add(message);
			return text + "!";
		}

		@MessageMapping("as-message")
		Order asMessage(Message<Order> message) {
			return message.getPayload();
		}

		@MessageMapping("find")
		Order find(NetworkMessage message) {
			this.received.add(message);
			return ORDER;
		}

		@MessageMapping("struct")
		Struct struct(Struct struct, NetworkMessage message) {
			this.received.add(message);
			return struct;
		}

		@MessageMapping("find-struct")
		Struct findStruct(NetworkMessage message) {
			this.received.add(message);
			return Struct.newBuilder().putFields("item", Value.newBuilder().setStringValue("tea").build()).build();
		}

		@MessageMapping("name")
		String name(@Nullable StringValue name) {
			return (name != null) ? "'" + name.getValue() + "'" : "nothing";
		}

		@MessageMapping("empty")
		StringValue empty() {
			return StringValue.getDefaultInstance();
		}

		@MessageMapping("order-of")
		Order orderOf(StringValue item) {
			return new Order(item.getValue(), 1);
		}

		@MessageMapping("bytes")
		byte[] bytes(byte[] bytes, NetworkMessage message) {
			this.received.add(message);
			return bytes;
		}

		@MessageMapping("changed")
		void changed(Order order, NetworkMessage message) {
			this.received.add(message);
		}

		@MessageMapping("in-avro")
		byte[] inAvro(io.quictransport.RequestContext context) {
			context.replyHeader("content-type", "application/avro");
			return new byte[] { 1 };
		}

		@MessageMapping("doubled")
		Flux<Order> doubled(Flux<Order> orders, MessageStream stream) {
			this.streams.add(stream.path());
			return orders.map(Order::doubled);
		}

		@MessageMapping("buffers")
		Flux<ByteBuffer> buffers(Flux<ByteBuffer> buffers) {
			return buffers;
		}

		@MessageMapping("names")
		Flow.Publisher<StringValue> names(Flow.Publisher<StringValue> names) {
			return names;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Csv {

		@Bean
		MessageConverter csvConverter() {
			return new CsvConverter();
		}

	}

	/**
	 * Takes orders whether or not their type is stated, as converters do.
	 */
	static class CsvConverter extends AbstractMessageConverter {

		CsvConverter() {
			super(CSV);
		}

		@Override
		protected boolean supports(Class<?> type) {
			return type == Order.class;
		}

		@Override
		protected Object convertFromInternal(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
			String[] fields = new String((byte[]) message.getPayload(), UTF_8).split(",");
			return new Order(fields[0], Integer.parseInt(fields[1]));
		}

		@Override
		protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
			Order order = (Order) payload;
			return (order.item() + "," + order.count()).getBytes(UTF_8);
		}

	}

}
