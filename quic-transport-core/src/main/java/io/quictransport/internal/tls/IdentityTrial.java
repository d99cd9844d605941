package io.quictransport.internal.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;

import io.netty.handler.codec.quic.QuicSslContext;
import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.internal.tls.TlsContexts.KeyMaterial;
import org.jspecify.annotations.Nullable;

/**
 * Validates an identity before any connection uses it. First it checks key and
 * certificates, because some keys crash the codec; then the node performs a handshake
 * with itself, which finds other faults.
 */
final class IdentityTrial {

	/** The index of digitalSignature in the key usage (RFC 5280, section 4.2.1.3). */
	private static final int DIGITAL_SIGNATURE = 0;

	/** TLS 1.3 has no authentication type; this is what the JDK passes for it. */
	private static final String AUTH_TYPE = "UNKNOWN";

	private final KeyMaterial identity;

	private final List<X509Certificate> chain;

	private IdentityTrial(KeyMaterial identity) {
		this.identity = identity;
		this.chain = identity.chain();
	}

	/**
	 * Checks everything that can be checked without the codec.
	 * @param identity the identity
	 * @return its key and chain, in the form that the codec can read
	 * @throws ConfigurationException if the identity cannot be used
	 */
	static X509ExtendedKeyManager keysOf(KeyMaterial identity) {
		IdentityTrial trial = new IdentityTrial(identity);
		trial.checkKind();
		PrivateKey key = trial.checkKey();
		trial.checkKeyUsage();
		trial.checkChain();
		trial.checkTrust();
		return new FixedKeyManager(key, identity.chain());
	}

	/**
	 * Performs a handshake of the node with itself.
	 * @param identity the identity, for the message of a failure
	 * @param dialling a context of it that accepts any certificate
	 * @param accepting the same for the other role
	 * @throws ConfigurationException if the handshake fails
	 * @throws NetworkException if there is too little memory for one, which says nothing
	 * of the identity
	 */
	static void handshake(KeyMaterial identity, QuicSslContext dialling, QuicSslContext accepting) {
		try {
			SelfHandshake.run(dialling, accepting);
		}
		catch (OutOfMemoryError ex) {
			throw NetworkException.of(ErrorCode.INTERNAL, Outcome.NOT_SENT,
					"there is too little memory to try the node's certificate (" + identity.describe() + "): "
							+ ex.getMessage() + "; give the process more, of direct memory by -XX:MaxDirectMemorySize",
					ErrorContext.NONE, ex);
		}
		catch (SSLException ex) {
			throw new IdentityTrial(identity).refused(
					"cannot be used " + ex.getMessage() + "; issue another one, signed by the CA of these nodes", ex);
		}
	}

	private void checkKind() {
		KeyKind kind = KeyKind.of(this.chain.get(0).getPublicKey());
		if (!kind.isUsable()) {
			throw refused("has a key that cannot be used: " + kind.name() + "; issue it for " + KeyKind.USABLE, null);
		}
	}

	private PrivateKey checkKey() {
		PrivateKey key = this.identity.key();
		PublicKey certified = this.chain.get(0).getPublicKey();
		if (!NodeKey.isReadable(key)) {
			throw refused("has a private key that cannot be read (" + key.getAlgorithm() + " of "
					+ key.getClass().getName() + "): the codec signs with the key itself, so a key that a device"
					+ " holds, or an RSA key without its primes, cannot be used", null);
		}
		try {
			if (!NodeKey.isPair(key, certified)) {
				throw refused(mismatch(key), null);
			}
			return NodeKey.rewritten(key, certified);
		}
		catch (GeneralSecurityException ex) {
			throw refused("has a private key that cannot be used: " + ex.getMessage() + "; issue both again", ex);
		}
	}

	private String mismatch(PrivateKey key) {
		for (int i = 1; i < this.chain.size(); i++) {
			X509Certificate other = this.chain.get(i);
			if (isPair(key, other)) {
				return "is not the one of the private key, which belongs to certificate " + (i + 1)
						+ " of the chain (subject " + other.getSubjectX500Principal()
						+ "); put the node's own certificate first";
			}
		}
		return "does not belong to the private key; take both from the same renewal";
	}

