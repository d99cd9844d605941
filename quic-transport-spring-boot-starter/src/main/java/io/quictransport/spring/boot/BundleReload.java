package io.quictransport.spring.boot;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.quictransport.NetworkException;
import io.quictransport.internal.text.Log;
import io.quictransport.quic.QuicTransport;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundles;

/**
 * Passes a reloaded SSL bundle to the transport. If the bundle cannot be used, that is
 * logged, and the node keeps its identity. Called on the thread that watches the bundle's
 * files.
 */
final class BundleReload {

	private static final Log logger = Log.of(BundleReload.class);

	private final QuicTransport transport;

	private final String bundle;

	private final Supplier<TlsIdentity> reader;

	private final boolean rotateConnections;

	private BundleReload(QuicTransport transport, String bundle, Supplier<TlsIdentity> reader,
			boolean rotateConnections) {
		this.transport = transport;
		this.bundle = bundle;
		this.reader = reader;
		this.rotateConnections = rotateConnections;
	}

	/**
	 * Follows the bundles that the properties name, unless the application has given the
	 * transport another identity.
	 */
	static void follow(SslBundles bundles, QuicTransportProperties.Ssl ssl, QuicTransport transport,
			@Nullable TlsIdentity used) {
		String bundle = ssl.getBundle();
		if (bundle == null || used == null) {
			return;
		}
		Map<String, String> trustDomains = Map.copyOf(ssl.getTrustDomains());
		Supplier<TlsIdentity> reader = () -> BundleIdentity.of(bundles, bundle, trustDomains);
		if (!used.certificate().equals(reader.get().certificate())) {
			return;
		}
		Set<String> followed = new LinkedHashSet<>(trustDomains.values());
		followed.add(bundle);
		for (String name : followed) {
			BundleReload reload = new BundleReload(transport, name, reader,
					Boolean.TRUE.equals(ssl.getRotateConnections()));
			bundles.addBundleUpdateHandler(name, (next) -> reload.updated());
		}
	}

	/** The registry has the new bundle already. Several may change at a time. */
	private void updated() {
		try {
			this.transport.rotateIdentity(this.reader.get());
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
