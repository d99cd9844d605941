package io.quictransport.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * What a node proves its identity with, and whom it trusts: its private key and
 * certificate chain, and the trusted CA certificates. Immutable.
 */
public final class TlsIdentity {

	private static final String[] KEY_TYPES = { "EC", "RSA", "EdDSA", "Ed25519" };

	private final X509ExtendedKeyManager keyManager;

	private final X509TrustManager trustManager;

	private final X509Certificate certificate;

	private TlsIdentity(X509ExtendedKeyManager keyManager, X509TrustManager trustManager) {
		this.keyManager = keyManager;
		this.trustManager = trustManager;
		this.certificate = certificateOf(keyManager);
	}

	/**
	 * Takes key and trust from the JDK's factories, for instance those of a Spring SSL
	 * bundle. The key store should hold one key.
	 * @param keys initialised with the node's private key and certificate chain
	 * @param trust initialised with the trusted CA certificates
	 * @return the identity
	 * @throws ConfigurationException if there is no usable key or trust in them
	 */
	public static TlsIdentity of(KeyManagerFactory keys, TrustManagerFactory trust) {
		return new TlsIdentity(keyManagerOf(keys.getKeyManagers()), trustManagerOf(trust.getTrustManagers()));
	}

	/**
	 * Takes key and certificates as they are. A chain that the CAs have vouched for is
	 * remembered for an hour: its signatures are not checked again when it is shown
	 * again, its dates and ids are. Not so with the JDK's factories, whose trust managers
	 * may change their mind.
	 * @param key the node's private key
	 * @param chain the node's certificate, followed by intermediate ones
	 * @param trusted the trusted CA certificates
	 * @return the identity
	 * @throws ConfigurationException if they do not fit together
	 */
	public static TlsIdentity of(PrivateKey key, List<X509Certificate> chain, Collection<X509Certificate> trusted) {
		TrustManagerFactory trust = KeyStores.trustManagers(trusted);
		X509TrustManager authorities = trustManagerOf(trust.getTrustManagers());
		return new TlsIdentity(keyManagerOf(KeyStores.keyManagers(key, chain).getKeyManagers()),
				RememberingTrustManager.isSafeFor(trust) ? new RememberingTrustManager(authorities) : authorities);
	}

	/**
	 * Reads key and certificates from PEM files.
	 * @param chain the node's certificate, followed by intermediate ones
	 * @param key the node's private key, PKCS#8, not encrypted
	 * @param trusted the trusted CA certificates
	 * @return the identity
	 * @throws ConfigurationException if a file cannot be read or is not what it should be
	 */
	public static TlsIdentity ofPem(Path chain, Path key, Path trusted) {
		return of(Pem.privateKey(key), Pem.certificates(chain), Pem.certificates(trusted));
	}

	/**
	 * The node's own certificate.
	 * @return the first certificate of the chain
	 */
	public X509Certificate certificate() {
		return this.certificate;
	}

	/**
	 * Finds the node's id in its certificate.
	 * @param source which part of the certificate states the id
	 * @param expected the id that the node is meant to have, or null to take the only one
	 * there is
	 * @return the id
	 * @throws ConfigurationException if the certificate does not state the expected id,
	 * states none, or several of which none was expected
	 */
	public PeerId nodeId(NodeIdSource source, @Nullable PeerId expected) {
		Set<PeerId> ids = source.idsOf(this.certificate);
		if (expected != null) {
			if (!ids.contains(expected)) {
				throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
						"node id '" + expected + "' is not in the node's certificate (" + describe()
								+ "), which states " + ids + "; issue the certificate with " + source.description());
			}
			return expected;
		}
		if (ids.size() != 1) {
			throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
					"the node's certificate (" + describe() + ") states "
							+ (ids.isEmpty() ? "no node id" : "the ids " + ids) + "; "
							+ (ids.isEmpty() ? "issue it with " + source.description()
									: "say with the option nodeId which one is meant"));
		}
		return ids.iterator().next();
	}

	X509ExtendedKeyManager keyManager() {
		return this.keyManager;
	}

	X509TrustManager trustManager() {
		return this.trustManager;
	}

	private String describe() {
		return "subject " + this.certificate.getSubjectX500Principal() + ", serial "
				+ this.certificate.getSerialNumber().toString(16);
	}

	private static X509ExtendedKeyManager keyManagerOf(KeyManager[] managers) {
		for (KeyManager manager : managers) {
			if (manager instanceof X509ExtendedKeyManager extended) {
				return extended;
			}
		}
		throw new ConfigurationException(ErrorCode.INVALID_IDENTITY, "the identity has no X.509 key manager");
	}

	private static X509TrustManager trustManagerOf(TrustManager[] managers) {
		for (TrustManager manager : managers) {
			if (manager instanceof X509TrustManager x509) {
				return x509;
			}
		}
		throw new ConfigurationException(ErrorCode.INVALID_IDENTITY, "the identity has no X.509 trust manager");
	}

	private static X509Certificate certificateOf(X509ExtendedKeyManager manager) {
		for (String keyType : KEY_TYPES) {
			String[] aliases = manager.getServerAliases(keyType, null);
			if (aliases != null && aliases.length > 0) {
				X509Certificate[] chain = manager.getCertificateChain(aliases[0]);
				if (chain != null && chain.length > 0) {
					return chain[0];
				}
			}
		}
		throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
				"the identity has no private key with a certificate; an EC, RSA or Ed25519 key is needed");
	}

}
