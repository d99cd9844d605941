package io.quictransport.spring.boot;

import java.net.URISyntaxException;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;

/**
 * A CA for one test class, and the properties that give a node a certificate of it.
 */
final class Certificates {

	private final X509Bundle authority;

	Certificates() {
		this.authority = build(new CertificateBuilder().subject("CN=test CA").setIsCertificateAuthority(true), null);
	}

	/**
	 * The properties of an SSL bundle {@code node} for a node with this id, and the one
	 * that names the bundle.
	 */
	String[] properties(String nodeId) {
		X509Bundle node = node(nodeId);
		return new String[] { "spring.ssl.bundle.pem.node.keystore.certificate=" + node.getCertificatePathPEM(),
				"spring.ssl.bundle.pem.node.keystore.private-key=" + node.getPrivateKeyPEM(),
				"spring.ssl.bundle.pem.node.truststore.certificate=" + this.authority.getCertificatePEM(),
				"quic.transport.ssl.bundle=node" };
	}

	private X509Bundle node(String nodeId) {
		try {
			return build(new CertificateBuilder().subject("CN=" + nodeId)
				.addSanUriName("node:" + nodeId)
				.addExtendedKeyUsageServerAuth()
				.addExtendedKeyUsageClientAuth(), this.authority);
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static X509Bundle build(CertificateBuilder builder, @Nullable X509Bundle issuer) {
		try {
			return (issuer != null) ? builder.ecp256().buildIssuedBy(issuer) : builder.ecp256().buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException("no certificate could be made", ex);
		}
	}

}
