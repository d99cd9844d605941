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

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.handler.ssl.ClientAuth;
import org.jspecify.annotations.Nullable;

/**
 * Holds the TLS contexts of one identity, one for dialling and one for accepting. Each
 * connection takes its own engine, bound to what the connection demands of its peer.
 */
public final class TlsContexts {

	/**
	 * How a handshake may be signed (RFC 8446, section 4.2.3): one algorithm for each
	 * kind of key. By default the codec omits P-521 and Ed25519. The PKCS #1 ones are for
	 * the signatures in certificates; a handshake is never signed with them.
	 */
	private static final List<String> SIGNATURES = List.of("ecdsa_secp256r1_sha256", "ed25519",
			"ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512", "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384",
			"rsa_pss_rsae_sha512", "rsa_pkcs1_sha256", "rsa_pkcs1_sha384", "rsa_pkcs1_sha512");

	private final PeerTrustManager trust;

	private final QuicSslContext dialling;

	private final QuicSslContext accepting;

	/**
	 * Validates the identity unless that was done before, and makes the contexts. Needs
	 * the codec's native library; a validation takes the time of two handshakes.
	 * @param identity key, certificate and trust
	 * @param protocol the application protocol that both ends must offer (RFC 7301)
	 * @throws io.quictransport.ConfigurationException if the identity cannot be used
	 */
	public TlsContexts(KeyMaterial identity, String protocol) {
		X509ExtendedKeyManager keys = identity.usableKeys();
		if (keys == null) {
			keys = IdentityTrial.keysOf(identity);
			handshake(identity, keys, protocol);
			identity.usableWith(keys);
		}
		this.trust = new PeerTrustManager(identity.trust());
		this.dialling = dialling(keys, this.trust, protocol);
		this.accepting = accepting(keys, this.trust, protocol);
	}

	static void handshake(KeyMaterial identity, X509ExtendedKeyManager keys, String protocol) {
		X509TrustManager any = new SelfHandshake.AnyCertificate();
		IdentityTrial.handshake(identity, dialling(keys, any, protocol), accepting(keys, any, protocol));
	}

	private static QuicSslContext dialling(X509ExtendedKeyManager keys, X509TrustManager trust, String protocol) {
		return QuicSslContextBuilder.forClient()
			.keyManager(keys, null)
			.trustManager(trust)
			.endpointIdentificationAlgorithm("")
			.option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, SIGNATURES.toArray(String[]::new))
			.applicationProtocols(protocol)
			.build();
	}

	private static QuicSslContext accepting(X509ExtendedKeyManager keys, X509TrustManager trust, String protocol) {
		return QuicSslContextBuilder.forServer(keys, null)
			.trustManager(trust)
			.clientAuth(ClientAuth.REQUIRE)
			.option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, SIGNATURES.toArray(String[]::new))
			.applicationProtocols(protocol)
			.build();
	}

	/**
	 * The certificates of the CAs that the identity trusts.
	 * @return the certificates
	 */
	public List<X509Certificate> authorities() {
		return this.trust.authorities();
	}

	/**
	 * Makes the engine of a dialled connection.
	 * @param allocator the connection's allocator
	 * @param verification what the connection demands of its peer
	 * @return the engine; the verification must be released when the connection is closed
	 */
	public QuicSslEngine newDiallingEngine(ByteBufAllocator allocator, PeerVerification verification) {
		return bound(this.dialling.newEngine(allocator), verification);
	}

	/**
	 * Makes the engine of an accepted connection.
	 * @param allocator the connection's allocator
	 * @param verification what the connection demands of its peer
	 * @return the engine; the verification must be released when the connection is closed
	 */
	public QuicSslEngine newAcceptingEngine(ByteBufAllocator allocator, PeerVerification verification) {
		return bound(this.accepting.newEngine(allocator), verification);
	}

	private QuicSslEngine bound(QuicSslEngine engine, PeerVerification verification) {
		this.trust.bind(engine, verification);
		verification.boundBy(() -> this.trust.unbind(engine));
		return engine;
	}

	/**
	 * Holds what a node proves its identity with, and whom it trusts. Immutable. Not a
	 * record, because the text of a record would include the key.
	 */
	public static final class KeyMaterial {

		/** The kinds of keys that can be used, for messages. */
		public static final String USABLE_KEYS = KeyKind.USABLE;

		private final PrivateKey key;

		private final List<X509Certificate> chain;

		private final X509TrustManager trust;

		/**
		 * The key as the codec reads it, null until the identity was tried. Trials on
		 * several threads come to the same result, so the last may write.
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

}
