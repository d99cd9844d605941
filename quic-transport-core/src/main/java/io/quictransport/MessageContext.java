package io.quictransport;

/**
 * What a handler knows of a message beside the message itself.
 */
public interface MessageContext {

	/**
	 * The node that sent the message, proven by its certificate.
	 * @return the sender
	 */
	PeerId peer();

}
