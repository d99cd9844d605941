package io.quictransport.quic;

import io.quictransport.PeerId;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.wire.Hello;
import io.quictransport.tls.TlsContexts;
import io.quictransport.tls.TlsIdentity;

/**
 * Takes an identity into use: tries it, and logs what peers are likely to refuse it for.
 */
final class IdentityUse {

	private static final Log logger = Log.of(IdentityUse.class);

	private IdentityUse() {
	}

	/**
	 * Tries an identity.
	 * @param identity the identity
	 * @param node whose it is
	 * @return its TLS contexts
	 * @throws io.quictransport.ConfigurationException if it cannot be used
	 */
	static TlsContexts tried(TlsIdentity identity, PeerId node) {
		QuicTransportImpl.ensureNativeLibrary();
		TlsContexts contexts = new TlsContexts(identity, Hello.ALPN);
		identity.warnings()
			.forEach((warning) -> logger.warn("event=identity_warning node={} warning=\"{}\"", node, warning));
		return contexts;
	}

	/** Says that a node goes on with what it has. */
	static void kept(PeerId node, TlsIdentity kept, Exception refusal) {
		logger.warn("event=identity_refused node={} serial={} valid_until={} reason=\"{}\"", node,
				kept.certificate().getSerialNumber().toString(16), kept.validUntil(), refusal.getMessage());
	}

}
