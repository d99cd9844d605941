package io.quictransport.tls;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quictransport.ConfigurationException;
import io.quictransport.PeerId;
import io.quictransport.testing.TestCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which node a SPIFFE id is, and which SPIFFE id a node has.
 */
class SpiffeIdTests {

	private static final TestCertificates CA = TestCertificates.create();

	@ParameterizedTest
	@CsvSource({ "spiffe://example.org/ns/shop/sa/orders, example.org..ns..shop..sa..orders",
			"spiffe://example.org/orders, example.org..orders", "spiffe://a/B, a..B",
			"spiffe://a-b_c.d/x.y/_z-, a-b_c.d..x.y.._z-" })
	void aNameIsMappedToAnIdAndBack(String uri, String id) {
		SpiffeId name = SpiffeId.parse(uri).orElseThrow();
		assertThat(name.peerId()).contains(new PeerId(id));
		assertThat(SpiffeId.of(new PeerId(id))).contains(name);
		assertThat(name).hasToString(uri);
	}

	@ParameterizedTest
	@ValueSource(strings = { "spiffe://example.org", "spiffe://example.org/", "spiffe://example.org/a/",
			"spiffe://example.org//a", "spiffe:///a", "spiffe://Example.org/a", "SPIFFE://example.org/a",
			"spiffe://example.org/a/../b", "spiffe://example.org/./b", "spiffe://example.org/a%20b",
			"spiffe://example.org/a?b", "spiffe://example.org:1/a", "spiffe://user@example.org/a", "node:a",
			"spiffe://example.org/\u00e4", "spiffe://" })
	void aTextOfAnotherFormIsNone(String uri) {
		assertThat(SpiffeId.parse(uri)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "spiffe://example.org/a..b", "spiffe://example.org/.a", "spiffe://example.org/a./b",
			"spiffe://example.org./a", "spiffe://-example/a", "spiffe://_example/a" })
	void aNameThatAnotherCouldBeMistakenForHasNoId(String uri) {
		assertThat(SpiffeId.parse(uri)).get().extracting(SpiffeId::peerId).isEqualTo(Optional.empty());
	}

	@Test
	void anIdThatWouldBeTooLongIsNone() {
		assertThat(SpiffeId.parse("spiffe://a/" + "b".repeat(125)).orElseThrow().peerId()).isPresent();
		assertThat(SpiffeId.parse("spiffe://a/" + "b".repeat(126)).orElseThrow().peerId()).isEmpty();
		assertThat(SpiffeId.parse("spiffe://a/" + "b".repeat(2048))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders", "a.b", "a...b", "a..", "A..b", "a....b" })
	void anIdThatNoNameIsMappedToHasNone(String id) {
		assertThat(SpiffeId.of(new PeerId(id))).isEmpty();
	}

	@Test
	void anInvalidNameCannotBeMade() {
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> new SpiffeId("example.org", "orders"))
			.withMessageContaining("spiffe://<trust domain>/<path>");
	}

	@Test
	void aCertificateStatesItInItsOnlyUri() {
		assertThat(idsOf("spiffe://example.org/orders")).containsExactly(new PeerId("example.org..orders"));
		assertThat(idsOf("spiffe://example.org/orders", "spiffe://other.example/orders")).isEmpty();
		assertThat(idsOf("spiffe://example.org/orders", "node:orders")).isEmpty();
		assertThat(idsOf("node:orders")).isEmpty();
	}

	@Test
	void theCertificateOfACaIsNoWorkload() {
		assertThat(SpiffeId.of(CA.caCertificate())).isEmpty();
		TestCertificates selfSigned = TestCertificates.create();
		assertThat(NodeIdSource.SPIFFE_ID.idsOf(selfSigned.selfSigned("a").chain().get(0))).isEmpty();
	}

	@Test
	void aTrustDomainNeedsANameAndACa() {
		TlsIdentity identity = CA.withUris("spiffe://example.org/a").identity();
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> identity.withTrustDomains(Map.of("spiffe://example.org", List.of())))
			.withMessageContaining("without spiffe://");
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> identity.withTrustDomains(Map.of("example.org", List.of())))
			.withMessageContaining("'example.org' has no CA certificate");
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> identity.withTrustDomains(Map.of()))
			.withMessageContaining("there is no trust domain");
	}

	@Test
	void trustDomainsSayNothingOfIdsFromElsewhere() {
		TlsIdentity identity = CA.certificate("node-a")
			.identity()
			.withTrustDomains(Map.of("example.org", List.of(CA.caCertificate())));
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> identity.nodeId(NodeIdSource.URI_SAN, null))
			.withMessageContaining("SPIFFE_ID");
	}

	private static Set<PeerId> idsOf(String... uris) {
		return NodeIdSource.SPIFFE_ID.idsOf(CA.withUris(uris).chain().get(0));
	}

}
