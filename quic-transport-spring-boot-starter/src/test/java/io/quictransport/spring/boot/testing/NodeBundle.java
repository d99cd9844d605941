package io.quictransport.spring.boot.testing;

import java.util.Objects;
import java.util.function.Predicate;

import io.quictransport.testing.TestCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.ssl.JksSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * Replaces the SSL bundle of the node, of whatever kind, because its files need not exist
 * in a test and other code reads it, too.
 */
final class NodeBundle implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(NodeBundle.class);

	private final String name;

	private final PemSslBundleProperties replacement;

	private final Predicate<SslProperties.Bundles> replaced;

	private NodeBundle(String name, PemSslBundleProperties replacement, Predicate<SslProperties.Bundles> replaced) {
		this.name = name;
		this.replacement = replacement;
		this.replaced = replaced;
	}

	/** The bundle holds a certificate for the test. */
	static NodeBundle of(String name, TestCertificate certificate) {
		TestCertificate.Pem pem = certificate.pem();
		PemSslBundleProperties bundle = new PemSslBundleProperties();
		bundle.getKeystore().setCertificate(pem.chain());
		bundle.getKeystore().setPrivateKey(pem.key());
		bundle.getTruststore().setCertificate(pem.ca());
		return new NodeBundle(name, bundle, (bundles) -> true);
	}

	/** The bundle is empty, unless it can be read. */
	static NodeBundle readableOrEmpty(String name) {
		return new NodeBundle(name, new PemSslBundleProperties(), (bundles) -> isUnreadable(bundles, name));
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof SslProperties properties && this.replaced.test(properties.getBundle())) {
			properties.getBundle().getJks().remove(this.name);
			properties.getBundle().getPem().put(this.name, this.replacement);
		}
		return bean;
	}

	private static boolean isUnreadable(SslProperties.Bundles bundles, String name) {
		PemSslBundleProperties pem = bundles.getPem().get(name);
		JksSslBundleProperties jks = bundles.getJks().get(name);
		if (pem == null && jks == null) {
			return false;
		}
		try {
			SslBundle bundle = (pem != null) ? PropertiesSslBundle.get(pem)
					: PropertiesSslBundle.get(Objects.requireNonNull(jks, "one of the two is there"));
			SslStoreBundle stores = bundle.getStores();
			stores.getKeyStore();
			stores.getTrustStore();
			return false;
		}
		catch (RuntimeException ex) {
			logger.info("event=bundle_emptied bundle={} reason=\"it cannot be read, and is not needed: {}\"", name,
					ex.getMessage());
			return true;
		}
	}

}
