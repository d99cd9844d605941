package io.quictransport.spring.boot;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.TransportState;
import io.quictransport.quic.QuicTransport;
import io.quictransport.testing.FreePorts;
import io.quictransport.testing.contract.Results;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Applications that talk to each other over the loopback address.
 */
@ExtendWith(OutputCaptureExtension.class)
class NodesTests {

	private static final Certificates CERTIFICATES = new Certificates();

	@Test
	void requestsAndMessagesGoBothWays() throws Exception {
		try (TestNode a = start("node-a"); TestNode b = start("node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			assertThat(text(Results.get(b.transport().request(a.id(), "echo", bytes("from b"))))).isEqualTo("from b");
			assertThat(text(Results.get(a.transport().request(b.id(), "echo", bytes("from a"))))).isEqualTo("from a");
			Results.get(b.transport().send(a.id(), "note", bytes("noted")));
			NetworkMessage note = a.notes().poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			assertThat(note).isNotNull();
			assertThat(note.source()).isEqualTo(b.id());
			assertThat(text(note.payload())).isEqualTo("noted");
		}
	}

	@Test
	void eventsTellOfTheNodeAndItsPeers() {
		TestNode a = start("node-a");
		try (a; TestNode b = start("node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			await().untilAsserted(() -> assertThat(a.events()).hasSize(2)
				.last()
				.isInstanceOfSatisfying(PeerConnectedEvent.class,
						(event) -> assertThat(event.getPeer().id()).isEqualTo(b.id())));
			b.close();
			await().untilAsserted(() -> assertThat(a.events()).hasSize(3)
				.last()
				.isInstanceOfSatisfying(PeerDisconnectedEvent.class,
						(event) -> assertThat(event.getPeer()).isEqualTo(b.id())));
		}
		assertThat(a.events()).first().isInstanceOf(QuicTransportStartedEvent.class);
		assertThat(a.events()).last().isInstanceOf(QuicTransportStoppedEvent.class);
	}

	@Test
	void aNodeThatStopsTellsOfItsPeersFirst() {
		TestNode a = start("node-a");
		try (a; TestNode b = start("node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			await().until(() -> a.events().size() == 2);
			a.close();
		}
		assertThat(a.events()).hasSize(4);
		assertThat(a.events().get(2)).isInstanceOfSatisfying(PeerDisconnectedEvent.class,
				(event) -> assertThat(event.getReason()).isEqualTo(DownReason.LOCAL_STOP));
		assertThat(a.events().get(3)).isInstanceOf(QuicTransportStoppedEvent.class);
	}

	@Test
	void aNodeStartsBeforeItsPeerAndFindsItLater(CapturedOutput output) throws Exception {
		int port = FreePorts.next();
		try (TestNode b = start("node-b", "quic.transport.peers=node-a@127.0.0.1:" + port,
				"quic.transport.timeouts.connect=2s", "quic.transport.reconnect.max-backoff=200ms")) {
			await().until(() -> output.getOut().contains("event=configured_peer_unreachable peer=node-a"));
			try (TestNode a = start("node-a", "quic.transport.port=" + port)) {
				awaitConnected(a, b);
			}
		}
		assertThat(output).containsOnlyOnce("event=configured_peer_unreachable peer=node-a");
	}

	@Test
	void whatIsInFlightEndsWhileTheNodeDrainsAndNothingNewIsAdmitted() throws Exception {
		TestNode a = start("node-a", "quic.transport.shutdown.grace-period=" + Results.PATIENCE,
				"spring.lifecycle.timeout-per-shutdown-phase=" + Results.PATIENCE.multipliedBy(2));
		try (a; TestNode b = start("node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			CompletableFuture<byte[]> inFlight = b.transport().request(a.id(), "wait", bytes("x"));
			await().until(() -> a.waiting() == 1);
			Thread closer = new Thread(a::close, "closer");
			closer.start();
			await().until(() -> a.transport().state() == TransportState.DRAINING);
			assertThat(health(a).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			CompletableFuture<NetworkMessage> late = b.transport()
				.request(NetworkMessage.request(a.id(), "echo", bytes("late")), Duration.ofMillis(500));
			assertThat(failureOf(late)).isInstanceOfSatisfying(NetworkException.class,
					(failure) -> assertThat(failure.code()).isIn(ErrorCode.DRAINING, ErrorCode.DEADLINE_EXCEEDED));
			assertThat(Results.get(a.transport().request(b.id(), "echo", bytes("still out"))))
				.isEqualTo(bytes("still out"));
			a.answerWaiting();
			assertThat(Results.get(inFlight)).isEqualTo(new byte[] { 42 });
			closer.join(Results.PATIENCE.toMillis());
			assertThat(closer.isAlive()).isFalse();
			assertThat(a.transport().state()).isEqualTo(TransportState.STOPPED);
		}
	}

	@Test
	void aNodeThatWasStoppedStartsAgainAndFindsItsPeers() throws Exception {
		try (TestNode a = start("node-a"); TestNode b = start("node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			b.context().stop();
			assertThat(b.transport().state()).isEqualTo(TransportState.STOPPED);
			await().until(() -> !a.isConnectedTo(b));
			b.context().start();
			awaitConnected(a, b);
			assertThat(text(Results.get(a.transport().request(b.id(), "echo", bytes("again"))))).isEqualTo("again");
		}
	}

	@Test
	void healthIsUpAndShowsThePeers() {
		try (TestNode a = start("node-a"); TestNode b = start("node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			Health health = health(a);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("nodeId", "node-a")
				.containsEntry("connectedPeers", 1L)
				.containsEntry("address", a.address().substring("node-a@".length()));
		}
	}

	@Test
	void aCertificateThatHasExpiredIsShownByHealthAndAMeter(CapturedOutput output) {
		try (TestNode node = start("node-a")) {
			assertThat(identityWarnings(node)).isZero();
			assertThat(health(node).getDetails().get("certificate")).asString()
				.contains("validUntil=")
				.doesNotContain("warnings=");
			((QuicTransport) node.transport()).rotateIdentity(CERTIFICATES.expired("node-a"));
			assertThat(identityWarnings(node)).isEqualTo(1);
			assertThat(health(node).getStatus()).isEqualTo(Status.UP);
			assertThat(health(node).getDetails().get("certificate")).asString()
				.contains("warnings=[the node's certificate (subject CN=node-a")
				.contains("has expired on ");
			assertThat(output).contains("event=identity_warning node=node-a");
		}
	}

	private static double identityWarnings(TestNode node) {
		return node.context().getBean(MeterRegistry.class).get("quic.transport.identity.warnings").gauge().value();
	}

	@Test
	void metersCountWhatHappens() throws Exception {
		try (TestNode a = start("node-a"); TestNode b = start("node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			Results.get(b.transport().request(a.id(), "echo", new byte[100]));
			MeterRegistry meters = b.context().getBean(MeterRegistry.class);
			assertThat(meters.get("quic.transport.connections").gauge().value()).isEqualTo(1);
			assertThat(meters.get("quic.transport.connections.opened").tag("role", "dialled").functionCounter().count())
				.isEqualTo(1);
			assertThat(meters.get("quic.transport.handshake").functionTimer().count()).isEqualTo(1);
			assertThat(meters.get("quic.transport.handshake").functionTimer().totalTime(TimeUnit.NANOSECONDS))
				.isPositive();
			assertThat(meters.get("quic.transport.bytes").tag("direction", "sent").functionCounter().count())
				.isEqualTo(100);
			assertThat(meters.get("quic.transport.messages").tag("direction", "received").functionCounter().count())
				.isEqualTo(1);
			assertThat(meters.get("quic.transport.errors").functionCounters()).hasSize(ErrorCode.values().length);
		}
	}

	@Test
	void theIdentityMayComeFromAKeyStoreByAlias(@TempDir Path directory) throws Exception {
		try (TestNode a = start("node-a", CERTIFICATES.keyStoreProperties("node-a", directory));
				TestNode b = start("node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			assertThat(text(Results.get(b.transport().request(a.id(), "echo", bytes("hello"))))).isEqualTo("hello");
		}
	}

	@Test
	void lazyInitializationOfBeansDoesNotKeepTheNodeFromStarting() throws Exception {
		try (TestNode a = start("node-a", "spring.main.lazy-initialization=true");
				TestNode b = start("node-b", "quic.transport.peers=" + a.address())) {
			awaitConnected(a, b);
			assertThat(text(Results.get(b.transport().request(a.id(), "echo", bytes("hello"))))).isEqualTo("hello");
		}
	}

	@Test
	void aBusyPortIsExplained(CapturedOutput output) {
		try (TestNode a = start("node-a")) {
			String port = a.address().substring(a.address().lastIndexOf(':') + 1);
			assertThatException().isThrownBy(
					() -> start("node-b", "quic.transport.port=" + port, "quic.transport.timeouts.bind=0s").close());
			assertThat(output).contains("APPLICATION FAILED TO START")
				.contains("The UDP socket of the transport could not be bound to 127.0.0.1:" + port + ":")
				.contains("Address already in use");
		}
	}

	@Test
	void anIdThatIsNotInTheCertificateIsExplained(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("node-a", "quic.transport.node-id=node-x").close());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The certificate of the node cannot be used: node id 'node-x' is not in the node's certificate")
			.contains("subjectAltName = URI:node:<id>");
	}

	@Test
	void optionsThatDoNotGoTogetherAreExplained(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("node-a", "quic.transport.timeouts.idle=1s").close());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(
					"The transport cannot be set up like this: option timeouts.idle is PT1S but must be at least twice");
	}

	private static TestNode start(String id, String... properties) {
		return TestNode.start(CERTIFICATES, id, properties);
	}

	private static void awaitConnected(TestNode a, TestNode b) {
		await().until(() -> a.isConnectedTo(b) && b.isConnectedTo(a));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Results.PATIENCE);
	}

	private static Health health(TestNode node) {
		HealthIndicator indicator = (HealthIndicator) node.context().getBean("quicHealthContributor");
		return Objects.requireNonNull(indicator.health());
	}

	private static @Nullable Throwable failureOf(CompletableFuture<?> future) throws InterruptedException {
		await().until(future::isDone);
		return future.handle((value, failure) -> failure).getNow(null);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
