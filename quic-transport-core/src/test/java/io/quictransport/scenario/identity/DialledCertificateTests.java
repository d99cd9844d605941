package io.quictransport.scenario.identity;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;

import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerConnectionException;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.attack.RawPeers;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.KeyedCertificates;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import io.quictransport.tls.NodeIdSource;
import io.quictransport.tls.TlsIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.addressOf;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node that dials refuses the certificate of the node it has dialled, and says why.
 */
class DialledCertificateTests {

	private final TestNodes nodes = new TestNodes();

	private final TestCertificates certificates = this.nodes.certificates;

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aCertificateOfAnotherCaIsRefused() {
		NetworkException failure = dial(this.certificates.otherCa().certificate("node-b"));
		assertThat(failure.code()).isEqualTo(ErrorCode.CERTIFICATE_UNTRUSTED);
		assertThat(failure).hasMessageContaining("CN=node-b").hasMessageContaining("not issued by a trusted CA");
	}

	@Test
	void anExpiredCertificateIsRefused() {
		NetworkException failure = dial(this.certificates.expired("node-b"));
		assertThat(failure.code()).isEqualTo(ErrorCode.CERTIFICATE_EXPIRED);
		assertThat(failure).hasMessageContaining("CN=node-b")
			.hasMessageContaining("has expired on 20")
			.hasMessageContaining("(this node's clock: 20");
	}

	@Test
	void aCertificateThatIsNotYetValidIsRefused() {
		NetworkException failure = dial(this.certificates.notYetValid("node-b"));
		assertThat(failure.code()).isEqualTo(ErrorCode.CERTIFICATE_EXPIRED);
		assertThat(failure).hasMessageContaining("CN=node-b")
			.hasMessageContaining("is not valid before 20")
			.hasMessageContaining("(this node's clock: 20");
	}

