package io.quictransport.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;

import io.quictransport.testing.TestCertificate;
import io.quictransport.testing.TestCertificates;

/**
 * Makes what {@code sample.certificates} points to: a store for each node and one with
 * the CA that all trust.
 */
final class SampleCertificates {

	// As in application.yml.
	private static final char[] STORE_PASSWORD = "changeit".toCharArray();

	private SampleCertificates() {
	}

	static TestCertificates write(Path directory, String... ids) throws IOException, GeneralSecurityException {
		TestCertificates ca = TestCertificates.create();
		KeyStore trust = emptyStore();
		trust.setCertificateEntry("ca", ca.caCertificate());
		write(trust, directory.resolve("trust.p12"));
		for (String id : ids) {
			TestCertificate certificate = ca.certificate(id);
			KeyStore store = emptyStore();
			store.setKeyEntry("node", certificate.key(), STORE_PASSWORD,
					certificate.chain().toArray(Certificate[]::new));
			write(store, directory.resolve(id + ".p12"));
		}
		return ca;
	}

	private static void write(KeyStore store, Path file) throws IOException, GeneralSecurityException {
		try (OutputStream out = Files.newOutputStream(file)) {
			store.store(out, STORE_PASSWORD);
		}
	}

	private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, STORE_PASSWORD);
		return store;
	}

}
