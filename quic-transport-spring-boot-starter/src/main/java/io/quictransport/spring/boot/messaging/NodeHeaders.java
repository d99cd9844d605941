package io.quictransport.spring.boot.messaging;

/**
 * Names the headers that a handler method sees in addition to those that the sender has
 * set. The sender cannot set these.
 */
public final class NodeHeaders {

	/** The sender, a {@link io.quictransport.PeerId}. */
	public static final String PEER = "quic_peer";

	/** The path that the message was sent to, a {@link String}. */
	public static final String PATH = "quic_path";

	/** The message's correlation id, a {@link String}; absent where it has none. */
	public static final String CORRELATION_ID = "quic_correlationId";

	/** What the arguments of the method are taken from. */
	static final String EXCHANGE = "quic_exchange";

	private NodeHeaders() {
	}

}
