package io.quictransport.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.PathStats;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.process.ChildProcess;
import io.quictransport.process.ChildSettings;
import io.quictransport.process.EchoProcess;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportTimeouts;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.NamespaceLink;
import io.quictransport.testing.Needs;
import io.quictransport.testing.RealPart;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nodes with default settings, and the packets that real links between them carry.
 */
@Alone
@Needs(RealPart.NAMESPACES)
class LinkMtuTests {

	private static final PeerId PEER = new PeerId("node-b");

	private static final int IPV4_AND_UDP = 28;

	/** The system lets this through beyond the MTU of the end where a packet arrives. */
	private static final int VLAN_TAG = 4;

	private static final int MESSAGE = 8192;

	private final TestNodes nodes = new TestNodes();

	private final Path directory;

	LinkMtuTests(@TempDir Path directory) {
		this.directory = directory;
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void ethernetIsUsedInFull() throws Exception {
		found(1500, 1500, 1500 - IPV4_AND_UDP);
	}

	@Test
	void jumboFramesAreUsedInFull() throws Exception {
		found(9000, 9000, 9000 - IPV4_AND_UDP);
	}

	@Test
	void aNarrowerPathThatDropsInSilenceCarriesEverything() throws Exception {
		found(9000, 1500, 1400);
	}

	@Test
	void aTunnelThatDropsInSilenceCarriesEverything() throws Exception {
		found(1500, 1280, 1200);
	}

	@Test
	void requestsGoOnLongBeforeAStallCountsWhenThePathBecomesNarrow(Stalls stalls) throws Exception {
		try (NamespaceLink link = NamespaceLink.open(1500, 1500); ChildProcess child = start(link)) {
			QuicTransport node = connected(link, child);
			awaitPayload(node, 1500 - IPV4_AND_UDP);
			for (int i = 0; i < 100; i++) {
				assertThat(get(node.request(PEER, EchoProcess.ECHO, new byte[MESSAGE]))).hasSize(MESSAGE);
			}
			link.farMtu(1280);
			long narrowed = System.nanoTime();
			Duration slowest = Duration.ZERO;
			for (int i = 0; i < 100; i++) {
				long begun = System.nanoTime();
				assertThat(get(node.request(PEER, EchoProcess.ECHO, new byte[MESSAGE]))).hasSize(MESSAGE);
				Duration took = stalls.running(begun, System.nanoTime());
				slowest = (took.compareTo(slowest) > 0) ? took : slowest;
			}
			System.out.println("event=link_narrowed slowest_ms=" + slowest.toMillis() + " all_ms="
					+ Duration.ofNanos(System.nanoTime() - narrowed).toMillis() + " replaced="
					+ node.stats().connections().replaced());
			assertThat(slowest).isLessThan(TransportTimeouts.DEFAULT_STALL.dividedBy(2));
			assertThat(node.isConnected(PEER)).isTrue();
		}
	}

	/**
	 * Large messages arrive from the start, and the search ends between a size and the
	 * larger MTU's.
	 */
	private void found(int nearMtu, int farMtu, int least) throws Exception {
		try (NamespaceLink link = NamespaceLink.open(nearMtu, farMtu); ChildProcess child = start(link)) {
			QuicTransport node = connected(link, child);
			for (int i = 0; i < 3; i++) {
				assertThat(get(node.request(PEER, EchoProcess.ECHO, new byte[1_000_000]))).hasSize(1_000_000);
			}
			awaitPayload(node, least);
			assertThat(payload(node)).isLessThanOrEqualTo(farMtu - IPV4_AND_UDP + VLAN_TAG);
			assertThat(node.stats().connections().dialled()).isEqualTo(1);
		}
	}

	private ChildProcess start(NamespaceLink link) throws IOException, InterruptedException {
		return ChildProcess.start(this.nodes, PEER, this.directory,
				ChildSettings.DEFAULT.withLeakDetection("simple")
					.withShortLived()
					.withLauncher(link.inside(), link.farAddress()));
	}

	private QuicTransport connected(NamespaceLink link, ChildProcess child) {
		QuicTransport node = this.nodes.start("node-a",
				(options) -> options.withBindAddress(new InetSocketAddress(link.nearAddress(), 0))
					.withTimeouts((timeouts) -> timeouts.withRequest(TestNodes.PATIENCE)));
		String port = child.address().substring(child.address().indexOf(':'));
		get(node.connectPeer(PeerInfo.of(PEER, link.farAddress() + port)));
		return node;
	}

	private static void awaitPayload(QuicTransport node, int least) {
		await().atMost(TestNodes.PATIENCE).until(() -> {
			get(node.request(PEER, EchoProcess.ECHO, new byte[1]));
			return payload(node) >= least;
		});
	}

	private static int payload(QuicTransport node) {
		PathStats path = TestNodes.live(node).map(ConnectionSnapshot::path).orElse(null);
		return (path != null) ? path.maxUdpPayload() : 0;
	}

}