	@Test
	void anExpiredIntermediateAuthorityIsNamed() {
		KeyedCertificates ca = KeyedCertificates.create("EC:P-256");
		Instant yesterday = Instant.now().minus(Duration.ofDays(1));
		KeyedCertificates.Issued issued = ca.intermediate("EC:P-384", yesterday).issue("node-b", "EC:P-256");
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withIdentity(ca.issue("node-a", "EC:P-256").identity()));
		QuicTransport b = this.nodes.start("node-b", (options) -> options.withIdentity(issued.identity()));
		NetworkException failure = failureOf(a.connectPeer(infoOf(b)));
		assertThat(failure.code()).isEqualTo(ErrorCode.CERTIFICATE_EXPIRED);
		assertThat(failure).hasMessageContaining("CN=node-b")
			.hasMessageContaining("intermediate CA (subject CN=Intermediate CA with EC P-384, number 2 of the chain)")
			.hasMessageContaining("has expired on " + yesterday.truncatedTo(ChronoUnit.SECONDS));
	}

	@Test
	void anIntermediateAuthorityWithAKeyThatJavaCannotCheckIsRefusedAndTheNodeGoesOn() {
		KeyedCertificates ca = KeyedCertificates.create("EC:P-256");
		KeyedCertificates.Issued issued = ca.intermediate("EC:brainpoolP256r1", Instant.now().plus(Duration.ofDays(1)))
			.issue("node-b", "EC:P-256");
		try (RawPeers raw = new RawPeers()) {
			QuicTransport a = this.nodes.start("node-a",
					(options) -> options.withIdentity(ca.issue("node-a", "EC:P-256").identity()));
			int port = raw.listen(
					QuicSslContextBuilder.forServer(issued.key(), null, issued.chain().toArray(X509Certificate[]::new))
						.applicationProtocols(Hello.ALPN)
						.build());
			NetworkException failure = failureOf(a.connectPeer(PeerInfo.of(new PeerId("node-b"), "127.0.0.1:" + port)));
			assertThat(failure.code()).isEqualTo(ErrorCode.CERTIFICATE_UNTRUSTED);
			QuicTransport c = this.nodes.start("node-c",
					(options) -> options.withIdentity(ca.issue("node-c", "EC:P-256").identity()));
			assertThat(get(a.connectPeer(infoOf(c))).id()).isEqualTo(new PeerId("node-c"));
		}
	}

	@Test
	void aSelfSignedCertificateIsRefused() {
		NetworkException failure = dial(this.certificates.selfSigned("node-b"));
		assertThat(failure.code()).isEqualTo(ErrorCode.CERTIFICATE_UNTRUSTED);
		assertThat(failure).hasMessageContaining("CN=node-b").hasMessageContaining("not issued by a trusted CA");
	}

	@Test
	void anIntermediateAuthorityIsTrustedWhereItsCertificateIsShownToo() {
		TestCertificate certificate = this.certificates.intermediate().certificate("node-b");
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b",
				(options) -> options.withIdentity(certificate.identityTrusting(this.certificates)));
		assertThat(get(a.connectPeer(infoOf(b))).id()).isEqualTo(new PeerId("node-b"));
	}

	@Test
	void aChainWithoutItsIntermediateIsRefused() {
		TestCertificate certificate = this.certificates.intermediate().certificate("node-b");
		NetworkException failure = dial(TlsIdentity.of(certificate.key(), certificate.chain().subList(0, 1),
				List.of(this.certificates.caCertificate())));
		assertThat(failure.code()).isEqualTo(ErrorCode.CERTIFICATE_UNTRUSTED);
	}

	@Test
	void aCertificateOfAnotherIdThanExpectedIsRefused() {
		NetworkException failure = dial(this.certificates.certificate("node-c"));
		assertThat(failure.code()).isEqualTo(ErrorCode.PEER_ID_MISMATCH);
		assertThat(failure).hasMessageContaining("states [node-c], expected was node-b");
	}

	@Test
	void anIdThatTheAllowedPeersDoNotAdmitIsRefused() {
		QuicTransport a = this.nodes.start("node-a", (options) -> options.withAllowedPeers(List.of("front-*")));
		QuicTransport b = this.nodes.start("node-b");
		NetworkException failure = failureOf(a.connectPeer(infoOf(b)));
		assertThat(failure.code()).isEqualTo(ErrorCode.PEER_NOT_ALLOWED);
		assertThat(failure).hasMessageContaining("[node-b]").hasMessageContaining("allowedPeers");
		assertRefusedAt(b);
	}

	@Test
	void theIdIsTakenFromADnsNameOnlyWhereThatIsConfigured() {
		UnaryOperator<QuicTransportOptions> byDnsName = (options) -> options.withNodeIdSource(NodeIdSource.DNS_SAN);
		QuicTransport a = this.nodes.start("node-a",
				(options) -> byDnsName.apply(options).withIdentity(this.certificates.withDnsId("node-a").identity()));
		QuicTransport b = this.nodes.start("node-b",
				(options) -> byDnsName.apply(options).withIdentity(this.certificates.withDnsId("node-b").identity()));
		QuicTransport c = this.nodes.start("node-c");
		assertThat(get(a.connectPeer(infoOf(b))).id()).isEqualTo(new PeerId("node-b"));
		NetworkException failure = failureOf(a.connectPeer(infoOf(c)));
		assertThat(failure.code()).isEqualTo(ErrorCode.PEER_ID_MISMATCH);
		NetworkException other = failureOf(c.connectPeer(PeerInfo.at(addressOf(b))));
		assertThat(other.code()).isEqualTo(ErrorCode.PEER_ID_MISMATCH);
		assertThat(other).hasMessageContaining("states no node id; it needs a subject alternative name URI:node:<id>");
	}

	/** Dials a node that shows the certificate; it is expected to be node-b. */
	private NetworkException dial(TestCertificate certificate) {
		return dial(certificate.identityTrusting(this.certificates));
	}

	private NetworkException dial(TlsIdentity identity) {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b", (options) -> options.withIdentity(identity));
		PeerId expected = new PeerId("node-b");
		NetworkException failure = failureOf(a.connectPeer(PeerInfo.of(expected, addressOf(b))));
		assertThat(failure).isInstanceOf(PeerConnectionException.class)
			.hasMessageContaining("peer=node-b")
			.hasMessageContaining("address=/" + addressOf(b))
			.hasMessageContaining("state=handshaking");
		assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
		assertThat(failure.isRetryable()).isFalse();
		assertThat(a.isConnected(expected)).isFalse();
		assertThat(a.stats().errors()).containsKey(failure.code());
		assertThat(a.stats().handshakes().failed()).isPositive();
		assertThat(failureOf(a.request(expected, "any", new byte[0])).code()).isEqualTo(ErrorCode.NOT_CONNECTED);
		assertRefusedAt(b);
		// Not for want of time.
		assertThat(failureOf(a.connectPeer(PeerInfo.of(expected, addressOf(b)))).code()).isEqualTo(failure.code());
		return failure;
	}

	private static void assertRefusedAt(QuicTransport dialled) {
		await().atMost(TestNodes.PATIENCE)
			.untilAsserted(() -> assertThat(dialled.stats().errors()).containsKey(ErrorCode.CERTIFICATE_REFUSED));
		await().untilAsserted(() -> assertThat(dialled.stats().connections().refused()).isPositive());
		assertThat(dialled.stats().connections().open()).isZero();
		assertThat(dialled.peers()).isEmpty();
	}

}
