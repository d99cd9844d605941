package io.quictransport.scenario.identity;

import java.security.cert.X509Certificate;
import java.util.Set;

import io.quictransport.quic.QuicTransport;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestNodes;
import io.quictransport.tls.DenyList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that are denied while they are connected.
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

}
