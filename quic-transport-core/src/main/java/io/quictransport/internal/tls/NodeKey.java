package io.quictransport.internal.tls;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;

/**
 * Converts a private key to the form that the codec reads. The codec crashes on a key
 * that it cannot read, because it uses the failure as the key's address. So it receives a
 * key that is encoded again from its numbers, once these have been checked.
 */
final class NodeKey {

	private static final byte[] PROBE = { 'p', 'r', 'o', 'b', 'e' };

	private NodeKey() {
	}

	/**
	 * Whether a private key belongs to a public one.
	 * @param key the private key
	 * @param certified the public key, of a usable kind
	 * @return whether it does
	 * @throws GeneralSecurityException if the JDK cannot use one of them
	 */
	static boolean isPair(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
		if (certified instanceof RSAPublicKey rsa) {
			return key instanceof RSAPrivateCrtKey own && own.getModulus().equals(rsa.getModulus())
					&& own.getPublicExponent().equals(rsa.getPublicExponent());
		}
		if (!(certified instanceof ECPublicKey ? key instanceof ECPrivateKey : key instanceof EdECPrivateKey)) {
			return false;
		}
		Signature signature = Signature.getInstance((certified instanceof ECPublicKey) ? "SHA256withECDSA" : "Ed25519");
		try {
			signature.initSign(key);
		}
		catch (InvalidKeyException ex) {
			// A key of another curve.
			return false;
		}
		signature.update(PROBE);
		byte[] signed = signature.sign();
		signature.initVerify(certified);
		signature.update(PROBE);
		return signature.verify(signed);
	}

	/**
	 * Whether a private key exposes its numbers. One that is kept in a device does not.
	 */
	static boolean isReadable(PrivateKey key) {
		return key.getEncoded() != null && (key instanceof RSAPrivateCrtKey || key instanceof ECPrivateKey
				|| (key instanceof EdECPrivateKey edwards && edwards.getBytes().isPresent()));
	}

	/**
	 * Encodes a private key again.
	 * @param key a readable private key
	 * @param certified the public key that it belongs to
	 * @return the same key, in the JDK's own form
	 * @throws GeneralSecurityException if it is not a valid key of its kind
	 */
	static PrivateKey rewritten(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
		if (key instanceof RSAPrivateCrtKey rsa) {
			return rewritten(rsa);
		}
		if (key instanceof ECPrivateKey ec && certified instanceof ECPublicKey point) {
			return rewritten(ec, point);
		}
		if (key instanceof EdECPrivateKey edwards && certified instanceof EdECPublicKey) {
			return KeyFactory.getInstance("Ed25519")
				.generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519,
						edwards.getBytes().orElseThrow(() -> new InvalidKeyException("it does not show its bytes"))));
		}
		throw new InvalidKeyException("it is of another kind than the certificate's key");
	}

	private static PrivateKey rewritten(ECPrivateKey key, ECPublicKey certified) throws GeneralSecurityException {
		AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
		curve.init(certified.getParams());
		ECParameterSpec parameters = curve.getParameterSpec(ECParameterSpec.class);
		BigInteger secret = key.getS();
		if (secret.signum() <= 0 || secret.compareTo(parameters.getOrder()) >= 0) {
			throw new InvalidKeyException("its number is not one of the curve's");
		}
		return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(secret, parameters));
	}

	/** Derives every number that can be derived, so that it cannot be wrong. */
	private static PrivateKey rewritten(RSAPrivateCrtKey key) throws GeneralSecurityException {
		BigInteger p = key.getPrimeP();
		BigInteger q = key.getPrimeQ();
		BigInteger d = key.getPrivateExponent();
		BigInteger pLess = p.subtract(BigInteger.ONE);
		BigInteger qLess = q.subtract(BigInteger.ONE);
		if (pLess.signum() <= 0 || qLess.signum() <= 0 || p.equals(q) || !p.multiply(q).equals(key.getModulus())
				|| d.signum() <= 0 || d.compareTo(key.getModulus()) >= 0 || !isInverse(d, key, pLess)
				|| !isInverse(d, key, qLess)) {
			throw new InvalidKeyException("its numbers do not fit together");
		}
		try {
			return KeyFactory.getInstance("RSA")
				.generatePrivate(new RSAPrivateCrtKeySpec(key.getModulus(), key.getPublicExponent(), d, p, q,
						d.mod(pLess), d.mod(qLess), q.modInverse(p)));
		}
		catch (ArithmeticException ex) {
			throw new InvalidKeyException("its numbers do not fit together", ex);
		}
	}

	private static boolean isInverse(BigInteger d, RSAPrivateCrtKey key, BigInteger modulus) {
		return d.multiply(key.getPublicExponent()).mod(modulus).equals(BigInteger.ONE.mod(modulus));
	}

}
