package io.quictransport.spring.boot;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Stream;

import io.quictransport.spring.boot.messaging.ImportNodeClients;
import io.quictransport.spring.boot.messaging.Node;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.spring.boot.messaging.NodeExchange;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import kotlin.coroutines.Continuation;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with neither Reactive Streams nor Bean Validation nor Kotlin.
 */
class MissingReactiveLibrariesTests {

	@Test
	void theTypesOfTheJdkAreServedWithoutThem() throws Exception {
		String output = ChildJvm.run(Path.of(System.getProperty("java.home")),
				(entry) -> Stream
					.of("reactive-streams", "reactor-core", "spring-webflux", "jakarta.validation-api", "kotlin")
					.noneMatch(entry::contains),
				Application.class);
		assertThat(output).contains("the answer is: later x").contains("the client was answered: later y");
	}

	@Test
	void aSuspendFunctionIsRefusedWhereThereAreNoCoroutines() throws Exception {
		String output = ChildJvm.run(Path.of(System.getProperty("java.home")),
				(entry) -> !entry.contains("kotlinx-coroutines"), SuspendingApplication.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("MissingReactiveLibrariesTests$SuspendingController.find() is a suspend function")
			.contains("Put kotlinx-coroutines-core on the class path");
	}

	/**
	 * Calls a node of its own.
	 */
	static final class Application {

		private Application() {
		}

		public static void main(String[] args) {
			try (InMemoryNetwork network = new InMemoryNetwork();
					Node server = Node.start(network, "server", Set.of("later"), Controller.class);
					Node client = Node.start(network, "client", Clients.class).connect(server)) {
				byte[] answer = Results
					.get(client.transport().request(server.id(), "later", "x".getBytes(StandardCharsets.UTF_8)));
				System.out.println("the answer is: " + new String(answer, StandardCharsets.UTF_8));
				System.out.println("the client was answered: " + Results.get(client.bean(Later.class).later("y")));
			}
		}

	}

	/**
	 * Has a handler as the Kotlin compiler makes it.
	 */
	static final class SuspendingApplication {

		private SuspendingApplication() {
		}

		public static void main(String[] args) {
			try (InMemoryNetwork network = new InMemoryNetwork()) {
				Node.start(network, "server", SuspendingController.class).close();
			}
		}

	}

	@NodeController
	static class SuspendingController {

		@MessageMapping("find")
		Object find(Continuation<? super String> continuation) {
			return "never";
		}

	}

	interface Later {

		@NodeExchange("later")
		CompletableFuture<String> later(String payload);

		@NodeExchange("items")
		Flow.Publisher<String> items(Flow.Publisher<String> items);

	}

	@Configuration(proxyBeanMethods = false)
	@ImportNodeClients(service = "later", types = Later.class)
	static class Clients {

	}

	@NodeController
	static class Controller {

		@MessageMapping("later")
		CompletableFuture<String> later(CompletableFuture<String> payload) {
			return payload.thenApplyAsync((text) -> "later " + text);
		}

		@MessageMapping("items")
		Flow.Publisher<String> items(Flow.Publisher<String> items) {
			return new SubmissionPublisher<>();
		}

	}

}
