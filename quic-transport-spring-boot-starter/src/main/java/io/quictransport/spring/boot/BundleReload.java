package io.quictransport.spring.boot;

import io.quictransport.NetworkException;
import io.quictransport.quic.QuicTransport;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Carries an SSL bundle that was loaded anew to the transport. What cannot be used is
 * logged, and the node goes on with what it has. Called on the thread that watches the
 * bundle's files.
 */
final class BundleReload {

	private static final Logger logger = LoggerFactory.getLogger(BundleReload.class);

	private final QuicTransport transport;

	private final String bundle;

	private final boolean rotateConnections;

	private BundleReload(QuicTransport transport, String bundle, boolean rotateConnections) {
		this.transport = transport;
		this.bundle = bundle;
		this.rotateConnections = rotateConnections;
	}

	/**
	 * Follows the bundle that the properties name, unless the application has given the
	 * transport another identity.
	 */
	static void follow(SslBundles bundles, QuicTransportProperties.Ssl ssl, QuicTransport transport,
			@Nullable TlsIdentity used) {
		String bundle = ssl.getBundle();
		if (bundle == null || used == null
				|| !used.certificate().equals(BundleIdentity.of(bundles, bundle).certificate())) {
			return;
		}
		BundleReload reload = new BundleReload(transport, bundle, Boolean.TRUE.equals(ssl.getRotateConnections()));
		bundles.addBundleUpdateHandler(bundle, reload::updated);
	}

	private void updated(SslBundle next) {
		try {
			this.transport.rotateIdentity(BundleIdentity.of(next, this.bundle));
		}
		catch (StartupException | NetworkException ex) {
			logger.error("event=identity_kept node={} bundle={} reason=\"{}\"", this.transport.localNode().id(),
					this.bundle, ex.getMessage());
			return;
		}
		if (this.rotateConnections) {
			this.transport.rotateConnections();
		}
	}

}
