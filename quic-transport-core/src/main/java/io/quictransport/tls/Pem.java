package io.quictransport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Reads PEM files (RFC 7468).
 */
final class Pem {

	private static final Pattern PKCS8 = Pattern
		.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

	private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

	private Pem() {
	}

	static List<X509Certificate> certificates(Path file) {
		try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(file))) {
			List<X509Certificate> certificates = CertificateFactory.getInstance("X.509")
				.generateCertificates(in)
				.stream()
				.map(X509Certificate.class::cast)
				.toList();
			if (certificates.isEmpty()) {
				throw unusable(file, "there is no certificate in it", null);
			}
			return certificates;
		}
		catch (IOException ex) {
			throw unusable(file, "it cannot be read: " + ex, ex);
		}
		catch (CertificateException ex) {
			throw unusable(file, "it is no PEM file of X.509 certificates: " + ex.getMessage(), ex);
		}
	}

	static PrivateKey privateKey(Path file) {
		try {
			Matcher matcher = PKCS8.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
			if (!matcher.find()) {
				throw unusable(file, "it has no unencrypted PKCS#8 key (BEGIN PRIVATE KEY); "
						+ "convert it with: openssl pkcs8 -topk8 -nocrypt", null);
			}
			return decode(file, Base64.getMimeDecoder().decode(matcher.group(1)));
		}
		catch (IllegalArgumentException ex) {
			throw unusable(file, "its key is not whole: " + ex.getMessage(), ex);
		}
		catch (IOException ex) {
			throw unusable(file, "it cannot be read: " + ex, ex);
		}
	}

	private static PrivateKey decode(Path file, byte[] pkcs8) {
		for (String algorithm : ALGORITHMS) {
			try {
				return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
			}
			catch (InvalidKeySpecException ex) {
				// Not a key of this algorithm: the next one is tried.
			}
			catch (GeneralSecurityException ex) {
				throw unusable(file, "this JDK lacks " + algorithm, ex);
			}
		}
		throw unusable(file, "its key is of none of the kinds " + ALGORITHMS, null);
	}

	private static ConfigurationException unusable(Path file, String why, @Nullable Throwable cause) {
		return new ConfigurationException(ErrorCode.INVALID_IDENTITY, "file " + file + " cannot be used: " + why,
				cause);
	}

}
