package io.quictransport.testing;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.quictransport.tls.NodeIdSource;
import io.quictransport.tls.TlsIdentity;

/**
 * Acts as a throw-away certificate authority and issues certificates: good ones, and one
 * for each way in which a certificate can be bad. All keys are EC P-256. Immutable.
 */
public final class TestCertificates {

	private static final Duration DAY = Duration.ofDays(1);

	private final X509Bundle ca;

	private TestCertificates(X509Bundle ca) {
		this.ca = ca;
	}

	/**
	 * Makes a new certificate authority.
	 * @return the authority
	 */
	public static TestCertificates create() {
		CertificateBuilder builder = valid("Test CA").setIsCertificateAuthority(true)
			.setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign);
		return new TestCertificates(build(builder::buildSelfSigned));
	}

	/**
	 * Makes an authority of the same name that is not this one.
	 * @return another authority
	 */
	public TestCertificates otherCa() {
		return create();
	}

	/**
	 * Makes an authority below this one: what it issues is trusted by those who trust
	 * this one, and who are shown the whole chain.
	 * @return an intermediate authority
	 */
	public TestCertificates intermediate() {
		CertificateBuilder builder = valid("Test Intermediate CA").setIsCertificateAuthority(true)
			.setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign);
		return new TestCertificates(build(() -> builder.buildIssuedBy(this.ca)));
	}

	/**
	 * The certificate of the authority itself.
	 * @return the certificate to trust
	 */
	public X509Certificate caCertificate() {
		return this.ca.getCertificate();
	}

	/**
	 * Issues a good certificate and makes it a node's identity that trusts this
	 * authority.
	 * @param nodeId the node's id
	 * @return the identity
	 */
	public TlsIdentity identity(String nodeId) {
		return certificate(nodeId).identity();
	}

	/**
	 * Issues a good certificate.
	 * @param nodeId the node's id, stated as a URI
	 * @return the certificate
	 */
	public TestCertificate certificate(String nodeId) {
		return issue(nodeId, (builder) -> withId(builder, nodeId));
	}

	/**
	 * Issues a certificate that was valid until yesterday.
	 * @param nodeId the node's id
	 * @return the certificate
	 */
	public TestCertificate expired(String nodeId) {
		Instant now = Instant.now();
		return issue(nodeId, (builder) -> withId(builder, nodeId).notBefore(now.minus(DAY.multipliedBy(2)))
			.notAfter(now.minus(DAY)));
	}

	/**
	 * Issues a certificate that is valid from tomorrow on.
	 * @param nodeId the node's id
	 * @return the certificate
	 */
	public TestCertificate notYetValid(String nodeId) {
		Instant now = Instant.now();
		return issue(nodeId,
				(builder) -> withId(builder, nodeId).notBefore(now.plus(DAY)).notAfter(now.plus(DAY.multipliedBy(2))));
	}

	/**
	 * Issues a certificate that has a subject but states no node id.
	 * @param commonName the subject's common name
	 * @return the certificate
	 */
	public TestCertificate withoutNodeId(String commonName) {
		return issue(commonName, UnaryOperator.identity());
	}

	/**
	 * Issues a certificate that states several node ids.
	 * @param nodeIds the ids, at least one
	 * @return the certificate
	 */
	public TestCertificate withIds(String... nodeIds) {
		return issue(nodeIds[0], (builder) -> {
			for (String nodeId : nodeIds) {
				withId(builder, nodeId);
			}
			return builder;
		});
	}

	/**
	 * Issues a certificate that states the node id as a DNS name.
	 * @param nodeId the node's id
	 * @return the certificate
	 */
	public TestCertificate withDnsId(String nodeId) {
		return issue(nodeId, (builder) -> builder.addSanDnsName(nodeId));
	}

	/**
	 * Issues a certificate that states URIs as they are, such as SPIFFE ids.
	 * @param uris the URIs, at least one
	 * @return the certificate
	 */
	public TestCertificate withUris(String... uris) {
		return issue("workload", (builder) -> {
			for (String uri : uris) {
				builder.addSanUriName(URI.create(uri));
			}
			return builder;
		});
	}

	/**
	 * Issues a certificate that may be shown by a server only.
	 * @param nodeId the node's id
	 * @return the certificate
	 */
	public TestCertificate serverOnly(String nodeId) {
		CertificateBuilder builder = withId(leaf(nodeId), nodeId).addExtendedKeyUsageServerAuth();
		return new TestCertificate(this, build(() -> builder.buildIssuedBy(this.ca)));
	}

	/**
	 * Makes a certificate that nobody issued; the identity made of it still trusts this
	 * authority.
	 * @param nodeId the node's id
	 * @return the certificate
	 */
	public TestCertificate selfSigned(String nodeId) {
		// Only a CA may sign itself; tools that make such certificates do the same.
		CertificateBuilder builder = bothRoles(withId(valid(nodeId), nodeId)).setIsCertificateAuthority(true)
			.setKeyUsage(true, KeyUsage.digitalSignature, KeyUsage.keyCertSign);
		return new TestCertificate(this, build(builder::buildSelfSigned));
	}

	String caPem() {
		return this.ca.getCertificatePEM();
	}

	private TestCertificate issue(String commonName, UnaryOperator<CertificateBuilder> shape) {
		CertificateBuilder builder = shape.apply(bothRoles(leaf(commonName)));
		return new TestCertificate(this, build(() -> builder.buildIssuedBy(this.ca)));
	}

	private static CertificateBuilder leaf(String commonName) {
		return valid(commonName).setKeyUsage(true, KeyUsage.digitalSignature);
	}

	private static CertificateBuilder valid(String commonName) {
		Instant now = Instant.now();
		return new CertificateBuilder().ecp256()
			.subject("CN=" + commonName)
			.notBefore(now.minus(DAY))
			.notAfter(now.plus(DAY.multipliedBy(30)));
	}

	private static CertificateBuilder bothRoles(CertificateBuilder builder) {
		return builder.addExtendedKeyUsageServerAuth().addExtendedKeyUsageClientAuth();
	}

	private static CertificateBuilder withId(CertificateBuilder builder, String nodeId) {
		return builder.addSanUriName(URI.create(NodeIdSource.URI_PREFIX + nodeId));
	}

	private static X509Bundle build(Issuing issuing) {
		try {
			return issuing.issue();
		}
		catch (Exception ex) {
			throw new IllegalStateException("the test certificate cannot be made", ex);
		}
	}

	/**
	 * Makes the certificate in the end.
	 */
	@FunctionalInterface
	private interface Issuing {

		X509Bundle issue() throws Exception;

	}

}
