package io.quictransport.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;

import io.netty.pkitesting.X509Bundle;
import io.quictransport.tls.TlsIdentity;

/**
 * Holds one certificate of a {@link TestCertificates} with its private key. Immutable.
 */
public final class TestCertificate {

	private final TestCertificates authority;

	private final X509Bundle bundle;

	TestCertificate(TestCertificates authority, X509Bundle bundle) {
		this.authority = authority;
		this.bundle = bundle;
	}

	/**
	 * Makes an identity that trusts the authority that this certificate was asked from.
	 * @return the identity
	 */
	public TlsIdentity identity() {
		return identityTrusting(this.authority);
	}

	/**
	 * Makes an identity that trusts other authorities than its own.
	 * @param authorities whom to trust, at least one
	 * @return the identity
	 */
	public TlsIdentity identityTrusting(TestCertificates... authorities) {
		return TlsIdentity.of(key(), chain(), Stream.of(authorities).map(TestCertificates::caCertificate).toList());
	}

	/**
	 * The private key.
	 * @return the key
	 */
	public PrivateKey key() {
		return this.bundle.getKeyPair().getPrivate();
	}

	/**
	 * The certificate, followed by intermediate ones; the root is not in it.
	 * @return the chain
	 */
	public List<X509Certificate> chain() {
		return List.of(this.bundle.getCertificatePath());
	}

	/**
	 * The key and its chain as the JDK's classes hand them out.
	 * @return an initialised factory
	 */
	public KeyManagerFactory keyManagers() {
		try {
			return this.bundle.toKeyManagerFactory();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("the key store cannot be made", ex);
		}
	}

	/**
	 * The identity as text.
	 * @return certificate, key and trusted authority in PEM
	 */
	public Pem pem() {
		return new Pem(this.bundle.getCertificatePathPEM(), this.bundle.getPrivateKeyPEM(), this.authority.caPem());
	}

	/**
	 * Writes {@code chain.pem}, {@code key.pem} (PKCS#8, not encrypted) and
	 * {@code ca.pem}; files that are there already are replaced.
	 * @param directory where to write, made if it is not there
	 * @return where the files are
	 */
	public PemFiles writePem(Path directory) {
		PemFiles files = new PemFiles(directory.resolve("chain.pem"), directory.resolve("key.pem"),
				directory.resolve("ca.pem"));
		Pem pem = pem();
		try {
			Files.createDirectories(directory);
			Files.writeString(files.chain(), pem.chain(), StandardCharsets.US_ASCII);
			Files.writeString(files.key(), pem.key(), StandardCharsets.US_ASCII);
			Files.writeString(files.ca(), pem.ca(), StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return files;
	}

	/**
	 * An identity as text.
	 *
	 * @param chain the node's certificate
	 * @param key its private key, PKCS#8, not encrypted
	 * @param ca the trusted authority's certificate
	 */
	public record Pem(String chain, String key, String ca) {
	}

	/**
	 * Where an identity was written to.
	 *
	 * @param chain the node's certificate
	 * @param key its private key
	 * @param ca the trusted authority's certificate
	 */
	public record PemFiles(Path chain, Path key, Path ca) {
	}

}
