package io.quictransport.spring.boot.actuate;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.quictransport.BufferMemory;
import io.quictransport.ConnectionEnd;
import io.quictransport.ConnectionEnds;
import io.quictransport.ConnectionActivity;
import io.quictransport.ConnectionSnapshot;
import io.quictransport.ErrorCode;
import io.quictransport.EventLoopStats;
import io.quictransport.MessageStats;
import io.quictransport.NodeAddress;
import io.quictransport.NodeResources;
import io.quictransport.OutboundQueue;
import io.quictransport.PacketLoss;
import io.quictransport.PathStats;
import io.quictransport.PeerActivity;
import io.quictransport.PeerFailure;
import io.quictransport.PeerId;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSnapshot;
import io.quictransport.PeerSource;
import io.quictransport.QueueTotals;
import io.quictransport.RunningHandlers;
import io.quictransport.SocketBuffers;
import io.quictransport.StreamLoad;
import io.quictransport.TransportState;
import io.quictransport.UnreachedPeer;
import io.quictransport.spring.boot.FakeTransport;
import io.quictransport.spring.boot.QuicConnectionRecorder;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;
import io.quictransport.spring.boot.QuicTransportLifecycleAutoConfiguration;
import io.quictransport.testing.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
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
		ConnectionSnapshot connection = new ConnectionSnapshot(new InetSocketAddress("127.0.0.1", 9001), true,
				Duration.ofNanos(1_500_000), 2, new PathStats(Duration.ofNanos(1_750_000), 13_500, 1452, 100, 90, 2),
				CERTIFICATES.certificate("node-b").chain().get(0));
		this.transport.peers = List.of(
				PeerSnapshot.of(new PeerId("node-b"), PeerPhase.CONNECTED)
					.withConnection(connection)
					.withMessages(new MessageStats(4, 5, 6, 7, 3)),
				PeerSnapshot.of(new PeerId("node-c"), PeerPhase.DISCONNECTED)
					.withLastFailure(new PeerFailure("CONNECT_TIMEOUT: no address answered", null, null)));
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
		act(endpoint, "node-b", PeerAction.RECORD);
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> act(endpoint, "node-x", PeerAction.RECORD))
			.withMessageContaining("no peer 'node-x'");
		assertThat(recorded).containsExactly(new PeerId("node-b"));
	}

	@Test
	void saysWhyNothingCanBeRecorded() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> act(new QuicPeersEndpoint(this.transport, null), "node-b", PeerAction.RECORD))
			.withMessageContaining("quic.transport.qlog.directory");
	}

	@Test
	void disconnectsAPeerAndSaysWhoHasAskedForIt(CapturedOutput output) {
		SecurityContext operator = mock(SecurityContext.class);
		given(operator.getPrincipal()).willReturn(() -> "olga\nevent=forged");
		new QuicPeersEndpoint(this.transport, null).actOnPeer(operator, "node-b", PeerAction.DISCONNECT, null);
		assertThat(this.transport.calls).contains("disconnect node-b");
		assertThat(output.getOut()).contains(
				"event=operator_action node=fake action=DISCONNECT peer=node-b serial=none duration=none by=\"olga\\nevent=forged\"");
	}

	@Test
	void drainsTheNode() {
		new QuicPeersEndpoint(this.transport, null).actOnNode(SecurityContext.NONE, NodeAction.DRAIN, null,
				Duration.ofSeconds(3));
		assertThat(this.transport.calls).contains("drain PT3S");
	}

	@Test
	void refusesADrainWhoseDurationIsNegative() {
		QuicPeersEndpoint endpoint = new QuicPeersEndpoint(this.transport, null);
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint.actOnNode(SecurityContext.NONE, NodeAction.DRAIN, null, Duration.ofSeconds(-3)))
			.withMessageContaining("must not be negative");
		assertThat(this.transport.calls).isEmpty();
	}

	@Test
	void takesTheDrainOfTheNodeBackAndSaysWhoHasAskedForIt(CapturedOutput output) {
		QuicPeersEndpoint endpoint = new QuicPeersEndpoint(this.transport, null);
		endpoint.actOnNode(SecurityContext.NONE, NodeAction.DRAIN, null, null);
		QuicPeersEndpoint.Node node = endpoint.actOnNode(SecurityContext.NONE, NodeAction.UNDRAIN, null, null);
		assertThat(this.transport.calls).endsWith("undrain");
		assertThat(node.state()).isEqualTo("RUNNING");
		assertThat(output.getOut()).contains("event=operator_action node=fake action=UNDRAIN peer=none");
	}

	@Test
	void showsTheInsideOfAPeersConnection() {
		this.transport.activity = CompletableFuture
			.completedFuture(Optional.of(new PeerActivity(new OutboundQueue(7, 2, 900, Duration.ofMillis(1500)),
					new RunningHandlers(3, Map.of("orders", 3)),
					new ConnectionActivity(new StreamLoad(5, 1, 95, 2, 1, 4096L, 77), Duration.ofMillis(250), null,
							new PacketLoss(Duration.ofSeconds(60), 200, 3)))));
		QuicPeer peer = Objects.requireNonNull(new QuicPeersEndpoint(this.transport, null).peer("node-b"));
		assertThat(peer.activity())
			.isEqualTo(new QuicPeerActivity(2, 900, 1500, 3, Map.of("orders", 3), new QuicPeerActivity.Connection(5, 1,
					95, 1, 4096L, 77, 250, new QuicPeerActivity.Loss(60, 200, 3, 0.015))));
		assertThat(new QuicPeersEndpoint(this.transport, null).node().peers())
			.allSatisfy((listed) -> assertThat(listed.activity()).as("many peers would ask much").isNull());
	}

	@Test
	void aPeerWhoseEventLoopDoesNotAnswerIsShownWithoutItsActivity(CapturedOutput output) {
		this.transport.activity = CompletableFuture.failedFuture(new IllegalStateException("the loop has ended"));
		QuicPeersEndpoint endpoint = new QuicPeersEndpoint(this.transport, null);
		assertThat(Objects.requireNonNull(endpoint.peer("node-b")).activity()).isNull();
		assertThat(output.getOut()).contains("event=peer_activity_unknown peer=node-b");
		this.transport.activity = new CompletableFuture<>();
		QuicPeer peer = Objects.requireNonNull(endpoint.peer("node-b"));
		assertThat(peer.activity()).isNull();
		assertThat(peer.rttMillis()).isEqualTo(1.5);
	}

	@Test
	void showsWhatTheNodeTakesOfItsMachine() {
		this.transport.resources = new NodeResources(new QueueTotals(10, Duration.ofMillis(20)),
				new BufferMemory(30, 40), List.of(new SocketBuffers(0, true, new InetSocketAddress("127.0.0.1", 9000),
						262_144, 524_288, 212_992, 262_144)));
		this.transport.loops = List.of(new EventLoopStats(1, 2, 3, Duration.ofSeconds(4), Duration.ofSeconds(5)));
		QuicResources resources = new QuicPeersEndpoint(this.transport, null).node().resources();
		assertThat(resources.eventLoops()).containsExactly(new QuicResources.Loop(1, 2, 3, 4.0, 5.0));
		assertThat(resources.sockets()).containsExactly(
				new QuicResources.Socket(0, true, "127.0.0.1:9000", 262_144, 524_288, 212_992, 262_144, true));
		assertThat(resources.queuedBytes()).isEqualTo(10);
		assertThat(resources.oldestWaitMillis()).isEqualTo(20);
		assertThat(resources.directBufferBytes()).isEqualTo(30);
		assertThat(resources.heapBufferBytes()).isEqualTo(40);
	}

	@Test
	void aTransportThatDeniesNobodySaysSo() {
		QuicPeersEndpoint endpoint = new QuicPeersEndpoint(this.transport, null);
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> act(endpoint, "node-b", PeerAction.DENY))
			.withMessageContaining("denies nobody");
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint.actOnNode(SecurityContext.NONE, NodeAction.DENY, null, null))
			.withMessageContaining("'serial' is missing");
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint.actOnNode(SecurityContext.NONE, NodeAction.DENY, "xyz", null))
			.withMessageContaining("hexadecimal");
	}

	@Test
	void showsWhoIsNotReachedAndWhatWasRefused() {
		this.transport.unreached = List
			.of(new UnreachedPeer(new PeerId("node-d"), List.of(NodeAddress.parse("10.0.0.7:9000")), "application",
					Instant.EPOCH, 3, ErrorCode.CONNECT_TIMEOUT, "made up", Instant.EPOCH, true));
		this.transport.ends = new ConnectionEnds(Map.of(),
				List.of(new ConnectionEnd(Instant.EPOCH, 7, false, false, false, ErrorCode.CERTIFICATE_EXPIRED,
						"made up", null, "/10.0.0.9:4711", new ConnectionEnd.Certificate("CN=x", "CN=ca", "3f"))));
		QuicPeersEndpoint.Node node = new QuicPeersEndpoint(this.transport, null).node();
		assertThat(node.unreached()).singleElement().satisfies((peer) -> {
			assertThat(peer.id()).isEqualTo("node-d");
			assertThat(peer.addresses()).containsExactly("10.0.0.7:9000");
			assertThat(peer.code()).isEqualTo("CONNECT_TIMEOUT");
			assertThat(peer.stopped()).isTrue();
		});
		assertThat(node.connectionEnds()).singleElement().satisfies((end) -> {
			assertThat(end.count()).isEqualTo(7);
			assertThat(end.code()).isEqualTo("CERTIFICATE_EXPIRED");
			assertThat(end.peer()).isNull();
			assertThat(end.certificate()).isEqualTo(new ConnectionEnd.Certificate("CN=x", "CN=ca", "3f"));
		});
		assertThat(node.versions().protocol()).isEqualTo("quic-transport/1");
	}

	@Test
	void showsTheSourcesOfPeersAndWhyTheyFail() {
		this.transport.sources = List.of(new PeerSource("dns nodes.svc", PeerSource.State.FAILING, 2, Instant.EPOCH,
				Instant.EPOCH.plusSeconds(1), 7, "NXDOMAIN", Instant.EPOCH.plusSeconds(2)));
		assertThat(new QuicPeersEndpoint(this.transport, null).node().sources())
			.containsExactly(new QuicPeerSource("dns nodes.svc", "FAILING", 2, Instant.EPOCH,
					Instant.EPOCH.plusSeconds(1), 7, "NXDOMAIN", Instant.EPOCH.plusSeconds(2)));
	}

	private static @Nullable QuicPeer act(QuicPeersEndpoint endpoint, String id, PeerAction action) {
		return endpoint.actOnPeer(SecurityContext.NONE, id, action, null);
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
			act(context.getBean(QuicPeersEndpoint.class), "node-c", PeerAction.RECORD);
			assertThat(recorded).containsExactly(new PeerId("node-c"));
		});
	}

}
