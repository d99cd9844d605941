package io.quictransport.sample;

import java.nio.file.Path;
import java.util.List;

import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three nodes, joined by the real transport.
 */
class ThreeNodesIT {

	private static final List<String> IDS = List.of("node-a", "node-b", "node-c");

	private static SampleNodes nodes;

	@BeforeAll
	static void startNodes(@TempDir Path certificates) throws Exception {
		nodes = new SampleNodes(certificates, IDS.toArray(String[]::new));
		IDS.forEach(nodes::start);
		awaitAllReady();
	}

	@AfterAll
	static void stopNodes() {
		nodes.close();
	}

	@Test
	void whatIsPutOnOneNodeIsReadOnAnotherAndHeldByAll() {
		assertThat(nodes.put("node-a", "/board/weather", "sunny").statusCode()).isEqualTo(200);
		assertThat(IDS).allSatisfy((id) -> {
			assertThat(nodes.get(id, "/board/weather").body()).isEqualTo("sunny");
			assertThat(nodes.get(id, "/board/weather").headers().firstValue("Board-Owner")).hasValue("node-b");
		});
		eventually().untilAsserted(() -> assertThat(IDS)
			.allSatisfy((id) -> assertThat(nodes.bean(id, Board.class).find("weather")).extracting(Entry::value)
				.isEqualTo("sunny")));
	}

	@Test
	void theEndpointShowsThePeersOfANode() {
		assertThat(nodes.get("node-a", "/actuator/quicpeers").body()).contains("\"id\":\"node-a\"")
			.contains("\"state\":\"RUNNING\"", "\"id\":\"node-b\"", "\"id\":\"node-c\"");
		assertThat(nodes.get("node-a", "/actuator/quicpeers/node-b").body()).contains("\"connected\":true")
			.contains("\"subject\":\"CN=node-b\"", "\"congestionWindow\":", "\"validUntil\":\"20");
		assertThat(nodes.get("node-a", "/actuator/quicpeers/node-x").statusCode()).isEqualTo(404);
	}

	@Test
	void theKeysOfAStoppedNodeAreRefusedAndServedAgainOnceItIsBack() {
		assertThat(nodes.put("node-a", "/board/greeting", "hello").headers().firstValue("Board-Owner"))
			.hasValue("node-c");
		eventually().until(() -> nodes.bean("node-a", Board.class).find("greeting") != null);
		nodes.stop("node-c");
		assertThat(nodes.get("node-a", "/board/greeting")).satisfies((refused) -> {
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.body()).contains("\"owner\":\"node-c\"", "\"code\":", "cannot be asked");
		});
		eventually().untilAsserted(() -> assertThat(nodes.get("node-a", "/cluster").body())
			.contains("\"id\":\"node-c\",\"connected\":false"));
		nodes.start("node-c");
		awaitAllReady();
		eventually().untilAsserted(() -> assertThat(nodes.get("node-b", "/board/greeting").body()).isEqualTo("hello"));
		assertThat(nodes.put("node-b", "/board/greeting", "hello again").statusCode()).isEqualTo(200);
		assertThat(nodes.get("node-a", "/board/greeting").body()).isEqualTo("hello again");
	}

	@Test
	void aBoardLargerThanAMessageIsCaughtUpWith() {
		String value = "x".repeat(30_000);
		for (int i = 0; i < 60; i++) {
			assertThat(nodes.put("node-a", "/board/large-" + i, value).statusCode()).isEqualTo(200);
		}
		nodes.stop("node-b");
		nodes.start("node-b");
		awaitAllReady();
		eventually().untilAsserted(() -> assertThat(
				nodes.bean("node-b", Board.class).after("large-").filter((entry) -> entry.key().startsWith("large-")))
			.hasSize(60)
			.allSatisfy((entry) -> assertThat(entry.value()).isEqualTo(value)));
	}

	@Test
	void healthAndMetersShowTheTransport() {
		assertThat(nodes.get("node-a", "/actuator/health").body()).contains("\"status\":\"UP\"", "quic", "node-b");
		assertThat(nodes.get("node-a", "/actuator/metrics").body()).contains("quic.transport.connections",
				"quic.transport.messages", "quic.transport.rtt");
	}

	@Test
	void theStatusPageNeedsNothingFromOutside() {
		assertThat(List.of("/", "/status.css", "/status.js", "/diagram.js", "/icon.svg")).allSatisfy((path) -> {
			assertThat(nodes.get("node-a", path).statusCode()).isEqualTo(200);
			assertThat(nodes.get("node-a", path).body().replace("http://www.w3.org/2000/svg", ""))
				.doesNotContainPattern("https?://[^$]");
		});
	}

	private static ConditionFactory eventually() {
		return Awaitility.await().atMost(Results.PATIENCE);
	}

	private static void awaitAllReady() {
		eventually().untilAsserted(() -> assertThat(IDS)
			.allSatisfy((id) -> assertThat(nodes.bean(id, NodeStatus.class).view()).satisfies((view) -> {
				assertThat(view.serving()).isTrue();
				assertThat(view.peers()).hasSize(2).allMatch(NodeView.Peer::connected);
			})));
	}

}
