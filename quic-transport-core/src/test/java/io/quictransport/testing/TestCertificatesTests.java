package io.quictransport.testing;

import java.nio.file.Path;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;

import io.quictransport.PeerId;
import io.quictransport.tls.NodeIdSource;
import io.quictransport.tls.TlsIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TestCertificatesTests {

	private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

	private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

	private final TestCertificates certificates = TestCertificates.create();

	@Test
	void anIdentityStatesItsNodeIdAndServesBothRoles() throws CertificateException {
		TlsIdentity identity = this.certificates.identity("node-a");
		assertThat(identity.nodeId(NodeIdSource.URI_SAN, null)).isEqualTo(new PeerId("node-a"));
		assertThat(identity.certificate().getExtendedKeyUsage()).containsExactlyInAnyOrder(SERVER_AUTH, CLIENT_AUTH);
		assertThatCode(() -> identity.certificate().verify(this.certificates.caCertificate().getPublicKey()))
			.doesNotThrowAnyException();
	}

	@Test
	void anotherCaHasTheSameNameButDidNotIssueTheCertificate() {
		TestCertificates other = this.certificates.otherCa();
		assertThat(other.caCertificate().getSubjectX500Principal())
			.isEqualTo(this.certificates.caCertificate().getSubjectX500Principal());
		X509Certificate certificate = this.certificates.identity("node-a").certificate();
		assertThatCode(() -> certificate.verify(other.caCertificate().getPublicKey()))
			.isInstanceOf(SignatureException.class);
	}

	@Test
	void validityCanLieInThePastOrTheFuture() {
		assertThatExceptionOfType(CertificateExpiredException.class)
			.isThrownBy(() -> this.certificates.expired("node-a").chain().get(0).checkValidity());
		assertThatExceptionOfType(CertificateNotYetValidException.class)
			.isThrownBy(() -> this.certificates.notYetValid("node-a").chain().get(0).checkValidity());
	}

	@Test
	void idsCanBeMissingOrManyOrDnsNames() {
		assertThat(idsOf(NodeIdSource.URI_SAN, this.certificates.withoutNodeId("node-a"))).isEmpty();
		assertThat(idsOf(NodeIdSource.URI_SAN, this.certificates.withIds("node-a", "node-b")))
			.containsExactly(new PeerId("node-a"), new PeerId("node-b"));
		assertThat(idsOf(NodeIdSource.URI_SAN, this.certificates.withDnsId("node-a"))).isEmpty();
		assertThat(idsOf(NodeIdSource.DNS_SAN, this.certificates.withDnsId("node-a")))
			.containsExactly(new PeerId("node-a"));
	}

	@Test
	void aSelfSignedCertificateIsItsOwnIssuer() {
		X509Certificate certificate = this.certificates.selfSigned("node-a").chain().get(0);
		assertThatCode(() -> certificate.verify(certificate.getPublicKey())).doesNotThrowAnyException();
	}

	@Test
	void aServerOnlyCertificateIsNotForClients() throws CertificateException {
		assertThat(this.certificates.serverOnly("node-a").chain().get(0).getExtendedKeyUsage())
			.containsExactly(SERVER_AUTH);
	}

	@Test
	void writtenPemFilesMakeTheSameIdentity(@TempDir Path directory) {
		TestCertificate certificate = this.certificates.certificate("node-a");
		TestCertificate.PemFiles files = certificate.writePem(directory.resolve("node-a"));
		TlsIdentity identity = TlsIdentity.ofPem(files.chain(), files.key(), files.ca());
		assertThat(List.of(identity.certificate())).isEqualTo(certificate.chain());
	}

	private static Iterable<PeerId> idsOf(NodeIdSource source, TestCertificate certificate) {
		return source.idsOf(certificate.chain().get(0));
	}

}
