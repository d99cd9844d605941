package io.quictransport.internal.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Holds what a node proves its identity with, and whom it trusts. Immutable. Not a
 * record, because the text of a record would include the key.
 */
public final class KeyMaterial {

	/** The kinds of keys that can be used, for messages. */
	public static final String USABLE_KEYS = KeyKind.USABLE;

	private final PrivateKey key;

	private final List<X509Certificate> chain;

	private final X509TrustManager trust;

	/**
	 * The key as the codec reads it, null until the identity was tried. Trials on several
	 * threads come to the same result, so the last may write.
	 */
	private volatile @Nullable X509ExtendedKeyManager usableKeys;

	/**
	 * Holds these, unchecked.
	 * @param key the node's private key
	 * @param chain the node's certificate, followed by intermediate ones; not empty
	 * @param trust the trusted CAs
	 */
	public KeyMaterial(PrivateKey key, List<X509Certificate> chain, X509TrustManager trust) {
		this.key = key;
		this.chain = List.copyOf(chain);
		this.trust = trust;
	}

	/**
	 * Remembers the chains that the CAs have verified, if their verdicts remain true.
	 * @param source the factory of the trusted CAs
	 * @return a changed copy
	 */
	public KeyMaterial rememberingVerdictsOf(TrustManagerFactory source) {
		return RememberingTrustManager.isSafeFor(source)
				? new KeyMaterial(this.key, this.chain, new RememberingTrustManager(this.trust)) : this;
	}

	/**
	 * Trusts the CAs of several domains, each for certificates of its own domain.
	 * @param authorities the CAs of each domain
	 * @param domainOf finds the domain that a certificate states
	 * @return a changed copy
	 */
	public KeyMaterial trusting(Map<String, X509TrustManager> authorities,
			Function<X509Certificate, Optional<String>> domainOf) {
		return new KeyMaterial(this.key, this.chain, new DomainTrustManager(authorities, domainOf));
	}

	/** The certificates of the trusted CAs. */
	public List<X509Certificate> authorities() {
		return List.of(this.trust.getAcceptedIssuers());
	}

	PrivateKey key() {
		return this.key;
	}

	/** The node's certificate, followed by intermediate ones. */
	public List<X509Certificate> chain() {
		return this.chain;
	}

	/** The node's own certificate. */
	public X509Certificate certificate() {
		return this.chain.get(0);
	}

	X509TrustManager trust() {
		return this.trust;
	}

	/** The key as the codec reads it, null if the identity was not tried yet. */
	@Nullable X509ExtendedKeyManager usableKeys() {
		return this.usableKeys;
	}

	/** Notes that the identity can be used: what never changes is tried once. */
	void usableWith(X509ExtendedKeyManager keys) {
		this.usableKeys = keys;
	}

	/** The reasons why peers are likely to refuse it now, although it can be used. */
	public List<String> warnings() {
		return IdentityWarnings.of(this);
	}

	/** Names the node's certificate, for messages. */
	public String describe() {
		return "subject " + certificate().getSubjectX500Principal() + ", serial "
				+ certificate().getSerialNumber().toString(16);
	}

}
