package io.quictransport.spring.boot;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quictransport.NetworkException;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.core.NestedExceptionUtils;

/**
 * Reads the node's identity from an SSL bundle, and explains what the bundle lacks.
 */
final class BundleIdentity {

	static final String PROPERTY = QuicTransportProperties.PREFIX + ".ssl.bundle";

	static final String TRUST_DOMAINS = QuicTransportProperties.PREFIX + ".ssl.trust-domains";

	private static final String EXAMPLE = """
			spring:
			  ssl:
			    bundle:
			      pem:
			        %1$s:
			          keystore:
			            certificate: "file:/etc/node/node.crt"
			            private-key: "file:/etc/node/node.key"
			          truststore:
			            certificate: "file:/etc/node/ca.crt"
			quic:
			  transport:
			    ssl:
			      bundle: "%1$s"
			""";

	private BundleIdentity() {
	}

	/**
	 * Takes the identity from a bundle, and the CAs of each trust domain from the bundle
	 * that is named for it.
	 * @param bundles all bundles
	 * @param name the bundle of the node
	 * @param trustDomains the trust domains with the names of their bundles, none if the
	 * CAs in the node's own bundle are trusted for every id
	 */
	static TlsIdentity of(SslBundles bundles, String name, Map<String, String> trustDomains) {
		TlsIdentity identity = of(find(bundles, name), name);
		if (trustDomains.isEmpty()) {
			return identity;
		}
		Map<String, List<X509Certificate>> authorities = new LinkedHashMap<>();
		trustDomains.forEach((domain, trusted) -> authorities.put(domain, trustedIn(find(bundles, trusted), trusted)));
		return identity.withTrustDomains(authorities);
	}

	private static SslBundle find(SslBundles bundles, String name) {
		try {
			return bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw unknown(bundles, name, ex);
		}
		catch (RuntimeException ex) {
			throw unreadable(name, ex);
		}
	}

	private static List<X509Certificate> trustedIn(SslBundle bundle, String name) {
		try {
			KeyStore store = bundle.getStores().getTrustStore();
			if (store == null) {
				throw withoutTrustStore(name);
			}
			List<X509Certificate> trusted = new ArrayList<>();
			for (String alias : Collections.list(store.aliases())) {
				if (store.isCertificateEntry(alias) && store.getCertificate(alias) instanceof X509Certificate ca) {
					trusted.add(ca);
				}
			}
			return trusted;
		}
		catch (KeyStoreException ex) {
			throw new IllegalStateException("the trust store is not loaded", ex);
		}
		catch (StartupException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw unreadable(name, ex);
		}
	}

	private static TlsIdentity of(SslBundle bundle, String name) {
		try {
			return read(bundle, name);
		}
		catch (StartupException | NetworkException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw unreadable(name, ex);
		}
	}

	private static TlsIdentity read(SslBundle bundle, String name) {
		SslStoreBundle stores = bundle.getStores();
		if (!hasKey(stores.getKeyStore())) {
			throw withoutKey(name);
		}
		if (stores.getTrustStore() == null) {
			throw withoutTrustStore(name);
		}
		SslManagerBundle managers = bundle.getManagers();
		return TlsIdentity.of(managers.getKeyManagerFactory(), managers.getTrustManagerFactory());
	}

	/**
	 * Of a PEM bundle without a key Spring makes a store that holds the certificate
	 * alone.
	 */
	private static boolean hasKey(@Nullable KeyStore store) {
		try {
			if (store != null) {
				for (String alias : Collections.list(store.aliases())) {
					if (store.isKeyEntry(alias)) {
						return true;
					}
				}
			}
			return false;
		}
		catch (KeyStoreException ex) {
			throw new IllegalStateException("the key store is not loaded", ex);
		}
	}

	/**
	 * There is nothing that says where the identity comes from.
	 */
	static StartupException missing() {
		return new StartupException("The node has no certificate: " + PROPERTY + " is not set.",
				"Nodes prove to each other who they are, so each needs a certificate with its key, and the CA "
						+ "certificates that it trusts. Name an SSL bundle that holds them:\n\n"
						+ EXAMPLE.formatted("node")
						+ "\nCertificates for trying are made with openssl in a minute: docs/getting-started.md."
						+ " An application that is no node says " + QuicTransportProperties.PREFIX + ".enabled=false.");
	}

	/**
	 * The identity is not that of the bundle, so that it would trust every CA for every
	 * id, where domains were to bound them.
	 */
	static StartupException withoutTrustDomains() {
		return new StartupException(
				TRUST_DOMAINS + " is set, but the node's identity does not come from " + PROPERTY
						+ ": a customizer sets one that has no trust domains.",
				"Have the identity come from the bundle that " + PROPERTY
						+ " names, or set the domains where the identity is made, by TlsIdentity.withTrustDomains, and"
						+ " remove the property.");
	}

	private static StartupException unknown(SslBundles bundles, String name, NoSuchSslBundleException cause) {
		return new StartupException(
				"The SSL bundle '" + name + "' that " + PROPERTY + " names does not exist. Bundles that exist: "
						+ bundles.getBundleNames() + ".",
				"Define the bundle, or name one that exists:\n\n" + EXAMPLE.formatted(name), cause);
	}

	private static StartupException unreadable(String name, RuntimeException cause) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(cause);
		return new StartupException(
				"The SSL bundle '" + name + "' that " + PROPERTY + " names cannot be read: " + cause.getMessage()
						+ ((root != cause) ? " (" + root + ")" : ""),
				"Check the files and passwords of the bundle. It is written like this:\n\n" + EXAMPLE.formatted(name),
				cause);
	}

	private static StartupException withoutKey(String name) {
		return new StartupException(
				"The SSL bundle '" + name + "' that " + PROPERTY
						+ " names has no private key: without one the node cannot prove who it is.",
				"Add the private key that belongs to the node's certificate. A PEM bundle is written like this:\n\n"
						+ EXAMPLE.formatted(name));
	}

	/**
	 * Java would fall back to its public CAs here, and with them anyone on the Internet
	 * could get a certificate that the node trusts.
	 */
	private static StartupException withoutTrustStore(String name) {
		return new StartupException(
				"The SSL bundle '" + name + "' that " + PROPERTY
						+ " names has no trust store, so it does not say which CAs issue the certificates of peers.",
				"Add the CA certificates of your nodes to the bundle:\n\n" + EXAMPLE.formatted(name));
	}

}
