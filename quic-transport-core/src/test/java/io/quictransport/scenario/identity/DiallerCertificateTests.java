package io.quictransport.scenario.identity;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.PeerConnectionException;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.addressOf;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node that is dialled refuses the certificate of the node that has dialled it. TLS 1.3
 * lets the dialler believe for a moment that all is well; both ends learn the reason.
 */
class DiallerCertificateTests {

	private final TestNodes nodes = new TestNodes();

	private final TestCertificates certificates = this.nodes.certificates;

	private final AtomicInteger handled = new AtomicInteger();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aCertificateOfAnotherCaIsRefused() {
		assertThat(refusal(this.certificates.otherCa().certificate("node-a"), ErrorCode.CERTIFICATE_UNTRUSTED))
			.hasMessageContaining("does not trust the CA of this node's certificate");
	}

	@Test
	void anExpiredCertificateIsRefused() {
		assertThat(refusal(this.certificates.expired("node-a"), ErrorCode.CERTIFICATE_EXPIRED))
			.hasMessageContaining("finds this node's certificate expired or not yet valid")
			.hasMessageContaining("(this node's clock: 20");
	}

	@Test
	void aCertificateThatIsNotYetValidIsRefused() {
		assertThat(refusal(this.certificates.notYetValid("node-a"), ErrorCode.CERTIFICATE_EXPIRED))
			.hasMessageContaining("finds this node's certificate expired or not yet valid")
			.hasMessageContaining("(this node's clock: 20");
	}

	@Test
	void aSelfSignedCertificateIsShownAndRefused() {
		assertThat(refusal(this.certificates.selfSigned("node-a"), ErrorCode.CERTIFICATE_UNTRUSTED))
			.hasMessageContaining("does not trust the CA of this node's certificate");
	}

	@Test
	void aCertificateForServersOnlyIsRefused() {
		assertThat(refusal(this.certificates.serverOnly("node-a"), ErrorCode.CERTIFICATE_UNTRUSTED))
			.hasMessageContaining("extended key usage needs clientAuth and serverAuth");
	}

	@Test
	void anIdThatTheAllowedPeersDoNotAdmitIsRefused() {
		assertThat(refusal(this.certificates.certificate("node-a"), ErrorCode.PEER_NOT_ALLOWED,
				(options) -> options.withAllowedPeers(List.of("front-*", "node-b"))))
			.hasMessageContaining("does not admit the id in this node's certificate")
			.hasMessageContaining("allowedPeers");
	}

	private NetworkException refusal(TestCertificate certificate, ErrorCode found) {
		return refusal(certificate, found, UnaryOperator.identity());
	}

	/** What the node with the certificate is told when it dials a good one. */
	private NetworkException refusal(TestCertificate certificate, ErrorCode found,
			UnaryOperator<QuicTransportOptions> changes) {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withIdentity(certificate.identityTrusting(this.certificates)));
		QuicTransport b = this.nodes.start("node-b", changes);
		b.onRequest("any", (request, context) -> {
			this.handled.incrementAndGet();
			throw new AssertionError("a refused peer has reached a handler");
		});
		NetworkException failure = failureOf(a.connectPeer(infoOf(b)));
		assertThat(failure).isInstanceOf(PeerConnectionException.class)
			.hasMessageContaining("peer=node-b")
			.hasMessageContaining("address=/" + addressOf(b));
		assertThat(failure.code()).isEqualTo(ErrorCode.CERTIFICATE_REFUSED);
		assertThat(failure.isRetryable()).isFalse();
		assertThat(failureOf(a.request(idOf(b), "any", new byte[0])).code()).isEqualTo(ErrorCode.NOT_CONNECTED);
		await().atMost(TestNodes.PATIENCE).untilAsserted(() -> assertThat(b.stats().errors()).containsKey(found));
		assertThat(b.stats().errors()).containsOnlyKeys(found);
		assertThat(b.stats().connections().refused()).isPositive();
		assertThat(b.stats().connections().open()).isZero();
		assertThat(b.peers()).isEmpty();
		assertThat(a.isConnected(idOf(b))).isFalse();
		assertThat(this.handled).hasValue(0);
		return failure;
	}

}
