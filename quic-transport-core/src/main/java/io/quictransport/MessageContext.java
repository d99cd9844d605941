package io.quictransport;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Gives a handler what is known of a message in addition to the message itself.
 */
public interface MessageContext {

	/**
	 * The node that sent the message, proven by its certificate.
	 * @return the sender
	 */
	PeerId peer();

	/**
	 * The certificate that the sender has shown on the connection that brought the
	 * message. It stays with the message: it does not change if the sender has left
	 * meanwhile, or has returned with another certificate.
	 * @return the certificate, empty if the transport proves its peers' identities in
	 * another way
	 */
	default Optional<X509Certificate> certificate() {
		return Optional.empty();
	}

}
