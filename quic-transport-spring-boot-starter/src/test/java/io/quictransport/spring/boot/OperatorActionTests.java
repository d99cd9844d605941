package io.quictransport.spring.boot;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.jayway.jsonpath.JsonPath;
import io.quictransport.ErrorCode;
import io.quictransport.quic.QuicTransport;
import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators do by HTTP to nodes that run.
 */
@ExtendWith(OutputCaptureExtension.class)
class OperatorActionTests {

	private static final String[] OPEN = { "management.endpoints.web.exposure.include=quicpeers,info,health",
			"management.endpoint.health.show-details=always", "management.endpoint.quicpeers.access=unrestricted",
			"quic.transport.reconnect.min-backoff=10ms", "quic.transport.reconnect.max-backoff=50ms" };

	private static final Certificates CERTIFICATES = new Certificates();

	@Test
	void aPeerThatIsDeniedIsShutOutAndStaysOutAfterARotationUntilTheEndOfItsDenial(CapturedOutput output)
			throws Exception {
		try (TestNode b = TestNode.startWithWeb(CERTIFICATES, "node-b", OPEN);
				TestNode a = TestNode.startWithWeb(CERTIFICATES, "node-a",
						with("quic.transport.peers=" + b.address()))) {
			await(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
			assertThat(post(b, "/node-a/deny", "{\"duration\": \"PT1H\"}").statusCode()).isEqualTo(200);
			await(() -> !b.isConnectedTo(a) && !a.isConnectedTo(b));
			assertThat(post(b, "", "{\"action\": \"rotate\"}").statusCode()).isEqualTo(200);
			await(() -> ((QuicTransport) b.transport()).connectionEnds()
				.recent()
				.stream()
				.anyMatch((end) -> !end.established() && end.code() == ErrorCode.PEER_NOT_ALLOWED && end.count() > 1));
			assertThat(b.isConnectedTo(a)).isFalse();
			String node = get(b, "quicpeers").body();
			assertThat(JsonPath.<List<String>>read(node, "$.denied[*].id")).containsExactly("node-a");
			assertThat(JsonPath.<List<String>>read(node, "$.denied[*].until")).hasSize(1).doesNotContainNull();
			// It may be forgotten by now, so that there is nothing to show.
			assertThat(post(b, "/node-a/deny", "{\"duration\": \"PT0.1S\"}").statusCode()).isIn(200, 204);
			await(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
			await(() -> output.getOut().contains("event=denial_ended denied=node-a"));
			assertThat(output.getOut()).contains("event=operator_action node=node-b action=DENY peer=node-a");
		}
	}

	@Test
	void aSerialNumberIsDeniedUntilItIsAllowed() throws Exception {
		try (TestNode b = TestNode.startWithWeb(CERTIFICATES, "node-b", OPEN);
				TestNode a = TestNode.startWithWeb(CERTIFICATES, "node-a",
						with("quic.transport.peers=" + b.address()))) {
			await(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
			String serial = JsonPath.read(get(b, "quicpeers/node-a").body(), "$.certificate.serial");
			String subject = "{\"action\": \"%s\", \"serial\": \"" + serial + "\"}";
			assertThat(post(b, "", subject.formatted("deny")).statusCode()).isEqualTo(200);
			await(() -> !b.isConnectedTo(a));
			assertThat(post(b, "", subject.formatted("allow")).statusCode()).isEqualTo(200);
			await(() -> b.isConnectedTo(a));
			assertThat(post(b, "", subject.formatted("allow")).statusCode()).as("it is not denied").isEqualTo(400);
			assertThat(post(b, "/node-a/deny", "{\"duration\": \"PT-1S\"}").statusCode()).isEqualTo(400);
			for (String endless : List.of("PT2540400H", "P9999999999D")) {
				assertThat(post(b, "/node-a/deny", "{\"duration\": \"" + endless + "\"}").statusCode()).as(endless)
					.isEqualTo(400);
			}
			assertThat(b.isConnectedTo(a)).as("what is refused is not done").isTrue();
			assertThat(post(b, "/node-a/explode", "{}").statusCode()).isEqualTo(400);
		}
	}

	@Test
	void aPeerIsDisconnectedAndNotDialledAgain() throws Exception {
		try (TestNode b = TestNode.startWithWeb(CERTIFICATES, "node-b", OPEN);
				TestNode a = TestNode.startWithWeb(CERTIFICATES, "node-a",
						with("quic.transport.peers=" + b.address()))) {
			await(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
			assertThat(post(a, "/node-b/disconnect", "{}").statusCode()).isEqualTo(200);
			await(() -> !a.isConnectedTo(b) && !b.isConnectedTo(a));
			assertThat(a.transport().unreached()).isEmpty();
		}
	}

	@Test
	void aNodeThatIsDrainedServesItsPeersAgainWhenTheDrainIsTakenBack(CapturedOutput output) throws Exception {
		try (TestNode b = TestNode.startWithWeb(CERTIFICATES, "node-b", OPEN);
				TestNode a = TestNode.startWithWeb(CERTIFICATES, "node-a",
						with("quic.transport.peers=" + b.address()))) {
			await(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
			assertThat(get(b, "health/quic").body()).contains("\"status\":\"UP\"");
			assertThat(post(b, "", "{\"action\": \"drain\"}").statusCode()).isEqualTo(200);
			await(() -> phaseOf(a, "node-b").equals("DRAINING"));
			assertThat(get(b, "health/quic").body()).contains("OUT_OF_SERVICE");
			assertThat(post(b, "", "{\"action\": \"undrain\"}").statusCode()).isEqualTo(200);
			await(() -> phaseOf(a, "node-b").equals("CONNECTED"));
			assertThat(get(b, "health/quic").body()).contains("\"status\":\"UP\"");
			assertThat(output.getOut()).contains("event=operator_action node=node-b action=UNDRAIN");
		}
	}

	@Test
	void theInsideOfAConnectionIsShownAtItsPeer() throws Exception {
		try (TestNode b = TestNode.startWithWeb(CERTIFICATES, "node-b", OPEN);
				TestNode a = TestNode.startWithWeb(CERTIFICATES, "node-a",
						with("quic.transport.peers=" + b.address()))) {
			await(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
			String peer = get(a, "quicpeers/node-b").body();
			assertThat(JsonPath.<Integer>read(peer, "$.activity.connection.streams")).isPositive();
			assertThat(JsonPath.<Integer>read(peer, "$.activity.connection.streamCredit")).isPositive();
			assertThat(JsonPath.<Number>read(peer, "$.activity.connection.recentLoss.packetsSent").longValue())
				.isPositive();
			assertThat(JsonPath.<Object>read(peer, "$.activity.handlersByPath")).isEqualTo(Map.of());
			String node = get(a, "quicpeers").body();
			assertThat(JsonPath.<List<Integer>>read(node, "$.resources.sockets[*].receiveBytes"))
				.allSatisfy((bytes) -> assertThat(bytes).isPositive());
			assertThat(JsonPath.<List<Integer>>read(node, "$.resources.eventLoops[*].index")).startsWith(0);
			assertThat(JsonPath.<String>read(node, "$.identity.certificate.subject")).isEqualTo("CN=node-a");
			String issuer = JsonPath.read(node, "$.identity.certificate.issuer");
			assertThat(JsonPath.<List<String>>read(node, "$.identity.trusted[*].subject")).containsExactly(issuer);
			assertThat(JsonPath.<List<String>>read(node, "$.peers[*].certificate.issuer")).containsExactly(issuer);
		}
	}

	private static String phaseOf(TestNode node, String peer) throws Exception {
		return JsonPath.read(get(node, "quicpeers/" + peer).body(), "$.phase");
	}

	@Test
	void theVersionsAreInInfoAndAtThePeers() throws Exception {
		try (TestNode b = TestNode.startWithWeb(CERTIFICATES, "node-b", OPEN);
				TestNode a = TestNode.startWithWeb(CERTIFICATES, "node-a",
						with("quic.transport.peers=" + b.address()))) {
			await(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
			String info = get(a, "info").body();
			String library = JsonPath.read(info, "$.quic.library");
			assertThat(library).matches("\\d+\\.\\d+\\.\\d+.*");
			assertThat(JsonPath.<String>read(info, "$.quic.codec")).matches("4\\.\\d+\\.\\d+.*");
			assertThat(JsonPath.<String>read(info, "$.quic.protocol")).isEqualTo("quic-transport/1");
			assertThat(JsonPath.<String>read(get(a, "quicpeers/node-b").body(), "$.software"))
				.isEqualTo("quic-transport/" + library);
		}
	}

	@Test
	void aNodeWithoutASourceOfPeersSaysSoAtItsStart(CapturedOutput output) {
		TestNode.start(CERTIFICATES, "node-a", "quic.transport.discovery.client.enabled=false").close();
		assertThat(output.getOut()).contains("event=no_peer_source node=node-a");
	}

	@Test
	void aNodeWithAListOfPeersDoesNotSayThatItHasNone(CapturedOutput output) {
		TestNode
			.start(CERTIFICATES, "node-a", "quic.transport.peers=127.0.0.1:1",
					"quic.transport.discovery.client.enabled=false")
			.close();
		assertThat(output.getOut()).doesNotContain("event=no_peer_source");
	}

	private static String[] with(String property) {
		String[] all = Arrays.copyOf(OPEN, OPEN.length + 1);
		all[OPEN.length] = property;
		return all;
	}

	private static HttpResponse<String> post(TestNode node, String path, String body) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri(node, "quicpeers" + path))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString(body))
				.timeout(Duration.ofMinutes(1))
				.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static HttpResponse<String> get(TestNode node, String path) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri(node, path)).build(), HttpResponse.BodyHandlers.ofString());
	}

	private static URI uri(TestNode node, String path) {
		String port = node.context().getEnvironment().getRequiredProperty("local.server.port");
		return URI.create("http://127.0.0.1:" + port + "/actuator/" + path);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Results.PATIENCE).until(condition);
	}

}
