package io.quictransport.spring.boot.messaging;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.google.protobuf.StringValue;
import io.quictransport.MessageHandler;
import io.quictransport.NetworkMessage;
import io.quictransport.spring.boot.NodeHandler;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * The content type of calls that state none is configured, for all calls and for those of
 * clients.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContentTypePropertiesTests {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	@Test
	void theTransportsTypeIsThatOfCallsAndTheClientsThatOfItsCalls() {
		try (Node server = Node.start(this.network, "server", Set.of("stock"), Stock.class);
				Node client = Node.start(this.network, "client", InCbor.class).connect(server)) {
			NodeTransportOperations template = client.template();
			assertThat(template.request(NodeCall.to("server", "type-of"), "x", String.class))
				.isEqualTo("application/cbor");
			assertThat(template.request(NodeCall.to("server", "types"), null, String.class))
				.isEqualTo("none, application/cbor");
			assertThat(template.request(NodeCall.to("server", "types"), new byte[] { 1 }, String.class))
				.isEqualTo("none, application/cbor");
			assertThat(template.request(NodeCall.to("server", "types"), ByteBuffer.allocateDirect(1), String.class))
				.isEqualTo("none, application/cbor");
			assertThat(client.bean(StockApi.class).typeOf("Grüße")).isEqualTo("text/plain;charset=utf-16");
		}
	}

	@Test
	void theTypeOfAClientYieldsToWhatACallStatesAndToWhatItsPayloadIs() {
		try (Node server = Node.start(this.network, "server", Set.of("stock"), Stock.class);
				Node client = Node.start(this.network, "client", InCbor.class).connect(server)) {
			StockApi stock = client.bean(StockApi.class);
			assertThat(stock.typeOfStated("application/cbor", "tea")).isEqualTo("application/cbor");
			assertThat(stock.typeOfBytes(new byte[] { 1 })).isEqualTo("none");
			assertThat(stock.typeOfValue(StringValue.of("tea"))).isEqualTo("application/x-protobuf");
		}
	}

	@Test
	void eventsTravelInTheTransportsTypeAndAreReadByTheirHeader() {
		try (Node server = Node.start(this.network, "server", Listening.class);
				Node client = Node.start(this.network, "client", InCbor.class, Listening.class).connect(server)) {
			await().atMost(Results.PATIENCE).until(() -> {
				client.bean(Listening.class).publisher.publishEvent(new StockChanged("tea"));
				return !server.bean(Listening.class).heard.isEmpty();
			});
			assertThat(server.bean(Listening.class).heard).contains(new StockChanged("tea"));
			assertThat(server.bean(Listening.class).types).containsOnly("application/cbor");
		}
	}

	@Test
	void aTypeThatNothingWritesKeepsTheApplicationFromStarting(CapturedOutput output) {
		assertThatException().isThrownBy(() -> Node.start(this.network, "one", Unknown.class).close());
		assertThat(output).contains("quic.transport.content-type")
			.contains("application/avro")
			.contains("Nothing here writes it. What there is: application/cbor, application/json");
		assertThatException().isThrownBy(() -> Node.start(this.network, "two", UnknownOfClient.class).close());
		assertThat(output).contains("quic.transport.clients.stock.content-type").contains("application/*");
	}

	record StockChanged(String item) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		final Queue<StockChanged> heard = new ConcurrentLinkedQueue<>();

		final Queue<String> types = new ConcurrentLinkedQueue<>();

		private final ApplicationEventPublisher publisher;

		Listening(ApplicationEventPublisher publisher) {
			this.publisher = publisher;
		}

		@Bean
		NodeEvents events() {
			return new NodeEvents().with(StockChanged.class, "stock.changed");
		}

		/** A second handler of the path, which sees the headers. */
		@Bean
		@NodeHandler(path = "stock.changed")
		MessageHandler types() {
			return (message, context) -> this.types.add(message.headers().getOrDefault("content-type", "none"));
		}

		@EventListener
		void changed(StockChanged event) {
			this.heard.add(event);
		}

	}

	interface StockApi {

		@NodeExchange("type-of")
		String typeOf(String text);

		@NodeExchange("type-of")
		String typeOfStated(@Header("content-type") String type, String text);

		@NodeExchange("type-of-bytes")
		String typeOfBytes(byte[] bytes);

		@NodeExchange("type-of-bytes")
		String typeOfValue(StringValue value);

	}

	@NodeController
	static class Stock {

		@MessageMapping("type-of")
		String typeOf(String text, NetworkMessage message) {
			return message.headers().getOrDefault("content-type", "none");
		}

		@MessageMapping("type-of-bytes")
		String typeOfBytes(byte[] bytes, NetworkMessage message) {
			return message.headers().getOrDefault("content-type", "none");
		}

		@MessageMapping("types")
		String types(NetworkMessage message) {
			return message.headers().getOrDefault("content-type", "none") + ", "
					+ message.headers().getOrDefault("accept", "none");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:io/quictransport/spring/boot/messaging/content-types.properties")
	@ImportNodeClients(service = "stock", types = StockApi.class)
	static class InCbor {

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:io/quictransport/spring/boot/messaging/unknown-content-type.properties")
	static class Unknown {

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:io/quictransport/spring/boot/messaging/unknown-client-content-type.properties")
	@ImportNodeClients(service = "stock", types = StockApi.class)
	static class UnknownOfClient {

	}

}
