package io.quictransport;

/**
 * Lists the kinds of {@link NetworkMessage} that applications send and receive.
 */
public enum MessageType {

	/** A message that is answered by a {@link #REPLY}. */
	REQUEST,

	/** The reply to a request. */
	REPLY,

	/** A one-way message, acknowledged when the receiver has admitted it. */
	MESSAGE

}
