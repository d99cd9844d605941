package io.quictransport.spring.boot.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.NodeHandler;
import io.quictransport.spring.boot.NodeOperation;
import io.quictransport.spring.boot.ServedRoutes;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.FlowAdapters;
import reactor.core.publisher.Flux;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node says what it serves when it starts.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServedRoutesTests {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	@Test
	void pathsOfBeansAndMethodsAreLoggedByKind(CapturedOutput output) {
		Node.start(this.network, "server", Orders.class, Beans.class).close();
		assertThat(output).contains("event=routes_served count=10 requests=[orders.changed, orders.fails,"
				+ " orders.fails-later, orders.refused, orders.special, orders.{id}]"
				+ " messages=[orders.changed, orders.refused] streams=[orders.broken, orders.since]");
	}

	@Test
	void aNodeThatServesNothingSaysSo(CapturedOutput output) {
		Node.start(this.network, "client").close();
		assertThat(output).contains("event=routes_served count=0 requests=[] messages=[] streams=[]");
	}

	@Test
	void callsAndFailuresAreCountedByPathAndKind() {
		try (Node server = Node.start(this.network, "server", Orders.class, Beans.class);
				Node client = Node.start(this.network, "client").connect(server)) {
			client.template().request(NodeCall.to("server", "orders.{id}", 7), null, String.class);
			client.template().request(NodeCall.to("server", "orders.{id}", 8), null, String.class);
			Results.failureOf(client.transport().request(server.id(), "orders.fails", new byte[0]));
			Results.failureOf(client.transport().request(server.id(), "orders.fails-later", new byte[0]));
			client.template().request(NodeCall.to("server", "orders.special"), "x", String.class);
			client.template().request(NodeCall.to("server", "orders.changed"), "x", Void.class);
			assertThat(server.bean(ServedRoutes.class).routes()).contains(
					route("orders.{id}", NodeOperation.REQUEST, name("find()"), 2, 0),
					route("orders.fails", NodeOperation.REQUEST, name("fails()"), 1, 1),
					route("orders.fails-later", NodeOperation.REQUEST, name("failsLater()"), 1, 1),
					route("orders.special", NodeOperation.REQUEST, "bean 'special'", 1, 0),
					route("orders.changed", NodeOperation.REQUEST, name("changed(String)"), 1, 0),
					route("orders.changed", NodeOperation.MESSAGE, name("changed(String)"), 0, 0),
					route("orders.since", NodeOperation.STREAM, name("since(Publisher)"), 0, 0));
		}
	}

	@Test
	void messagesAndStreamsThatFailAreCounted() {
		try (Node server = Node.start(this.network, "server", Orders.class);
				Node client = Node.start(this.network, "client").connect(server)) {
			client.template().send(NodeCall.to("server", "orders.refused"), null);
			Results.failureOf(Flux
				.from(FlowAdapters
					.toPublisher(client.template().stream(NodeCall.to("server", "orders.broken"), null, String.class)))
				.then()
				.toFuture());
			await().atMost(Results.PATIENCE)
				.untilAsserted(() -> assertThat(server.bean(ServedRoutes.class).routes()).contains(
						route("orders.refused", NodeOperation.MESSAGE, name("refused()"), 1, 1),
						route("orders.broken", NodeOperation.STREAM, name("broken()"), 1, 1)));
		}
	}

	private static ServedRoutes.Route route(String path, NodeOperation operation, String handler, long calls,
			long failures) {
		return new ServedRoutes.Route(path, operation, handler, calls, failures);
	}

	private static String name(String method) {
		return Orders.class.getName() + "." + method;
	}

	@NodeController
	@MessageMapping("orders")
	static class Orders {

		@MessageMapping("fails")
		String fails() {
			throw new IllegalStateException();
		}

		@MessageMapping("fails-later")
		CompletableFuture<String> failsLater() {
			return CompletableFuture.supplyAsync(() -> {
				throw new IllegalStateException();
			});
		}

		@MessageMapping("refused")
		void refused() {
			throw new IllegalStateException();
		}

		@MessageMapping("broken")
		Flux<String> broken() {
			return Flux.error(new IllegalStateException());
		}

		@MessageMapping("{id}")
		String find() {
			return "found";
		}

		@MessageMapping("changed")
		void changed(String id) {
		}

		@MessageMapping("since")
		void since(Flow.Publisher<String> ids) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		@NodeHandler(path = "orders.special")
		RequestHandler special() {
			return RequestHandler.replying((request) -> request.payload());
		}

	}

}
