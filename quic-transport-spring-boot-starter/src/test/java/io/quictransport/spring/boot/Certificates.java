package io.quictransport.spring.boot;

import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;

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

	/**
	 * The properties of an SSL bundle {@code store} of key stores, the node's key under
	 * the alias {@code mine}, and the one that names the bundle.
	 */
	String[] keyStoreProperties(String nodeId, Path directory) throws Exception {
		X509Bundle node = node(nodeId);
		char[] password = "secret".toCharArray();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		keys.load(null, password);
		keys.setKeyEntry("mine", node.getKeyPair().getPrivate(), password, node.getCertificatePath());
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, password);
		trusted.setCertificateEntry("ca", this.authority.getCertificate());
		return new String[] { "spring.ssl.bundle.jks.store.key.alias=mine",
				"spring.ssl.bundle.jks.store.keystore.location=" + store(keys, directory.resolve("keys.p12")),
				"spring.ssl.bundle.jks.store.keystore.password=secret",
				"spring.ssl.bundle.jks.store.keystore.type=PKCS12",
				"spring.ssl.bundle.jks.store.truststore.location=" + store(trusted, directory.resolve("trusted.p12")),
				"spring.ssl.bundle.jks.store.truststore.password=secret",
				"spring.ssl.bundle.jks.store.truststore.type=PKCS12", "quic.transport.ssl.bundle=store" };
	}

	private static URI store(KeyStore store, Path file) throws Exception {
		try (OutputStream out = Files.newOutputStream(file)) {
			store.store(out, "secret".toCharArray());
		}
		return file.toUri();
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
