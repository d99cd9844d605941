package io.quictransport.testing;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.quictransport.tls.NodeIdSource;
import io.quictransport.tls.TlsIdentity;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Acts as a throw-away certificate authority with a key of any kind, which issues
 * certificates for keys of any kind. A kind is written {@code RSA:2048}, {@code EC:P-256}
 * (or the name of another curve), {@code Ed25519}, {@code Ed448}, {@code PSS:2048} or
 * {@code DSA:2048}. Immutable.
 */
public final class KeyedCertificates {

	/** Knows kinds of keys that the JDK does not; not installed. */
	private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

	private static final AtomicLong SERIALS = new AtomicLong(0x1000);

	private static final Duration DAY = Duration.ofDays(1);

	private final String name;

	private final String kind;

	private final KeyPair keys;

	/** Its own certificate, and those of the authorities above it; the root last. */
	private final List<X509Certificate> path;

	private KeyedCertificates(String name, String kind, KeyPair keys, List<X509Certificate> path) {
		this.name = name;
		this.kind = kind;
		this.keys = keys;
		this.path = path;
	}

	/**
	 * Makes a new authority.
	 * @param kind what kind of key it has
	 * @return the authority
	 */
	public static KeyedCertificates create(String kind) {
		KeyPair keys = generate(kind);
		KeyedCertificates self = new KeyedCertificates("CA with " + kind.replace(':', ' '), kind, keys, List.of());
		return new KeyedCertificates(self.name, kind, keys,
				List.of(self.sign(self.name, keys, Shape.AUTHORITY, Instant.now().plus(DAY))));
	}

	/**
	 * Makes an authority below this one.
	 * @param kind what kind of key it has
	 * @param until when its certificate expires, which may be in the past
	 * @return the authority
	 */
	public KeyedCertificates intermediate(String kind, Instant until) {
		KeyPair keys = generate(kind);
		String below = "Intermediate CA with " + kind.replace(':', ' ');
		List<X509Certificate> path = new ArrayList<>(List.of(sign(below, keys, Shape.AUTHORITY, until)));
		path.addAll(this.path);
		return new KeyedCertificates(below, kind, keys, path);
	}

	/**
	 * Issues a good certificate, valid until tomorrow.
	 * @param nodeId the node's id
	 * @param kind what kind of key it is for
	 * @return the certificate with its chain and key
	 */
	public Issued issue(String nodeId, String kind) {
		return issue(nodeId, generate(kind), Shape.NODE, Instant.now().plus(DAY));
	}

	/**
	 * Issues a certificate.
	 * @param nodeId the node's id
	 * @param keys whose public key it is for
	 * @param shape what it may be used for
	 * @param until when it expires, which may be in the past
	 * @return the certificate with its chain and key
	 */
	public Issued issue(String nodeId, KeyPair keys, Shape shape, Instant until) {
		List<X509Certificate> chain = new ArrayList<>(List.of(sign(nodeId, keys, shape, until)));
		chain.addAll(this.path.subList(0, this.path.size() - 1));
		return new Issued(keys.getPrivate(), List.copyOf(chain), root());
	}

	/**
	 * The certificate of the authority at the top.
	 * @return the certificate to trust
	 */
	public X509Certificate root() {
		return this.path.get(this.path.size() - 1);
	}

	/**
	 * Makes keys, or reads those that take long to make: these are the same each time.
	 * @param kind the kind
	 * @return the keys
	 */
	public static KeyPair generate(String kind) {
		String[] parts = kind.split(":");
		try {
			if (kind.matches("RSA:(2048|3072|4096|8192)")) {
				return read("RSA", "/keys/rsa-" + parts[1] + ".pem");
			}
			if (kind.equals("PSS:2048")) {
				return read("RSASSA-PSS", "/keys/rsa-2048.pem");
			}
			KeyPairGenerator generator = switch (parts[0]) {
				case "EC", "Ed25519", "Ed448" -> KeyPairGenerator.getInstance(parts[0], BOUNCY_CASTLE);
				default -> KeyPairGenerator.getInstance(parts[0]);
			};
			if (parts[0].equals("EC")) {
				generator.initialize(new ECGenParameterSpec(parts[1]));
			}
			else if (parts.length > 1) {
				generator.initialize(Integer.parseInt(parts[1]));
			}
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("no key of the kind " + kind + " can be made", ex);
		}
	}

