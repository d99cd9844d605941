package io.quictransport.scenario.identity;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.TransportStats;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.TestCertificate;
import io.quictransport.tls.DenyList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that are denied, from the start or while they are connected.
 */
class DeniedPeerTests {

	private final TestNodes nodes = new TestNodes();

	private QuicTransport node;

	private QuicTransport denied;

	private QuicTransport other;

	private PeerLog log;

	@BeforeEach
	void connect() {
		this.node = this.nodes.start("node");
		this.denied = this.nodes.start("node-a");
		this.other = this.nodes.start("node-b");
		TestNodes.connect(this.denied, this.node);
		TestNodes.connect(this.other, this.node);
		this.log = new PeerLog(this.node);
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aConnectedPeerWhoseIdIsDeniedIsCutOffAndNoOther() {
		this.node.deny(new DenyList().withIds(Set.of(idOf(this.denied))));
		await().atMost(TestNodes.PATIENCE).until(() -> this.log.count("down") > 0);
		assertThat(this.log.lines()).contains("down node-a DENIED");
		assertThat(this.log.count("down node-b")).isZero();
		assertThat(this.node.isConnected(idOf(this.other))).isTrue();
	}

	@Test
	void aConnectedPeerWhoseCertificateIsDeniedIsCutOff() {
		X509Certificate shown = this.node.certificate(idOf(this.denied)).orElseThrow();
		this.node.deny(new DenyList().withSerials(Set.of(shown.getSerialNumber().toString(16))));
		await().atMost(TestNodes.PATIENCE).until(() -> this.log.count("down") > 0);
		assertThat(this.log.lines()).contains("down node-a DENIED");
	}

	@Test
	void theDeniedPeerIsToldWhy() {
		this.node.deny(new DenyList().withIds(Set.of(idOf(this.denied))));
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(this.denied.stats().errors().keySet()).extracting(Enum::name)
				.contains("PEER_NOT_ALLOWED"));
	}

	@Test
	void aPeerThatIsDeniedByTheOptionIsNeverAdmitted() {
		DenyList list = new DenyList().withIds(Set.of(idOf(this.denied)));
		QuicTransport strict = this.nodes.start("node-c", (options) -> options.withDenyList(list));
		PeerLog admitted = new PeerLog(strict);
		assertThat(failureOf(this.denied.connectPeer(infoOf(strict))).code()).isEqualTo(ErrorCode.CERTIFICATE_REFUSED);
		assertThat(failureOf(strict.connectPeer(infoOf(this.denied)))).satisfies((refused) -> {
			assertThat(refused.code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED);
			assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
			assertThat(refused).hasMessageContaining("deny list");
		});
		TestNodes.connect(this.other, strict);
		assertThat(strict.denyList()).isEqualTo(list);
		assertThat(admitted.count("up node-a")).isZero();
	}

	@Test
	void theLastListOutlivesAStopAndReplacesThatOfTheOptions() {
		QuicTransport strict = this.nodes.start("node-c",
				(options) -> options.withDenyList(new DenyList().withIds(Set.of(idOf(this.other)))));
		strict.deny(new DenyList().withIds(Set.of(idOf(this.denied))));
		get(strict.stop());
		get(strict.start());
		assertThat(failureOf(this.denied.connectPeer(infoOf(strict))).code()).isEqualTo(ErrorCode.CERTIFICATE_REFUSED);
		TestNodes.connect(this.other, strict);
	}

	@Test
	void aNodeThatIsDeniedByTheOthersOfAClusterIsOutUntilTheyAllowIt() {
		DenyList list = new DenyList().withIds(Set.of(idOf(this.denied)));
		staysOutOfTheClusterUntilItIsAllowed(list, list);
	}

	@Test
	void aNodeWhoseCertificateIsDeniedByTheOthersOfAClusterIsOutUntilTheyAllowIt() {
		X509Certificate shown = this.node.certificate(idOf(this.denied)).orElseThrow();
		DenyList list = new DenyList().withSerials(Set.of(shown.getSerialNumber().toString(16)));
		staysOutOfTheClusterUntilItIsAllowed(list, list);
	}

	@Test
	void aNodeThatOneDeniesByItsIdAndAnotherByItsCertificateIsOutUntilTheyAllowIt() {
		X509Certificate shown = this.node.certificate(idOf(this.denied)).orElseThrow();
		staysOutOfTheClusterUntilItIsAllowed(new DenyList().withIds(Set.of(idOf(this.denied))),
				new DenyList().withSerials(Set.of(shown.getSerialNumber().toString(16))));
	}

