package io.quictransport.spring.boot.messaging;

/**
 * Names the headers by which both ends agree on the format of payloads, and those,
 * beginning with {@code quic_}, that a handler method sees in addition to what the sender
 * has set. The sender cannot set the latter.
 */
public final class NodeHeaders {

	/**
	 * The content type of a payload, such as {@code application/cbor}; of a stream, that
	 * of the opener's items. Without this header bytes and text are read as they are, and
	 * all else as JSON. {@link NodeCall#withContentType} sets it.
	 */
	public static final String CONTENT_TYPE = "content-type";

	/**
	 * The content type that a reply must have, or the items that come back on a stream.
	 * Without this header it is that of the request. {@link NodeCall#withAccept} sets it.
	 */
	public static final String ACCEPT = "accept";

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
