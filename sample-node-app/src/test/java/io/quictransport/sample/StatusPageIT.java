package io.quictransport.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.quictransport.NetworkTransport;
import io.quictransport.testing.Needs;
import io.quictransport.testing.RealPart;
import io.quictransport.testing.RelayConditions;
import io.quictransport.testing.UdpRelay;
import io.quictransport.testing.contract.Results;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The status page in a browser, while a link becomes slow and a process is killed. Node-a
 * reaches node-b through a relay only; node-c, a process of its own, dials both.
 */
@Needs(RealPart.CHROMIUM)
class StatusPageIT {

	/** Longer than any path on a busy machine takes by itself. */
	private static final Duration ONE_WAY = Duration.ofMillis(400);

	private static final List<String> IDS = List.of("node-a", "node-b", "node-c");

	private Path directory;

	private SampleNodes nodes;

	private UdpRelay relay;

	private Process nodeC;

	private StatusPage page;

	@BeforeEach
	void startNodes(@TempDir Path directory) throws Exception {
		this.directory = directory;
		this.nodes = new SampleNodes(directory, IDS.toArray(String[]::new));
		this.nodes.start("node-b", withPeers(""));
		this.relay = UdpRelay.to(this.nodes.bean("node-b", NetworkTransport.class).localAddress());
		this.nodes.start("node-a", withPeers("node-b@127.0.0.1:" + this.relay.address().getPort()));
		this.nodeC = startNodeC();
		this.page = StatusPage.open("http://127.0.0.1:" + this.nodes.webPort("node-a") + "/");
	}

	private Process startNodeC() throws Exception {
		return this.nodes.startProcess("node-c", this.directory.resolve("node-c.log"),
				withPeers(addressOf("node-a") + "," + addressOf("node-b")));
	}

	private String addressOf(String id) {
		return id + "@127.0.0.1:" + this.nodes.bean(id, NetworkTransport.class).localAddress().getPort();
	}

	private static Map<String, String> withPeers(String peers) {
		return Map.of("quic.transport.discovery.multicast.enabled", "false", "quic.transport.peers", peers,
				"quic.transport.timeouts.ping-interval", "500ms", "quic.transport.timeouts.idle", "4s");
	}

	@AfterEach
	void stopNodes() throws Exception {
		if (this.page != null) {
			this.page.close();
		}
		if (this.nodeC != null) {
			this.nodeC.destroyForcibly().waitFor();
		}
		this.nodes.close();
		if (this.relay != null) {
			this.relay.close();
		}
	}

	@Test
	void theNodesTheRoundTripTimeOfASlowLinkAndTheLossAndReturnOfAKilledNodeAreShown() throws Exception {
		awaitAllUp();
		await().atMost(Results.PATIENCE)
			.untilAsserted(
					() -> assertThat(this.page.rtt("node-a", "node-b")).isPositive().isLessThan(ONE_WAY.toMillis()));

		this.relay.bothWays(RelayConditions.CLEAN.withDelay(ONE_WAY));
		await().atMost(Results.PATIENCE).untilAsserted(() -> {
			assertThat(this.page.rtt("node-a", "node-b")).isGreaterThanOrEqualTo(ONE_WAY.toMillis());
			assertThat(this.page.rtt("node-a", "node-c")).isPositive().isLessThan(this.page.rtt("node-a", "node-b"));
		});
		this.relay.bothWays(RelayConditions.CLEAN);

		this.nodeC.destroyForcibly().waitFor();
		await().atMost(Results.PATIENCE).untilAsserted(() -> {
			assertThat(this.page.summary()).isEqualTo("2 of 3 nodes up");
			assertThat(this.page.stateOf("node-c")).isEqualTo("down");
			assertThat(this.page.link("node-a node-c")).isEqualTo("down");
			assertThat(this.page.link("node-a node-b")).isEqualTo("up");
			assertThat(this.page.isRed("node-c")).isTrue();
			assertThat(this.page.isRed("node-b")).isFalse();
		});

		this.nodeC = startNodeC();
		awaitAllUp();
	}

	/** The pictures are for people; what they show is checked as well. */
	@Test
	void whatIsShownAfterAKillContradictsItselfAtNoTimeAndFitsASmallScreen() throws Exception {
		awaitAllUp();
		String key = "k".repeat(64);
		assertThat(this.nodes.put("node-a", "/board/" + key, "v".repeat(200)).statusCode()).isEqualTo(200);
		for (int i = 0; i < 8; i++) {
			this.nodes.put("node-a", "/board/key-" + i, "value " + i);
		}
		look("all-up");
		long killed = System.nanoTime();
		this.nodeC.destroyForcibly().waitFor();
		await().atMost(Results.PATIENCE).untilAsserted(() -> {
			assertThat(this.page.stateOf("node-c")).isEqualTo("no answer");
			assertThat(this.page.summary()).isEqualTo("2 of 3 nodes up, 1 without an answer");
			assertThat(this.page.link("node-a node-c")).isEqualTo("silent");
			assertThat(this.page.peer("node-a", "node-c")).contains("no answer");
		});
		lookAfter(killed, 1);
		lookAfter(killed, 4);
		await().atMost(Results.PATIENCE).untilAsserted(() -> {
			assertThat(this.page.stateOf("node-c")).isEqualTo("down");
			assertThat(this.page.problemOf("node-c")).contains("Last answer at", "It was at 127.0.0.1:")
				.doesNotContain("Exception", "null", "undefined");
		});
		lookAfter(killed, 10);
		assertThat(this.page.peer("node-a", "node-c")).contains("disconnected", "since ");
		this.page.readKeyOf("node-c");
		await().atMost(Results.PATIENCE)
			.untilAsserted(
					() -> assertThat(this.page.result()).startsWith("503 node-c owns this key and cannot be asked: ")
						.doesNotContain("NOT_CONNECTED", "peer=", "Exception"));
		this.nodes.stop("node-a");
		await().atMost(Results.PATIENCE).untilAsserted(() -> {
			assertThat(this.page.summary()).startsWith("this node does not answer · as of ");
			assertThat(this.page.stateOf("node-a")).isEqualTo("no answer");
			assertThat(this.page.stateOf("node-b")).isEqualTo("was up");
		});
		look("asked-node-gone");
	}

	/** The time is that of the picture: nothing depends on it. */
	private void lookAfter(long begin, int seconds) throws IOException {
		await().atMost(Results.PATIENCE)
			.until(() -> System.nanoTime() - begin >= Duration.ofSeconds(seconds).toNanos());
		look(seconds + "-s-after-a-kill");
	}

	private void look(String moment) throws IOException {
		for (int width : new int[] { 390, 1200 }) {
			for (boolean dark : new boolean[] { false, true }) {
				this.page.screen(width, dark);
				assertThat(this.page.contradictions()).as(moment + " at " + width).isEmpty();
				this.page.picture(
						Path.of("target", "status-page", moment + "-" + width + (dark ? "-dark" : "-light") + ".png"));
			}
		}
	}

	private void awaitAllUp() {
		await().atMost(Results.PATIENCE).untilAsserted(() -> {
			assertThat(this.page.summary()).isEqualTo("3 of 3 nodes up");
			assertThat(IDS).allSatisfy((id) -> assertThat(this.page.stateOf(id)).isEqualTo("up"))
				.noneMatch(this.page::isRed);
			assertThat(List.of("node-a node-b", "node-a node-c", "node-b node-c"))
				.allSatisfy((link) -> assertThat(this.page.link(link)).isEqualTo("up"));
		});
	}

}
