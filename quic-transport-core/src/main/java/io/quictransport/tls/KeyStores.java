package io.quictransport.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;

/**
 * Makes the JDK's key and trust manager factories of plain keys and certificates.
 */
final class KeyStores {

	private static final char[] NO_PASSWORD = {};

	private KeyStores() {
	}

	static KeyManagerFactory keyManagers(PrivateKey key, List<X509Certificate> chain) {
		try {
			KeyStore store = empty();
			store.setKeyEntry("node", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
			KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			factory.init(store, NO_PASSWORD);
			return factory;
		}
		catch (GeneralSecurityException | IOException | IllegalArgumentException ex) {
			throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
					"private key and certificate chain cannot be used together: " + ex.getMessage(), ex);
		}
	}

	static TrustManagerFactory trustManagers(Collection<X509Certificate> trusted) {
		if (trusted.isEmpty()) {
			throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
					"there is no trusted CA certificate; at least one is needed");
		}
		try {
			KeyStore store = empty();
			int index = 0;
			for (X509Certificate certificate : trusted) {
				store.setCertificateEntry("ca-" + index++, certificate);
			}
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(store);
			return factory;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new ConfigurationException(ErrorCode.INVALID_IDENTITY,
					"the trusted CA certificates cannot be used: " + ex.getMessage(), ex);
		}
	}

	private static KeyStore empty() throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, NO_PASSWORD);
		return store;
	}

}
