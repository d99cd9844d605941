package io.quictransport.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collection;

import javax.net.ssl.TrustManagerFactory;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;

/**
 * Makes the JDK's trust manager factory from plain certificates.
 */
final class KeyStores {

	private static final char[] NO_PASSWORD = {};

	private KeyStores() {
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
