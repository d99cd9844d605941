package io.quictransport.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.PeerId;
import io.quictransport.internal.tls.TlsContexts.KeyMaterial;
import org.jspecify.annotations.Nullable;

/**
 * Holds a node's proof of identity and its trust: its private key and certificate chain,
 * and the trusted CA certificates. Immutable.
 */
public final class TlsIdentity {

	/**
	 * The names of the kinds of keys in key managers, including those that cannot be
	 * used: what is wrong with them is reported when the identity is tried.
	 */
	private static final List<String> KEY_TYPES = List.of("EC", "RSA", "EdDSA", "Ed25519", "Ed448", "RSASSA-PSS",
			"DSA");

	private final KeyMaterial material;

	private final Map<String, List<X509Certificate>> trustDomains;

	private TlsIdentity(KeyMaterial material) {
		this(material, Map.of());
	}

	private TlsIdentity(KeyMaterial material, Map<String, List<X509Certificate>> trustDomains) {
		this.material = material;
		this.trustDomains = trustDomains;
	}

	/**
	 * Takes key and trust from the JDK's factories, for instance those of a Spring SSL
	 * bundle. Of several keys it takes the one that the key manager chooses for a server.
	 * @param keys initialised with the node's private key and certificate chain
	 * @param trust initialised with the trusted CA certificates
	 * @return the identity
	 * @throws ConfigurationException if they contain no usable key or trust
	 */
	public static TlsIdentity of(KeyManagerFactory keys, TrustManagerFactory trust) {
		X509ExtendedKeyManager manager = keyManagerOf(keys.getKeyManagers());
		X509TrustManager trustManager = trustManagerOf(trust.getTrustManagers());
		for (String keyType : KEY_TYPES) {
			String alias = aliasOf(manager, keyType);
			if (alias != null) {
				X509Certificate[] chain = manager.getCertificateChain(alias);
				PrivateKey key = manager.getPrivateKey(alias);
				if (chain != null && chain.length > 0 && key != null) {
					return new TlsIdentity(new KeyMaterial(key, List.of(chain), trustManager));
				}
			}
		}
		throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
				"the identity has no private key with a certificate; " + KeyMaterial.USABLE_KEYS + " is needed");
	}

	/**
	 * Takes key and certificates as they are. Verified chains of peers are remembered for
	 * an hour: when a chain is shown again, only its dates and ids are checked, not its
	 * signatures. This does not apply to identities from the JDK's factories, whose trust
	 * managers may change their results.
	 * @param key the node's private key
	 * @param chain the node's certificate, followed by intermediate ones
	 * @param trusted the trusted CA certificates
	 * @return the identity; whether key and chain match is checked before it is used
	 * @throws ConfigurationException if there is no certificate, or none that is trusted
	 */
	public static TlsIdentity of(PrivateKey key, List<X509Certificate> chain, Collection<X509Certificate> trusted) {
		if (chain.isEmpty()) {
			throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
					"the certificate chain is empty; it begins with the node's own certificate");
		}
		TrustManagerFactory trust = KeyStores.trustManagers(trusted);
		return new TlsIdentity(
				new KeyMaterial(key, chain, trustManagerOf(trust.getTrustManagers())).rememberingVerdictsOf(trust));
	}

	/**
	 * Reads key and certificates from PEM files.
	 * @param chain the node's certificate, followed by intermediate ones
	 * @param key the node's private key, PKCS#8, not encrypted
	 * @param trusted the trusted CA certificates
	 * @return the identity
	 * @throws ConfigurationException if a file cannot be read or has invalid content
	 */
	public static TlsIdentity ofPem(Path chain, Path key, Path trusted) {
		return of(Pem.privateKey(key), Pem.certificates(chain), Pem.certificates(trusted));
	}

	/**
	 * Trusts CAs by trust domain: a peer's certificate must state a SPIFFE id, and a CA
	 * of the id's own trust domain must have issued it. A CA of one domain cannot issue
	 * for another, whatever it signs. Needs {@link NodeIdSource#SPIFFE_ID}.
	 * @param authorities the CA certificates of each trust domain by its name, such as
	 * {@code example.org}; the node's own domain is to be among them if its peers are
	 * @return a changed copy, which trusts these CAs and no others
	 * @throws ConfigurationException if there is no domain, a name is none, or a domain
	 * has no CA
	 */
	public TlsIdentity withTrustDomains(Map<String, ? extends Collection<X509Certificate>> authorities) {
		if (authorities.isEmpty()) {
			throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
					"there is no trust domain; at least one with its CA certificates is needed");
		}
		Map<String, X509TrustManager> managers = new TreeMap<>();
		Map<String, List<X509Certificate>> domains = new TreeMap<>();
		for (Map.Entry<String, ? extends Collection<X509Certificate>> domain : authorities.entrySet()) {
			checkTrustDomain(domain.getKey(), domain.getValue());
			TrustManagerFactory trust = KeyStores.trustManagers(domain.getValue());
			managers.put(domain.getKey(), trustManagerOf(trust.getTrustManagers()));
			domains.put(domain.getKey(), List.copyOf(domain.getValue()));
		}
		KeyMaterial trusting = this.material.trusting(managers,
				(certificate) -> SpiffeId.of(certificate).map(SpiffeId::trustDomain));
		return new TlsIdentity(trusting, Collections.unmodifiableMap(domains));
	}

	private static void checkTrustDomain(String name, Collection<X509Certificate> authorities) {
		if (!SpiffeId.isTrustDomain(name)) {
			throw new ConfigurationException(ErrorCode.INVALID_IDENTITY, "the trust domain '" + name
					+ "' must be 1 to 255 characters of a-z 0-9 . _ -, such as example.org, without spiffe://");
		}
		if (authorities.isEmpty()) {
			throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
					"the trust domain '" + name + "' has no CA certificate; at least one is needed");
		}
	}

	/**
	 * The CA certificates by the trust domain that they may issue for.
	 * @return the domains by name, empty if the trusted CAs may issue for any id
	 */
	public Map<String, List<X509Certificate>> trustDomains() {
		return this.trustDomains;
	}

	/**
	 * The certificates of the trusted CAs, of all trust domains.
	 * @return the certificates
	 */
	public List<X509Certificate> trusted() {
		return this.material.authorities();
	}

	/**
	 * The node's own certificate.
	 * @return the first certificate of the chain
	 */
	public X509Certificate certificate() {
		return this.material.certificate();
	}

	/**
	 * Finds the node's id in its certificate.
	 * @param source which part of the certificate states the id
	 * @param expected the id that the node is meant to have, or null to take the only one
	 * @return the id
	 * @throws ConfigurationException if the certificate does not state the expected id,
	 * states none, or several of which none was expected
	 */
	public PeerId nodeId(NodeIdSource source, @Nullable PeerId expected) {
		if (!this.trustDomains.isEmpty() && source != NodeIdSource.SPIFFE_ID) {
			throw new ConfigurationException(ErrorCode.INVALID_IDENTITY, "the CAs are trusted by trust domain, which"
					+ " says nothing of ids from " + source + "; set the option nodeIdSource to SPIFFE_ID");
		}
		Set<PeerId> ids = source.idsOf(certificate());
		if (expected != null) {
			if (!ids.contains(expected)) {
				throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
						"node id '" + expected + "' is not in the node's certificate (" + this.material.describe()
								+ "), which states " + ids + "; issue the certificate with " + source.description());
			}
			return expected;
		}
		if (ids.size() != 1) {
			throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
					"the node's certificate (" + this.material.describe() + ") states "
							+ (ids.isEmpty() ? "no node id" : "the ids " + ids) + "; "
							+ (ids.isEmpty() ? "issue it with " + source.description()
									: "say with the option nodeId which one is meant"));
		}
		return ids.iterator().next();
	}

	/**
	 * The time until which the identity can be used: when the first certificate of its
	 * chain expires.
	 * @return the time
	 */
	public Instant validUntil() {
		return this.material.chain()
			.stream()
			.map((certificate) -> certificate.getNotAfter().toInstant())
			.min(Comparator.naturalOrder())
			.orElseThrow();
	}

	/**
	 * States the reasons for which peers are likely to refuse this identity now, although
	 * it can be used: a certificate has expired or is not yet valid, the node's own CAs
	 * do not trust it, it may be used in one role only, or a trusted CA certificate is
	 * unusable. Checks the chain's signatures, which may take some milliseconds.
	 * @return one sentence for each, with the remedy; empty if there is none
	 */
	public List<String> warnings() {
		return this.material.warnings();
	}

	/**
	 * What the transport makes its TLS contexts of. Of no use to an application: its type
	 * is not exported, so that the key stays inside.
	 * @return the key, the certificates and the trust
	 */
	@SuppressWarnings("exports")
	public KeyMaterial material() {
		return this.material;
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

	/**
	 * Finds the alias that the key manager would choose, which is the one that a Spring
	 * SSL bundle names; otherwise any, because some choose no certificate that has
	 * expired.
	 */
	private static @Nullable String aliasOf(X509ExtendedKeyManager manager, String keyType) {
		String chosen = manager.chooseEngineServerAlias(keyType, null, null);
		if (chosen != null) {
			return chosen;
		}
		String[] aliases = manager.getServerAliases(keyType, null);
		return (aliases != null && aliases.length > 0) ? aliases[0] : null;
	}

}
