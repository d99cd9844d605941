package io.quictransport.scenario.operating;

import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;

import io.quictransport.PeerId;
import io.quictransport.PeerSource;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.discovery.DnsOptions;
import io.quictransport.discovery.DnsPeerDiscovery;
import io.quictransport.discovery.MulticastOptions;
import io.quictransport.discovery.MulticastPeerDiscovery;
import io.quictransport.discovery.PeerDiscovery;
import io.quictransport.quic.QuicTransport;
import io.quictransport.scenario.discovery.MulticastNodes;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an operator learns of a node whose sources of peers do not answer.
 */
class PeerSourceTests {

	private static final String NAME = "nodes.example";

	private static final String SERVICE = "_quic._udp.nodes.example";

	private final TestNodes nodes = new TestNodes();

	private final CapturedLogs logs = new CapturedLogs();

	private final ScriptedNameServer names = new ScriptedNameServer();

	PeerSourceTests() throws SocketException {
	}

	@BeforeEach
	void listen() {
		this.logs.begin();
	}

	@AfterEach
	void close() {
		this.logs.end();
		this.nodes.close();
		this.names.close();
	}

	private QuicTransport start(DnsOptions dns) {
		return this.nodes.start("node-a",
				(options) -> options.withDiscovery(new DiscoveryOptions()
					.withProviders(List.of(new DnsPeerDiscovery(dns.withMaxRefresh(Duration.ofSeconds(1))
						.withQueryTimeout(Duration.ofMillis(500))
						.withServers(List.of(this.names.address())))))));
	}

	private static PeerSource source(QuicTransport node) {
		List<PeerSource> sources = node.peerSources();
		assertThat(sources).hasSize(1);
		return sources.get(0);
	}

	private static PeerSource awaitState(QuicTransport node, PeerSource.State state) {
		await().atMost(TestNodes.PATIENCE)
			.until(() -> node.peerSources().stream().anyMatch((source) -> source.state() == state));
		return source(node);
	}

	private List<String> warnings() {
		return this.logs.warnings("discovery_failed").stream().filter((line) -> line.contains(NAME)).toList();
	}

	@Test
	void aNameThatDoesNotExistIsToldFromAServerThatFailsAndEachIsLoggedOnce() {
		this.names.fails(NAME, ScriptedNameServer.NO_SUCH_NAME);
		QuicTransport a = start(new DnsOptions().withHost(NAME, 9000));
		PeerSource missing = awaitState(a, PeerSource.State.FAILING);
		assertThat(missing.name()).isEqualTo("dns " + NAME);
		assertThat(missing.reason()).contains("NXDOMAIN");
		assertThat(missing.answeredAt()).isNull();
		assertThat(missing.failedAt()).isNotNull();
		await().atMost(TestNodes.PATIENCE).until(() -> source(a).failures() >= 2);
		assertThat(warnings()).singleElement().asString().contains("NXDOMAIN");
		this.names.fails(NAME, ScriptedNameServer.SERVER_FAILURE);
		await().atMost(TestNodes.PATIENCE).until(() -> warnings().size() == 2);
		assertThat(warnings().get(1)).contains("SERVFAIL");
		assertThat(source(a).reason()).contains("SERVFAIL");
	}

	@Test
	void aServerThatIsSilentIsNamed() {
		this.names.fallSilent();
		QuicTransport a = start(new DnsOptions().withHost(NAME, 9000));
		assertThat(awaitState(a, PeerSource.State.FAILING).reason()).contains(":" + this.names.address().getPort(),
				"timed out");
	}

	@Test
	void aNameWithoutAddressesIsNoAnswer() {
		this.names.fails(NAME, ScriptedNameServer.NOTHING_FOUND);
		QuicTransport a = start(new DnsOptions().withHost(NAME, 9000));
		assertThat(awaitState(a, PeerSource.State.FAILING).reason()).contains("no address of " + NAME);
	}

	@Test
	void anAnswerEndsAFailureAndItsTimeStaysWhenTheSourceFailsAgain() throws Exception {
		QuicTransport b = this.nodes.start("node-b");
		this.names.fails(NAME, ScriptedNameServer.NO_SUCH_NAME);
		QuicTransport a = start(new DnsOptions().withHost(NAME, b.localAddress().getPort()));
		awaitState(a, PeerSource.State.FAILING);
		this.names.has(NAME, InetAddress.getByName("127.0.0.1"));
		PeerSource answering = awaitState(a, PeerSource.State.ANSWERING);
		assertThat(answering.reason()).isNull();
		assertThat(answering.failures()).isZero();
		await().atMost(TestNodes.PATIENCE).until(() -> a.isConnected(new PeerId("node-b")));
		await().atMost(TestNodes.PATIENCE).until(() -> source(a).peers() == 1);
		assertThat(this.logs.texts())
			.anyMatch((line) -> line.startsWith("event=discovery_recovered provider=\"dns " + NAME));
		this.names.fails(NAME, ScriptedNameServer.SERVER_FAILURE);
		PeerSource failing = awaitState(a, PeerSource.State.FAILING);
		assertThat(failing.answeredAt()).isNotNull();
		assertThat(failing.peers()).as("what it named last holds").isEqualTo(1);
		assertThat(a.isConnected(new PeerId("node-b"))).isTrue();
	}

