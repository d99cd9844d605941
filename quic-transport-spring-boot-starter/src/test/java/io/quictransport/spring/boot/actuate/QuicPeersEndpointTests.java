package io.quictransport.spring.boot.actuate;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.quictransport.PathStats;
import io.quictransport.PeerId;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.TransportState;
import io.quictransport.spring.boot.FakeTransport;
import io.quictransport.spring.boot.QuicConnectionRecorder;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;
import io.quictransport.spring.boot.QuicTransportLifecycleAutoConfiguration;
import io.quictransport.testing.TestCertificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class QuicPeersEndpointTests {

	private static final TestCertificates CERTIFICATES = TestCertificates.create();

	private final FakeTransport transport = new FakeTransport();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QuicTransportAutoConfiguration.class,
				QuicTransportLifecycleAutoConfiguration.class, QuicPeersEndpointAutoConfiguration.class))
		.withBean(FakeTransport.class, () -> this.transport);

	private final ApplicationContextRunner exposed = this.runner
		.withPropertyValues("management.endpoints.web.exposure.include=quicpeers");

	@BeforeEach
	void givePeers() {
		this.transport.state = TransportState.RUNNING;
		this.transport.peers = List.of(
				new PeerSnapshot(new PeerId("node-b"), PeerPhase.CONNECTED, null,
						new InetSocketAddress("127.0.0.1", 9001), true, Duration.ofNanos(1_500_000), 2, 3, 4, 5, 6, 7,
						null, new PathStats(Duration.ofNanos(1_750_000), 13_500, 1452, 100, 90, 2),
						CERTIFICATES.certificate("node-b").chain().get(0)),
				new PeerSnapshot(new PeerId("node-c"), PeerPhase.DISCONNECTED, null, null, false, null, 0, 0, 0, 0, 0,
						0, "CONNECT_TIMEOUT: no address answered", null, null));
	}

	@Test
	void showsTheNodeAndItsPeers() {
		QuicPeersEndpoint.Node node = new QuicPeersEndpoint(this.transport, null).node();
		assertThat(node.id()).isEqualTo("fake");
		assertThat(node.state()).isEqualTo("RUNNING");
		assertThat(node.peers()).extracting(QuicPeer::id).containsExactly("node-b", "node-c");
	}

	@Test
	void showsOnePeerWithItsConnection() {
		QuicPeer peer = Objects.requireNonNull(new QuicPeersEndpoint(this.transport, null).peer("node-b"));
		assertThat(peer.phase()).isEqualTo("CONNECTED");
		assertThat(peer.connected()).isTrue();
		assertThat(peer.address()).isEqualTo("127.0.0.1:9001");
		assertThat(peer.rttMillis()).isEqualTo(1.5);
		assertThat(peer.path()).isEqualTo(new QuicPeer.Path(1.75, 13_500, 1452, 100, 90, 2));
		assertThat(peer.lanes()).isEqualTo(2);
		assertThat(peer.inFlight()).isEqualTo(3);
		assertThat(peer.lastError()).isNull();
		assertThat(peer.certificate()).isNotNull().satisfies((certificate) -> {
			assertThat(certificate.subject()).isEqualTo("CN=node-b");
			assertThat(certificate.serial()).matches("[0-9a-f]+");
			assertThat(certificate.validUntil()).isInTheFuture();
		});
	}

	@Test
	void showsAPeerThatIsAway() {
		QuicPeer peer = Objects.requireNonNull(new QuicPeersEndpoint(this.transport, null).peer("node-c"));
		assertThat(peer.connected()).isFalse();
		assertThat(peer.address()).isNull();
		assertThat(peer.path()).isNull();
		assertThat(peer.certificate()).isNull();
		assertThat(peer.lastError()).isEqualTo("CONNECT_TIMEOUT: no address answered");
	}

	@Test
	void aPeerThatIsNotKnownIsNotShown() {
		assertThat(new QuicPeersEndpoint(this.transport, null).peer("node-x")).isNull();
	}

	@Test
	void hasTheNextConnectionToAPeerRecorded() {
		List<PeerId> recorded = new ArrayList<>();
		QuicPeersEndpoint endpoint = new QuicPeersEndpoint(this.transport, recorded::add);
		assertThat(endpoint.recordNextConnection("node-b").id()).isEqualTo("node-b");
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint.recordNextConnection("node-x"))
			.withMessageContaining("no peer 'node-x'");
		assertThat(recorded).containsExactly(new PeerId("node-b"));
	}

	@Test
	void saysWhyNothingCanBeRecorded() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> new QuicPeersEndpoint(this.transport, null).recordNextConnection("node-b"))
			.withMessageContaining("quic.transport.qlog.directory");
	}

	@Test
	void isThereWhenItIsExposed() {
		this.exposed.run((context) -> assertThat(context).hasSingleBean(QuicPeersEndpoint.class));
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(QuicPeersEndpoint.class));
	}

	@Test
	void takesTheRecorderOfTheApplication() {
		List<PeerId> recorded = new ArrayList<>();
		this.exposed.withBean(QuicConnectionRecorder.class, () -> recorded::add).run((context) -> {
			context.getBean(QuicPeersEndpoint.class).recordNextConnection("node-c");
			assertThat(recorded).containsExactly(new PeerId("node-c"));
		});
	}

}
