package io.quictransport.internal.messaging;

import java.security.cert.X509Certificate;
import java.util.Optional;

import io.quictransport.MessageContext;
import io.quictransport.PeerId;

/**
 * Identifies the sender of a message to its handler, whatever has happened to the
 * connection since.
 *
 * @param peer the sender
 * @param shown the certificate that it showed on the connection
 */
record PeerIdentity(PeerId peer, X509Certificate shown) implements MessageContext {

	@Override
	public Optional<X509Certificate> certificate() {
		return Optional.of(this.shown);
	}

}