	@Test
	void anSrvTargetWithoutAnAddressIsNamedThoughTheOthersAreFound() throws Exception {
		QuicTransport b = this.nodes.start("node-b");
		this.names.serves(SERVICE, b.localAddress().getPort(), "b.nodes.example", "c.nodes.example");
		this.names.has("b.nodes.example", InetAddress.getByName("127.0.0.1"));
		this.names.fails("c.nodes.example", ScriptedNameServer.NO_SUCH_NAME);
		QuicTransport a = start(new DnsOptions().withService(SERVICE));
		await().atMost(TestNodes.PATIENCE).until(() -> a.isConnected(new PeerId("node-b")));
		assertThat(source(a).state()).isEqualTo(PeerSource.State.ANSWERING);
		assertThat(this.logs.warnings("target_not_resolved")).singleElement()
			.asString()
			.contains("provider=\"dns " + SERVICE, "c.nodes.example")
			.doesNotContain("b.nodes.example");
	}

	@Test
	void aServiceOfWhichNoTargetHasAnAddressFailsForWhatTheTargetsFailFor() {
		this.names.serves(SERVICE, 9000, "b.nodes.example");
		this.names.fails("b.nodes.example", ScriptedNameServer.NO_SUCH_NAME);
		QuicTransport a = start(new DnsOptions().withService(SERVICE));
		assertThat(awaitState(a, PeerSource.State.FAILING).reason())
			.contains("no target of the SRV records of " + SERVICE, "b.nodes.example", "NXDOMAIN");
	}

	@Test
	void aNodeThatIsAloneInItsMulticastGroupHasASourceThatAnswers() {
		try (MulticastNodes multicast = new MulticastNodes()) {
			QuicTransport a = multicast.start("node-a");
			PeerSource source = awaitState(a, PeerSource.State.ANSWERING);
			assertThat(source.peers()).isZero();
			assertThat(source.answeredAt()).isNotNull();
			multicast.start("node-b");
			await().atMost(TestNodes.PATIENCE).until(() -> source(a).peers() == 1);
		}
	}

	@Test
	void aClusterThatIsSpeltDifferentlyIsLoggedOnceAndNotDialled() {
		try (MulticastNodes multicast = new MulticastNodes()) {
			QuicTransport a = multicast.start("node-a");
			awaitState(a, PeerSource.State.ANSWERING);
			for (int i = 0; i < 20; i++) {
				multicast.forge(MulticastNodes.announcement(1, "ordres", "node-x", 9000));
				multicast.forge(MulticastNodes.announcement(1, "cluster-" + i, "node-y", 9000));
			}
			await().atMost(TestNodes.PATIENCE).until(() -> otherClusters().size() == 8);
			multicast.start("node-b");
			await().atMost(TestNodes.PATIENCE).until(() -> a.isConnected(new PeerId("node-b")));
			assertThat(otherClusters()).hasSize(8)
				.filteredOn((line) -> line.contains("cluster=\"ordres\""))
				.singleElement()
				.asString()
				.contains("peer=node-x", "this node is in cluster default");
			assertThat(a.unreached()).isEmpty();
		}
	}

	private List<String> otherClusters() {
		return this.logs.texts().stream().filter((line) -> line.startsWith("event=other_cluster_heard ")).toList();
	}

	@Test
	void aNodeThatCannotMulticastHasASourceThatFails() {
		PeerDiscovery nowhere = new MulticastPeerDiscovery(new MulticastOptions().withNetworkInterface("none-such"));
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withDiscovery(new DiscoveryOptions().withProviders(List.of(nowhere))));
		assertThat(awaitState(a, PeerSource.State.FAILING).reason()).contains("none-such");
	}

	@Test
	void aTransportThatDoesNotRunHasNoSources() {
		QuicTransport a = start(new DnsOptions().withHost(NAME, 9000));
		await().atMost(TestNodes.PATIENCE).until(() -> a.peerSources().size() == 1);
		get(a.stop());
		assertThat(a.peerSources()).isEmpty();
	}

}
