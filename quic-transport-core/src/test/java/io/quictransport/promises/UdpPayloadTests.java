package io.quictransport.promises;

import java.time.Duration;
import java.util.Objects;

import io.quictransport.ConfigurationException;
import io.quictransport.ConnectionSnapshot;
import io.quictransport.NetworkMessage;
import io.quictransport.PathStats;
import io.quictransport.RequestHandler;
import io.quictransport.faults.RelayedPair;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Holds that each value of the option {@code maxUdpPayload} that is admitted works: large
 * messages arrive, and the search for the path's MTU reaches it where the path takes it.
 */
class UdpPayloadTests {

	private static final int NARROW = 1452;

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1200, 1452, 2048, 2049, 8900, 9216, 16_383, 16_384, 65_527 })
	void bulkArrives(int payload) {
		QuicSettings quic = admitted(payload, false);
		if (quic == null) {
			return;
		}
		QuicTransport a = this.nodes.start("node-a", (options) -> options.withQuic(quic)
			.withTimeouts((timeouts) -> timeouts.withRequest(Duration.ofHours(1))));
		QuicTransport b = this.nodes.start("node-b", (options) -> options.withQuic(quic));
		b.onRequest("length", RequestHandler.replying((request) -> bytes("" + request.payload().length)));
		TestNodes.connect(a, b);
		assertThat(get(a.request(idOf(b), "length", new byte[1_000_000]))).isEqualTo(bytes("1000000"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 2049, 8900, 16_383 })
	void bulkArrivesAtANodeThatHasTheDefault(int payload) {
		QuicSettings quic = admitted(payload, false);
		if (quic == null) {
			return;
		}
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withRequest(Duration.ofHours(1))));
		QuicTransport b = this.nodes.start("node-b", (options) -> options.withQuic(quic)
			.withTimeouts((timeouts) -> timeouts.withRequest(Duration.ofHours(1))));
		a.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		TestNodes.connect(a, b);
		assertThat(get(a.request(idOf(b), "echo", new byte[1_000_000]))).hasSize(1_000_000);
		assertThat(get(b.request(idOf(a), "echo", new byte[1_000_000]))).hasSize(1_000_000);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1200, 1452, 2048, 8900, 9216, 16_383, 16_384, 65_527 })
	void theSearchForTheMtuReachesWhatIsAdmitted(int payload) {
		QuicSettings quic = admitted(payload, true);
		if (quic == null) {
			return;
		}
		QuicTransport a = this.nodes.start("node-a", (options) -> options.withQuic(quic)
			.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(100))));
		QuicTransport b = this.nodes.start("node-b", (options) -> options.withQuic(quic)
			.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(100))));
		TestNodes.connect(a, b);
		await().atMost(TestNodes.PATIENCE).untilAsserted(() -> {
			PathStats path = TestNodes.live(a).map(ConnectionSnapshot::path).orElse(null);
			assertThat(Objects.requireNonNull(path, "nothing is known of the path").maxUdpPayload()).isEqualTo(payload);
		});
	}

	@Test
	void theSearchForTheMtuReachesWhatThePathTakes() {
		QuicSettings quic = admitted(8900, true);
		if (quic == null) {
			return;
		}
		try (RelayedPair pair = RelayedPair.started((options) -> options.withQuic(quic)
			.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(100))))) {
			pair.bothWays(RelayConditions.CLEAN.withLargestPacket(NARROW));
			get(pair.a.connectPeer(pair.infoOfB()));
			await().atMost(TestNodes.PATIENCE)
				.untilAsserted(
						() -> assertThat(TestNodes.live(pair.a).map(ConnectionSnapshot::path).orElse(null)).isNotNull()
							.satisfies((path) -> assertThat(path.maxUdpPayload()).isEqualTo(NARROW)));
		}
	}

	@Test
	void byDefaultTheLoopbackInterfaceIsUsedUpTo16000Bytes() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(100))));
		QuicTransport b = this.nodes.start("node-b");
		TestNodes.connect(a, b);
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(TestNodes.live(a).map(ConnectionSnapshot::path).orElse(null)).isNotNull()
				.satisfies((path) -> assertThat(path.maxUdpPayload()).isEqualTo(16_000)));
	}

	@Test
	void withoutDiscoveryTheDefaultIsWhatEveryPathCarries() {
		QuicSettings quic = new QuicSettings().withPathMtuDiscovery(false);
		QuicTransport a = this.nodes.start("node-a", (options) -> options.withQuic(quic)
			.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(100))));
		QuicTransport b = this.nodes.start("node-b");
		TestNodes.connect(a, b);
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(TestNodes.live(a).map(ConnectionSnapshot::path).orElse(null)).isNotNull()
				.satisfies((path) -> assertThat(path.maxUdpPayload()).isEqualTo(1200)));
	}

	/** The settings, null if they are refused by name. */
	private static @Nullable QuicSettings admitted(int payload, boolean discovery) {
		try {
			return new QuicSettings().withMaxUdpPayload(payload).withPathMtuDiscovery(discovery);
		}
		catch (ConfigurationException ex) {
			assertThat(ex).hasMessageContaining("maxUdpPayload");
			return null;
		}
	}

}
