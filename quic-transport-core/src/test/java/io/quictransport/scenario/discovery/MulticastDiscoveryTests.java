package io.quictransport.scenario.discovery;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.PeerSnapshot;
import io.quictransport.RequestHandler;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.discovery.MulticastPeerDiscovery;
import io.quictransport.process.ChildProcess;
import io.quictransport.process.ChildSettings;
import io.quictransport.process.EchoProcess;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nodes that find each other with no configuration: scenarios S11 to S14. Where it counts
 * that something happens soon, it could else happen in an hour only.
 */
class MulticastDiscoveryTests {

	private static final PeerId A = new PeerId("node-a");

	private static final PeerId B = new PeerId("node-b");

	private final MulticastNodes nodes = new MulticastNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aFourthNodeJoinsThreeAtOnceAlthoughTheyAnnounceSeldom() {
		List<String> three = List.of("node-a", "node-b", "node-c");
		List<QuicTransport> mesh = three.stream().map(this::startSeldom).toList();
		await().until(() -> mesh.stream().allMatch((node) -> node.stats().connections().open() == 2));
		QuicTransport fourth = startSeldom("node-d");
		await().until(() -> fourth.stats().connections().open() == 3
				&& mesh.stream().allMatch((node) -> node.isConnected(new PeerId("node-d"))));
	}

	@Test
	void aNewcomerIsAnsweredAtOnce() throws Exception {
		startSeldom("node-a");
		int isNew = 2;
		int isHere = 1;
		// The node's own beginning.
		assertThat(this.nodes.hearKindOf("node-a", TestNodes.PATIENCE)).isEqualTo(isNew);
		assertThat(this.nodes.hearKindOf("node-a", TestNodes.PATIENCE)).isEqualTo(isNew);
		this.nodes.forge(MulticastNodes.announcement(isNew, "default", "node-x", 9));
		assertThat(this.nodes.hearKindOf("node-a", TestNodes.PATIENCE)).isEqualTo(isHere);
	}

	private QuicTransport startSeldom(String id) {
		return this.nodes.start(id, (options) -> options.withDiscovery(new DiscoveryOptions().withProviders(
				List.of(new MulticastPeerDiscovery(this.nodes.multicast.withInterval(Duration.ofHours(1)))))));
	}

	/** Scenario S11. */
	@Test
	void aStoppedNodeIsFoundAgainWhenItIsBackAtTheSamePort() {
		QuicTransport a = echo(this.nodes.start("node-a"));
		QuicTransport b = echo(this.nodes.start("node-b"));
		awaitBoth(a, b);
		assertThat(get(a.request(B, "echo", new byte[] { 1 }))).containsExactly(1);
		InetSocketAddress address = b.localAddress();
		get(b.stop());
		NetworkMessage late = NetworkMessage.request(B, "echo", new byte[] { 2 });
		// By its own deadline it would fail when nobody waits any more.
		failureOf(a.request(late, TestNodes.PATIENCE.multipliedBy(5)));
		QuicTransport back = echo(this.nodes.start("node-b", (options) -> options.withBindAddress(address)));
		await().until(() -> a.isConnected(B) && back.isConnected(A));
		assertThat(get(a.request(B, "echo", new byte[] { 3 }))).containsExactly(3);
		assertThat(get(back.request(A, "echo", new byte[] { 4 }))).containsExactly(4);
	}

	/** Scenario S13. */
	@Test
	void aNodeThatSaysGoodbyeIsForgottenAlthoughItsAnnouncementHolds() {
		QuicTransport a = startSeldom("node-a");
		QuicTransport b = startSeldom("node-b");
		awaitBoth(a, b);
		get(b.stop());
		await().until(() -> a.peers().isEmpty());
	}

	/** Scenario S14. */
	@Test
	void aNodeThatIsStoppedAndStartedThreeTimesIsFoundEachTime() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.nodes.make(this.nodes.withMulticast(this.nodes.nodes.options("node-b")));
		for (int round = 0; round < 3; round++) {
			get(b.start());
			get(b.start());
			await().until(() -> a.isConnected(B) && b.isConnected(A));
			get(b.stop());
			get(b.stop());
			await().until(() -> !a.isConnected(B));
		}
	}

	@Test
	void clustersOfOtherNamesAreKeptApart() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport other = this.nodes.start("node-x", (options) -> options.withDiscovery(new DiscoveryOptions()
			.withProviders(List.of(new MulticastPeerDiscovery(this.nodes.multicast.withCluster("another"))))));
		QuicTransport b = this.nodes.start("node-b");
		awaitBoth(a, b);
		assertThat(other.peers()).isEmpty();
		assertThat(a.peers()).extracting(PeerSnapshot::id).containsExactly(B);
	}

	/** Kill -9 says no goodbye: scenario S12, with a real death. */
	@Test
	void aKilledProcessIsForgottenAndFoundAgainWhenItIsRestarted(@TempDir Path directory) throws Exception {
		ChildSettings settings = ChildSettings.DEFAULT.withIdle(Duration.ofSeconds(1), Duration.ofMillis(200))
			.withMulticast(this.nodes.multicast.group().getPort())
			.withShortLived();
		QuicTransport a = this.nodes.start("node-a", (options) -> options.withTimeouts(
				(timeouts) -> timeouts.withIdle(Duration.ofSeconds(1)).withPingInterval(Duration.ofMillis(200))));
		try (ChildProcess child = ChildProcess.start(this.nodes.nodes, B, directory, settings)) {
			await().until(() -> a.isConnected(B));
			child.kill();
			await().until(() -> !a.isConnected(B));
		}
		try (ChildProcess again = ChildProcess.start(this.nodes.nodes, B, directory, settings)) {
			await().until(() -> a.isConnected(B));
			await().until(() -> again.ask(EchoProcess.PEERS).equals("node-a"));
		}
	}

	private static QuicTransport echo(QuicTransport node) {
		node.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		return node;
	}

	private static void awaitBoth(QuicTransport a, QuicTransport b) {
		await().until(() -> a.isConnected(B) && b.isConnected(A));
	}

}
