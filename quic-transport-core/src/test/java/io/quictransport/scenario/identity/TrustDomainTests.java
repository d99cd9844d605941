package io.quictransport.scenario.identity;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.TestCertificates;
import io.quictransport.tls.NodeIdSource;
import io.quictransport.tls.TlsIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nodes with SPIFFE ids of several trust domains.
 */
class TrustDomainTests {

	private static final String ORDERS = "spiffe://shop.example/ns/prod/sa/orders";

	private static final String BANK = "spiffe://bank.example/payments";

	private final TestNodes nodes = new TestNodes();

	private final TestCertificates shop = TestCertificates.create();

	private final TestCertificates bank = TestCertificates.create();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void nodesOfTwoTrustDomainsTalkToEachOther() {
		QuicTransport orders = start("orders", byDomain(this.shop, ORDERS));
		QuicTransport payments = start("payments", byDomain(this.bank, BANK));
		assertThat(idOf(orders)).isEqualTo(new PeerId("shop.example..ns..prod..sa..orders"));
		payments.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		TestNodes.connect(orders, payments);
		assertThat(get(orders.request(idOf(payments), "echo", new byte[] { 1 }))).containsExactly(1);
		assertThat(orders.identity().trusted()).hasSize(2);
		assertThat(orders.identity().warnings()).isEmpty();
	}

	@Test
	void aCaCannotIssueForAnotherDomainWhoeverDials() {
		QuicTransport payments = start("payments", byDomain(this.bank, BANK));
		QuicTransport forged = start("forged", byDomain(this.bank, ORDERS));
		NetworkException dialled = failureOf(payments.connectPeer(infoOf(forged)));
		assertThat(dialled.code()).isEqualTo(ErrorCode.CERTIFICATE_UNTRUSTED);
		NetworkException dialling = failureOf(forged.connectPeer(infoOf(payments)));
		assertThat(dialling.code()).isIn(ErrorCode.CERTIFICATE_REFUSED, ErrorCode.CERTIFICATE_UNTRUSTED);
		await().untilAsserted(() -> assertThat(payments.connectionEnds().recent())
			.anySatisfy((end) -> assertThat(end.code()).isEqualTo(ErrorCode.CERTIFICATE_UNTRUSTED)));
		assertThat(payments.isConnected(idOf(forged))).isFalse();
	}

	@Test
	void withoutTrustDomainsEachTrustedCaMayIssueForEach() {
		QuicTransport payments = start("payments", trustingBoth(this.bank, BANK));
		QuicTransport forged = start("forged", trustingBoth(this.bank, ORDERS));
		TestNodes.connect(forged, payments);
		assertThat(payments.isConnected(new PeerId("shop.example..ns..prod..sa..orders"))).isTrue();
	}

	@Test
	void aDomainThatNoCaIsTrustedForIsRefusedWithItsName() {
		QuicTransport payments = start("payments", byDomain(this.bank, BANK));
		QuicTransport other = start("other", byDomain(this.bank, "spiffe://other.example/x"));
		NetworkException refused = failureOf(payments.connectPeer(infoOf(other)));
		assertThat(refused.code()).isEqualTo(ErrorCode.CERTIFICATE_UNTRUSTED);
		assertThat(refused.detail()).contains("this node trusts no CA for the trust domain other.example");
	}

	@Test
	void aRotationSaysWhichCaHasIssuedTheCertificateAndWhichAreTrusted() {
		CapturedLogs logs = new CapturedLogs();
		logs.begin();
		try {
			QuicTransport orders = start("orders", byDomain(this.shop, ORDERS));
			orders.rotateIdentity(byDomain(this.shop, ORDERS));
			assertThat(logs.texts()).filteredOn((line) -> line.startsWith("event=identity_rotated "))
				.singleElement()
				.asString()
				.contains("node=" + idOf(orders), "issuer=\"CN=Test CA\"", "trusted=2",
						serial(this.shop.caCertificate()), serial(this.bank.caCertificate()));
		}
		finally {
			logs.end();
		}
	}

	private static String serial(X509Certificate certificate) {
		return certificate.getSerialNumber().toString(16);
	}

	private QuicTransport start(String name, TlsIdentity identity) {
		return this.nodes.start(name,
				(options) -> options.withIdentity(identity).withNodeIdSource(NodeIdSource.SPIFFE_ID));
	}

	private TlsIdentity byDomain(TestCertificates issuer, String uri) {
		return issuer.withUris(uri)
			.identity()
			.withTrustDomains(Map.of("shop.example", List.of(this.shop.caCertificate()), "bank.example",
					List.of(this.bank.caCertificate())));
	}

	private TlsIdentity trustingBoth(TestCertificates issuer, String uri) {
		return issuer.withUris(uri).identityTrusting(this.shop, this.bank);
	}

}