	private static KeyPair read(String algorithm, String resource) throws GeneralSecurityException, IOException {
		try (InputStream in = KeyedCertificates.class.getResourceAsStream(resource)) {
			String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
			RSAPrivateCrtKey key = (RSAPrivateCrtKey) KeyFactory.getInstance("RSA")
				.generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
			KeyFactory factory = KeyFactory.getInstance(algorithm);
			return new KeyPair(factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())),
					factory.generatePrivate(new RSAPrivateCrtKeySpec(key.getModulus(), key.getPublicExponent(),
							key.getPrivateExponent(), key.getPrimeP(), key.getPrimeQ(), key.getPrimeExponentP(),
							key.getPrimeExponentQ(), key.getCrtCoefficient())));
		}
	}

	private X509Certificate sign(String subject, KeyPair subjectKeys, Shape shape, Instant until) {
		try {
			JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Name("CN=" + this.name),
					BigInteger.valueOf(SERIALS.incrementAndGet()), Date.from(until.minus(DAY.multipliedBy(10))),
					Date.from(until), new X500Name("CN=" + subject), subjectKeys.getPublic());
			if (shape == Shape.AUTHORITY) {
				builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
				builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
			}
			else {
				builder.addExtension(Extension.keyUsage, true, new KeyUsage(
						(shape == Shape.NOT_SIGNING) ? KeyUsage.keyEncipherment : KeyUsage.digitalSignature));
				builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(
						new GeneralName(GeneralName.uniformResourceIdentifier, NodeIdSource.URI_PREFIX + subject)));
				builder.addExtension(Extension.extendedKeyUsage, false,
						new ExtendedKeyUsage(
								new KeyPurposeId[] { KeyPurposeId.id_kp_serverAuth, (shape == Shape.DIALLED_ONLY)
										? KeyPurposeId.id_kp_codeSigning : KeyPurposeId.id_kp_clientAuth }));
			}
			return new JcaX509CertificateConverter().getCertificate(
					builder.build(new JcaContentSignerBuilder(signature(this.kind)).setProvider(BOUNCY_CASTLE)
						.build(this.keys.getPrivate())));
		}
		catch (GeneralSecurityException | IOException | OperatorCreationException ex) {
			throw new IllegalStateException("the test certificate cannot be made", ex);
		}
	}

	private static String signature(String kind) {
		return switch (kind.split(":")[0]) {
			case "EC" -> "SHA256withECDSA";
			case "RSA" -> "SHA256withRSA";
			case "PSS" -> "SHA256withRSAandMGF1";
			case "DSA" -> "SHA256withDSA";
			default -> kind;
		};
	}

	/**
	 * What a certificate may be used for.
	 */
	public enum Shape {

		/** A node's, in both roles. */
		NODE,

		/** A node's, without clientAuth. */
		DIALLED_ONLY,

		/** A node's that may not sign a handshake. */
		NOT_SIGNING,

		/** An authority's. */
		AUTHORITY

	}

	/**
	 * A certificate with what belongs to it.
	 *
	 * @param key its private key
	 * @param chain the certificate, followed by intermediate ones
	 * @param root the authority's at the top
	 */
	public record Issued(PrivateKey key, List<X509Certificate> chain, X509Certificate root) {

		/**
		 * Makes an identity that trusts the root.
		 * @return the identity
		 */
		public TlsIdentity identity() {
			return TlsIdentity.of(this.key, this.chain, List.of(this.root));
		}

	}

}
