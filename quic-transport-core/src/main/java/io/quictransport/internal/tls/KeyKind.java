package io.quictransport.internal.tls;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.Set;

/**
 * Describes the kind of a public key and its possible uses. Reads the encoded key,
 * because classes and names differ between security providers.
 *
 * @param name the name of the kind
 * @param isUsable whether the codec can show a certificate with this key and check one
 * @param isVerifiable whether the JDK's own providers can verify signatures made with it
 */
record KeyKind(String name, boolean isUsable, boolean isVerifiable) {

	/** Each works in both roles. Any other key is refused, or crashes the process. */
	static final String USABLE = "an EC key on P-256, P-384 or P-521, an RSA key of " + KeyKind.MIN_RSA_BITS + " to "
			+ KeyKind.MAX_RSA_BITS + " bits, or an Ed25519 key";

	private static final int MIN_RSA_BITS = 2048;

	private static final int MAX_RSA_BITS = 8192;

	/** The codec reads no key with a larger exponent. */
	private static final int MAX_RSA_EXPONENT_BITS = 33;

	private static final int SEQUENCE = 0x30;

	private static final int OBJECT_IDENTIFIER = 0x06;

	private static final String EC = "1.2.840.10045.2.1";

	private static final String RSA = "1.2.840.113549.1.1.1";

	private static final String ED25519 = "1.3.101.112";

	private static final Map<String, String> ALGORITHMS = Map.of("1.2.840.113549.1.1.10", "RSASSA-PSS", "1.3.101.113",
			"Ed448", "1.2.840.10040.4.1", "DSA");

	private static final Map<String, String> USABLE_CURVES = Map.of("1.2.840.10045.3.1.7", "P-256", "1.3.132.0.34",
			"P-384", "1.3.132.0.35", "P-521");

	private static final Map<String, String> OTHER_CURVES = Map.of("1.3.132.0.10", "secp256k1", "1.3.132.0.33", "P-224",
			"1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", "1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1",
			"1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1");

	/** The kinds of keys with which the JDK verifies signatures of CAs. */
	private static final Set<String> VERIFIABLE = Set.of("RSASSA-PSS", "Ed448", "DSA");

	static KeyKind of(PublicKey key) {
		byte[] encoded = key.getEncoded();
		try {
			return (encoded != null) ? read(ByteBuffer.wrap(encoded), key) : unknown(key.getAlgorithm());
		}
		catch (IllegalArgumentException | BufferUnderflowException ex) {
			// Not encoded as X.509 requires: whatever it is, the codec would not read it.
			return unknown(key.getAlgorithm());
		}
	}

	/** SubjectPublicKeyInfo (RFC 5280, section 4.1): the algorithm comes first. */
	private static KeyKind read(ByteBuffer encoded, PublicKey key) {
		ByteBuffer algorithm = content(content(encoded, SEQUENCE), SEQUENCE);
		String identifier = dotted(content(algorithm, OBJECT_IDENTIFIER));
		return switch (identifier) {
			case EC -> curve(algorithm);
			case RSA -> rsa(key);
			case ED25519 -> new KeyKind("Ed25519", true, true);
			default -> {
				String name = ALGORITHMS.getOrDefault(identifier, key.getAlgorithm() + " (" + identifier + ")");
				yield new KeyKind(name, false, VERIFIABLE.contains(name));
			}
		};
	}

	private static KeyKind curve(ByteBuffer algorithm) {
		if (!algorithm.hasRemaining() || algorithm.get(algorithm.position()) != OBJECT_IDENTIFIER) {
			return unknown("EC with parameters instead of a named curve");
		}
		String curve = dotted(content(algorithm, OBJECT_IDENTIFIER));
		String usable = USABLE_CURVES.get(curve);
		return (usable != null) ? new KeyKind("EC on " + usable, true, true)
				: unknown("EC on the curve " + OTHER_CURVES.getOrDefault(curve, "with the OID") + " " + curve);
	}

	private static KeyKind rsa(PublicKey key) {
		if (!(key instanceof RSAPublicKey rsa)) {
			return unknown("RSA of the provider's own form");
		}
		int bits = rsa.getModulus().bitLength();
		BigInteger exponent = rsa.getPublicExponent();
		if (exponent.bitLength() > MAX_RSA_EXPONENT_BITS || !exponent.testBit(0)) {
			return unknown("RSA of " + bits + " bits with an unusual public exponent");
		}
		return new KeyKind("RSA of " + bits + " bits", bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS, true);
	}

	private static KeyKind unknown(String name) {
		return new KeyKind(name, false, false);
	}

	/** Takes an element off the buffer and returns its content. */
	private static ByteBuffer content(ByteBuffer from, int tag) {
		if (from.get() != tag) {
			throw new IllegalArgumentException("another element was expected");
		}
		int length = from.get() & 0xFF;
		if (length > 0x7F) {
			int bytes = length & 0x7F;
			if (bytes > 2) {
				throw new IllegalArgumentException("longer than any key");
			}
			length = 0;
			for (int i = 0; i < bytes; i++) {
				length = (length << 8) | (from.get() & 0xFF);
			}
		}
		ByteBuffer content = from.slice(from.position(), Math.min(length, from.remaining()));
		from.position(from.position() + content.remaining());
		return content;
	}

	private static String dotted(ByteBuffer identifier) {
		if (!identifier.hasRemaining()) {
			throw new IllegalArgumentException("an identifier without content");
		}
		StringBuilder dotted = new StringBuilder();
		long arc = 0;
		while (identifier.hasRemaining()) {
			byte next = identifier.get();
			arc = (arc << 7) | (next & 0x7F);
			if (next < 0) {
				continue;
			}
			if (dotted.isEmpty()) {
				long first = Math.min(arc / 40, 2);
				dotted.append(first).append('.').append(arc - first * 40);
			}
			else {
				dotted.append('.').append(arc);
			}
			arc = 0;
		}
		return dotted.toString();
	}

}
