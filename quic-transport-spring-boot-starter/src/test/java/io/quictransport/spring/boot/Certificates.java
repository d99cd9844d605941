package io.quictransport.spring.boot;

import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;

import io.quictransport.spring.boot.testing.NodeCertificates;
import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;
import io.quictransport.tls.TlsIdentity;

/**
 * A CA for one test class, and the properties that give a node a certificate of it.
 */
final class Certificates {

	private final TestCertificates authority = TestCertificates.create();

	/** Certificates of the same CA, for nodes whose certificates change. */
	NodeCertificates forNodes() {
		return new NodeCertificates(this.authority);
	}

	/** An identity of the same CA whose certificate has expired. */
	TlsIdentity expired(String nodeId) {
		return this.authority.expired(nodeId).identity();
	}

	/**
	 * The properties of an SSL bundle {@code node} for a node with this id, and the one
	 * that names the bundle.
	 */
	String[] properties(String nodeId) {
		TestCertificate.Pem pem = this.authority.certificate(nodeId).pem();
		return new String[] { "spring.ssl.bundle.pem.node.keystore.certificate=" + pem.chain(),
				"spring.ssl.bundle.pem.node.keystore.private-key=" + pem.key(),
				"spring.ssl.bundle.pem.node.truststore.certificate=" + pem.ca(), "quic.transport.ssl.bundle=node" };
	}

	/**
	 * The properties of an SSL bundle {@code store} of key stores, the node's key under
	 * the alias {@code mine} beside that of another one, and the one that names the
	 * bundle.
	 */
	String[] keyStoreProperties(String nodeId, Path directory) throws Exception {
		TestCertificate node = this.authority.certificate(nodeId);
		char[] password = "secret".toCharArray();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		keys.load(null, password);
		TestCertificate other = this.authority.certificate("another");
		keys.setKeyEntry("another", other.key(), password, other.chain().toArray(Certificate[]::new));
		keys.setKeyEntry("mine", node.key(), password, node.chain().toArray(Certificate[]::new));
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, password);
		trusted.setCertificateEntry("ca", this.authority.caCertificate());
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

}
