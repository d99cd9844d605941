package io.quictransport;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What a handler knows of a message beside the message itself.
 */
public interface MessageContext {

	/**
	 * The node that sent the message, proven by its certificate.
	 * @return the sender
	 */
	PeerId peer();

	/**
	 * The certificate that the sender has shown on the connection that brought the
	 * message. It stays with the message: a sender that has left meanwhile, or has come
	 * back with another certificate, does not change it.
	 * @return the certificate, empty if the transport proves its peers' identities
	 * otherwise
	 */
	default Optional<X509Certificate> certificate() {
		return Optional.empty();
	}

}