	private void staysOutOfTheClusterUntilItIsAllowed(DenyList ofNode, DenyList ofOther) {
		TestNodes.connect(this.node, this.denied);
		TestNodes.connect(this.other, this.denied);
		TestNodes.connect(this.denied, this.other);
		PeerLog ofOtherPeers = new PeerLog(this.other);
		List<QuicTransport> all = List.of(this.node, this.other, this.denied);
		Semaphore begun = new Semaphore(0);
		all.forEach((each) -> {
			each.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
			each.onRequest("hang", (request, context) -> {
				begun.release();
				return new CompletableFuture<>();
			});
		});
		List<CompletableFuture<byte[]>> cut = List.of(
				this.node.request(idOf(this.denied), "hang", bytes("to the denied one")),
				this.other.request(idOf(this.denied), "hang", bytes("to the denied one")),
				this.denied.request(idOf(this.node), "hang", bytes("from the denied one")),
				this.denied.request(idOf(this.other), "hang", bytes("from the denied one")));
		await().atMost(TestNodes.PATIENCE).until(() -> begun.availablePermits() == cut.size());

		this.node.deny(ofNode);
		this.other.deny(ofOther);
		cut.forEach((call) -> assertThat(failureOf(call)).satisfies((failure) -> {
			assertThat(failure.code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED);
			assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
		}));
		for (PeerLog each : List.of(this.log, ofOtherPeers)) {
			await().atMost(TestNodes.PATIENCE)
				.untilAsserted(() -> assertThat(each.lines()).endsWith("down node-a DENIED"));
		}
		int told = this.log.lines().size();
		int otherTold = ofOtherPeers.lines().size();

		long before = connectionsMade(this.other);
		all.forEach(QuicTransport::rotateConnections);
		await().atMost(TestNodes.PATIENCE).until(() -> connectionsMade(this.other) > before);
		for (QuicTransport each : List.of(this.node, this.other)) {
			assertThat(failureOf(this.denied.connectPeer(infoOf(each))).code())
				.isEqualTo(ErrorCode.CERTIFICATE_REFUSED);
			assertThat(failureOf(each.connectPeer(infoOf(this.denied))).code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED);
		}
		assertThat(this.denied.stats().connections().open()).isZero();
		assertThat(echoed(this.node, this.other)).isEqualTo("echo");
		assertThat(this.log.lines()).hasSize(told);
		assertThat(ofOtherPeers.lines()).hasSize(otherTold);

		this.node.deny(new DenyList());
		this.other.deny(new DenyList());
		for (QuicTransport each : List.of(this.node, this.other)) {
			await().atMost(TestNodes.PATIENCE)
				.until(() -> each.isConnected(idOf(this.denied)) && this.denied.isConnected(idOf(each)));
			assertThat(echoed(each, this.denied)).isEqualTo("echo");
			assertThat(echoed(this.denied, each)).isEqualTo("echo");
		}
	}

	@Test
	void aPeerThatIsDeniedBetweenTlsAndHelloIsRefused() {
		try (RawPeers raw = new RawPeers()) {
			RawConnection connection = raw.dial(this.node, this.nodes.certificates.certificate("node-d"));
			int before = this.node.stats().quicStreams().open();
			RawStream control = connection.open(StreamKind.CONTROL);
			await().atMost(TestNodes.PATIENCE).until(() -> this.node.stats().quicStreams().open() > before);
			this.node.deny(new DenyList().withIds(Set.of(new PeerId("node-d"))));
			control.write((out) -> RawConnection.hello("node-d").write(out));
			RawConnection.Close close = connection.closed();
			assertThat(close.tls()).isFalse();
			assertThat(close.code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED.number());
			assertThat(this.log.count("up node-d")).isZero();
		}
	}

	@Test
	void aSecondProcessThatIsDeniedWhileTheFirstIsProbedDoesNotTakeItsPlace() {
		QuicTransport probing = this.nodes.start("node-c",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withPingInterval(TestNodes.PATIENCE)
					.withIdle(TestNodes.PATIENCE.multipliedBy(2))));
		try (RawPeers raw = new RawPeers()) {
			TestCertificate leaked = this.nodes.certificates.certificate("node-d");
			RawConnection silent = raw.dial(probing, this.nodes.certificates.certificate("node-d"));
			RawStream control = silent.greet("node-d");
			await().atMost(TestNodes.PATIENCE).until(() -> probing.isConnected(new PeerId("node-d")));
			// The first one comes with the connection, the next is the probe.
			control.awaitPings(1);
			RawConnection second = raw.dial(probing, leaked);
			second.open(StreamKind.CONTROL).write((out) -> RawConnection.hello("node-d").write(out));
			control.awaitPings(1);
			probing.deny(new DenyList().withSerials(Set.of(leaked.chain().get(0).getSerialNumber().toString(16))));
			assertThat(second.closed().code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED.number());
			assertThat(probing.isConnected(new PeerId("node-d"))).isFalse();
		}
	}

	private static long connectionsMade(QuicTransport node) {
		TransportStats stats = node.stats();
		return stats.connections().dialled() + stats.connections().accepted();
	}

	private static String echoed(QuicTransport from, QuicTransport to) {
		return new String(get(from.request(idOf(to), "echo", bytes("echo"))), StandardCharsets.UTF_8);
	}

}
