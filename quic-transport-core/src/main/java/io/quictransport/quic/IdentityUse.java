package io.quictransport.quic;

import io.quictransport.PeerId;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.tls.TlsContexts;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.tls.TlsIdentity;

/**
 * Validates an identity before use, and logs the reasons why peers are likely to refuse
 * it.
 */
final class IdentityUse {

	private static final Log logger = Log.of(IdentityUse.class);

	private IdentityUse() {
	}

	/**
	 * Tries an identity.
	 * @param identity the identity
	 * @param node the node that it identifies
	 * @return its TLS contexts
	 * @throws io.quictransport.ConfigurationException if it cannot be used
	 */
	static TlsContexts tried(TlsIdentity identity, PeerId node) {
		QuicTransportImpl.ensureNativeLibrary();
		TlsContexts contexts = new TlsContexts(identity.material(), Hello.ALPN);
		identity.warnings()
			.forEach((warning) -> logger.warn("event=identity_warning node={} reason=\"{}\"", node, warning));
		return contexts;
	}

	/** Logs that a node keeps its current identity. */
	static void kept(PeerId node, TlsIdentity kept, Exception refusal) {
		logger.warn("event=identity_refused node={} serial={} valid_until={} reason=\"{}\"", node,
				kept.certificate().getSerialNumber().toString(16), kept.validUntil(), refusal.getMessage());
	}

}
