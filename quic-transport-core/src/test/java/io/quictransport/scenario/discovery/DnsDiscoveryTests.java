package io.quictransport.scenario.discovery;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.quictransport.ErrorCode;
import io.quictransport.PeerId;
import io.quictransport.PeerSnapshot;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.discovery.DnsOptions;
import io.quictransport.discovery.DnsPeerDiscovery;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Needs;
import io.quictransport.testing.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers out of a real name server, whose records change.
 */
@Needs(RealPart.DNSMASQ)
class DnsDiscoveryTests {

	private static final Duration REMOVAL_DELAY = Duration.ofMillis(200);

	private final TestNodes nodes = new TestNodes();

	private NameServer names;

	@BeforeEach
	void startNameServer(@TempDir Path directory) throws Exception {
		this.names = new NameServer(directory);
	}

	@AfterEach
	void close() throws Exception {
		this.nodes.close();
		this.names.close();
	}

	private QuicTransport start(DnsOptions dns) {
		return this.nodes.start("node-a",
				(options) -> options.withReconnectMaxBackoff(Duration.ofMillis(300))
					.withDiscovery(new DiscoveryOptions().withRemovalDelay(REMOVAL_DELAY)
						.withProviders(List.of(new DnsPeerDiscovery(dns.withQueryTimeout(Duration.ofMillis(500))
							.withMaxRefresh(Duration.ofSeconds(1))
							.withServers(List.of(this.names.address())))))));
	}

	private QuicTransport startAt(String id, String ip, int port) {
		return this.nodes.start(id, (options) -> options.withBindAddress(new InetSocketAddress(ip, port)));
	}

	@Test
	void serviceRecordsAreFollowedAsTheyChange() throws Exception {
		QuicTransport b = this.nodes.start("node-b");
		QuicTransport c = this.nodes.start("node-c");
		this.names.serve(host("b"), service("b", b));
		QuicTransport a = start(new DnsOptions().withService("_quic._udp.nodes.test"));
		awaitPeers(a, "node-b");
		this.names.serve(host("b"), host("c"), service("b", b), service("c", c));
		awaitPeers(a, "node-b", "node-c");
		this.names.serve(host("c"), service("c", c));
		awaitPeers(a, "node-c");
	}

	@Test
	void theAddressesOfAHostAreFollowedAsTheyChange() throws Exception {
		QuicTransport b = startAt("node-b", "127.0.0.2", 0);
		int port = b.localAddress().getPort();
		startAt("node-c", "127.0.0.3", port);
		this.names.hosts("127.0.0.2 nodes.test");
		QuicTransport a = start(new DnsOptions().withHost("nodes.test", port));
		awaitPeers(a, "node-b");
		this.names.hosts("127.0.0.2 nodes.test", "127.0.0.3 nodes.test");
		awaitPeers(a, "node-b", "node-c");
	}

	@Test
	void withoutAnAnswerTheLastOneHolds() throws Exception {
		QuicTransport b = this.nodes.start("node-b");
		this.names.serve(host("b"), service("b", b));
		QuicTransport a = start(new DnsOptions().withService("_quic._udp.nodes.test"));
		awaitPeers(a, "node-b");
		PeerLog log = new PeerLog(a);
		this.names.serve("address=/nodes.test/");
		awaitMoreFailures(a);
		this.names.close();
		awaitMoreFailures(a);
		assertThat(log.count("down")).isZero();
		assertThat(a.isConnected(new PeerId("node-b"))).isTrue();
		int port = b.localAddress().getPort();
		get(b.stop());
		startAt("node-b", "127.0.0.1", port);
		await().until(() -> a.isConnected(new PeerId("node-b")));
	}

	/**
	 * The second one comes long after whatever the first one had removed would be gone.
	 */
	private static void awaitMoreFailures(QuicTransport node) {
		long before = failures(node);
		await().until(() -> failures(node) >= before + 2);
	}

	private static long failures(QuicTransport node) {
		return node.stats().errors().getOrDefault(ErrorCode.DISCOVERY_FAILED, 0L);
	}

	private static String host(String name) {
		return "host-record=" + name + ".nodes.test,127.0.0.1";
	}

	private static String service(String name, QuicTransport node) {
		return "srv-host=_quic._udp.nodes.test," + name + ".nodes.test," + node.localAddress().getPort();
	}

	private static void awaitPeers(QuicTransport node, String... ids) throws IOException {
		await().untilAsserted(() -> assertThat(node.peers()).filteredOn(PeerSnapshot::isConnected)
			.extracting((peer) -> peer.id().value())
			.containsExactly(ids));
	}

}
