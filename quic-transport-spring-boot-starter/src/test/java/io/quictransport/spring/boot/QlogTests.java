package io.quictransport.spring.boot;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import io.quictransport.PeerId;
import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Connections are recorded where the application asks for it.
 */
@ExtendWith(OutputCaptureExtension.class)
class QlogTests {

	private static final Certificates CERTIFICATES = new Certificates();

	private final Path directory;

	QlogTests(@TempDir Path directory) {
		this.directory = directory;
	}

	@Test
	void theFirstConnectionToAPeerThatIsNamedIsRecordedAndLaterOnesOnDemand() {
		try (TestNode b = TestNode.start(CERTIFICATES, "node-b");
				TestNode a = TestNode.start(CERTIFICATES, "node-a", "quic.transport.peers=" + b.address(),
						"quic.transport.qlog.directory=" + this.directory, "quic.transport.qlog.peers=node-b")) {
			await(() -> a.isConnectedTo(b) && recordings().size() == 1);
			a.context().getBean(QuicConnectionRecorder.class).recordNextConnection(b.id());
			await(() -> recordings().size() == 2);
			assertThat(a.isConnectedTo(b)).isTrue();
		}
	}

	@Test
	void aPostToTheEndpointHasANewConnectionRecordedWhereThatIsAllowed() throws Exception {
		String exposed = "management.endpoints.web.exposure.include=quicpeers";
		try (TestNode b = TestNode.startWithWeb(CERTIFICATES, "node-b", exposed,
				"quic.transport.qlog.directory=" + this.directory);
				TestNode a = TestNode.startWithWeb(CERTIFICATES, "node-a", "quic.transport.peers=" + b.address(),
						"quic.transport.qlog.directory=" + this.directory, exposed,
						"management.endpoint.quicpeers.access=unrestricted")) {
			await(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
			assertThat(recordings()).isEmpty();
			HttpResponse<String> answer = post(a, "node-b");
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(JsonPath.<String>read(answer.body(), "$.id")).isEqualTo("node-b");
			await(() -> recordings().size() == 1);
			assertThat(post(a, "node-x").statusCode()).isEqualTo(400);
			assertThat(post(b, "node-a").statusCode()).as("read-only by default").isEqualTo(404);
			assertThat(recordings()).hasSize(1);
		}
	}

	private static HttpResponse<String> post(TestNode node, String peer) throws Exception {
		String port = node.context().getEnvironment().getRequiredProperty("local.server.port");
		URI peers = URI.create("http://127.0.0.1:" + port + "/actuator/quicpeers/" + peer + "/record");
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(peers)
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("{}"))
				.build(), HttpResponse.BodyHandlers.ofString());
	}

	@Test
	void withoutADirectoryNothingCanBeRecorded() {
		try (TestNode a = TestNode.start(CERTIFICATES, "node-a", "quic.transport.qlog.peers=node-b")) {
			assertThat(a.context().getBeansOfType(QuicConnectionRecorder.class)).isEmpty();
			assertThat(a.transport().peers()).extracting((peer) -> peer.id()).doesNotContain(new PeerId("node-b"));
		}
	}

	@Test
	void aDirectoryThatIsNotThereIsExplained(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> TestNode
				.start(CERTIFICATES, "node-a", "quic.transport.qlog.directory=" + this.directory.resolve("not-there"),
						"quic.transport.qlog.peers=node-b")
				.close());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The property quic.transport.qlog.directory has the value")
			.contains("must be a directory that this process may write to");
	}

	private List<Path> recordings() {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Results.PATIENCE).until(condition);
	}

}