	private static boolean isPair(PrivateKey key, X509Certificate certificate) {
		try {
			PublicKey certified = certificate.getPublicKey();
			return KeyKind.of(certified).isUsable() && NodeKey.isPair(key, certified);
		}
		catch (GeneralSecurityException ex) {
			// A certificate that the JDK cannot use does not belong to the key.
			return false;
		}
	}

	private void checkKeyUsage() {
		boolean[] usage = this.chain.get(0).getKeyUsage();
		if (usage != null && !usage[DIGITAL_SIGNATURE]) {
			throw refused("may not sign a handshake: its key usage lacks digitalSignature; issue it with that", null);
		}
	}

	private void checkChain() {
		for (int i = 0; i + 1 < this.chain.size(); i++) {
			X509Certificate certificate = this.chain.get(i);
			X509Certificate issuer = this.chain.get(i + 1);
			if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
				throw refused("comes with a chain in a wrong order: certificate " + (i + 2) + " (subject "
						+ issuer.getSubjectX500Principal() + ") is not of the CA that issued certificate " + (i + 1)
						+ " (issuer " + certificate.getIssuerX500Principal()
						+ "); put the node's own first, each followed by that of its CA", null);
			}
			Exception failure = verify(certificate, issuer);
			if (failure != null) {
				checkVerifiable(issuer, failure);
				throw refused("comes with a chain that does not fit together: certificate " + (i + 1)
						+ " was not signed with the key of certificate " + (i + 2) + " (subject "
						+ issuer.getSubjectX500Principal() + "): " + failure.getMessage()
						+ "; take the whole chain from the same renewal", failure);
			}
		}
		checkAuthority(this.chain.get(this.chain.size() - 1));
	}

	/**
	 * A CA that is not among the trusted ones may be known to other nodes, but one whose
	 * signatures the JDK cannot verify is useless to every node.
	 */
	private void checkAuthority(X509Certificate last) {
		List<X509Certificate> unverifiable = new ArrayList<>();
		Exception failure = null;
		for (X509Certificate authority : this.identity.trust().getAcceptedIssuers()) {
			if (authority.equals(last) || !authority.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
				continue;
			}
			failure = verify(last, authority);
			if (failure == null) {
				return;
			}
			unverifiable.add(authority);
		}
		for (X509Certificate authority : unverifiable) {
			checkVerifiable(authority, failure);
		}
	}

	private void checkVerifiable(X509Certificate authority, @Nullable Exception failure) {
		KeyKind kind = KeyKind.of(authority.getPublicKey());
		if (!kind.isVerifiable()) {
			throw refused("was issued by a CA (subject " + authority.getSubjectX500Principal()
					+ ") with a key whose signatures Java cannot check: " + kind.name() + "; have a CA with "
					+ KeyKind.USABLE + " issue it", failure);
		}
	}

	private static @Nullable Exception verify(X509Certificate certificate, X509Certificate issuer) {
		try {
			certificate.verify(issuer.getPublicKey());
			return null;
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			return ex;
		}
	}

	/**
	 * This node's trust matters for its peers only, but there must be at least one
	 * trusted CA.
	 */
	private void checkTrust() {
		try {
			this.identity.trust().checkServerTrusted(this.chain.toArray(X509Certificate[]::new), AUTH_TYPE);
		}
		catch (CertificateException | RuntimeException ex) {
			for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
				if (cause instanceof InvalidAlgorithmParameterException) {
					throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
							"the trust store holds no CA certificate; put those of the CAs of these nodes into it", ex);
				}
			}
		}
	}

	private ConfigurationException refused(String why, @Nullable Throwable cause) {
		return new ConfigurationException(ErrorCode.INVALID_IDENTITY,
				"the node's certificate (" + this.identity.describe() + ") " + why, cause);
	}

}
