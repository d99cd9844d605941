package io.quictransport.spring.boot;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Stream;

import io.quictransport.spring.boot.messaging.Node;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with neither Reactive Streams nor Bean Validation.
 */
class MissingReactiveLibrariesTests {

	@Test
	void theTypesOfTheJdkAreServedWithoutThem() throws Exception {
		String output = ChildJvm.run(Path.of(System.getProperty("java.home")),
				(entry) -> Stream.of("reactive-streams", "reactor-core", "spring-webflux", "jakarta.validation-api")
					.noneMatch(entry::contains),
				Application.class);
		assertThat(output).contains("the answer is: later x");
	}

	/**
	 * Calls a node of its own.
	 */
	static final class Application {

		private Application() {
		}

		public static void main(String[] args) {
			try (InMemoryNetwork network = new InMemoryNetwork();
					Node server = Node.start(network, "server", Controller.class);
					Node client = Node.start(network, "client").connect(server)) {
				byte[] answer = Results
					.get(client.transport().request(server.id(), "later", "x".getBytes(StandardCharsets.UTF_8)));
				System.out.println("the answer is: " + new String(answer, StandardCharsets.UTF_8));
			}
		}

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
