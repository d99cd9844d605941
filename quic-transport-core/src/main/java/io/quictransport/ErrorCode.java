package io.quictransport;

import org.jspecify.annotations.Nullable;

/**
 * Classifies what went wrong, for programs to act on. The number of a code is part of the
 * wire protocol and never changes; {@code docs/wire-protocol.md} lists them.
 */
public enum ErrorCode {

	/** There is no connection to the peer. */
	NOT_CONNECTED(0x10, Family.CONNECTION, true),
	/** No address of the peer answered in time. */
	CONNECT_TIMEOUT(0x11, Family.CONNECTION, true),
	/** The connection ended while the message was in flight. */
	CONNECTION_LOST(0x12, Family.CONNECTION, true),
	/** Nothing was heard from the peer for the idle timeout. */
	IDLE_TIMEOUT(0x13, Family.CONNECTION, true),
	/** TLS failed for a reason that no other code names. */
	HANDSHAKE_FAILED(0x14, Family.CONNECTION, true),
	/** The handshake, TLS or HELLO, was not complete in time. */
	HANDSHAKE_TIMEOUT(0x15, Family.CONNECTION, true),
	/** This node does not trust the peer's certificate. */
	CERTIFICATE_UNTRUSTED(0x16, Family.CONNECTION, false),
	/** The peer's certificate has expired or is not yet valid. */
	CERTIFICATE_EXPIRED(0x17, Family.CONNECTION, false),
	/** The peer refused this node's certificate. */
	CERTIFICATE_REFUSED(0x18, Family.CONNECTION, false),
	/** The dialling node showed no certificate. */
	CERTIFICATE_REQUIRED(0x19, Family.CONNECTION, false),
	/** The peer's certificate or HELLO states another id than the expected one. */
	PEER_ID_MISMATCH(0x1A, Family.CONNECTION, false),
	/** The peer's id is not among the allowed ones, or the deny list names the peer. */
	PEER_NOT_ALLOWED(0x1B, Family.CONNECTION, false),
	/** The peer speaks another protocol or version. */
	PROTOCOL_MISMATCH(0x1C, Family.CONNECTION, false),
	/** The peer broke the protocol. */
	PROTOCOL_VIOLATION(0x1D, Family.CONNECTION, false),
	/** The peer has as many inbound connections or handshakes as it admits. */
	TOO_MANY_CONNECTIONS(0x1E, Family.CONNECTION, true),
	/** Another connection between the same two nodes was kept. */
	DUPLICATE_CONNECTION(0x1F, Family.CONNECTION, true),
	/** Two processes use one node id. */
	DUPLICATE_NODE_ID(0x20, Family.CONNECTION, false),
	/** A node has dialled itself. */
	SELF_CONNECTION(0x21, Family.CONNECTION, false),
	/** The peer was disconnected on purpose. */
	DISCONNECTED(0x22, Family.CONNECTION, false),
	/** Another incarnation of the peer has replaced it. */
	PEER_RESTARTED(0x23, Family.CONNECTION, true),
	/** A newer connection between the same two nodes takes over. */
	CONNECTION_REPLACED(0x24, Family.CONNECTION, true),
	/** No peer with this id is known, so none is dialled. */
	UNKNOWN_PEER(0x25, Family.CONNECTION, false),

	/** The peer has no handler for the path. */
	NO_SUCH_PATH(0x40, Family.MESSAGE, false),
	/** The message is larger than this node or the peer admits. */
	MESSAGE_TOO_LARGE(0x41, Family.MESSAGE, false),
	/** The headers are larger than this node or the peer admits. */
	HEADERS_TOO_LARGE(0x42, Family.MESSAGE, false),
	/**
	 * The message has a part that cannot be sent, such as an empty path, or its payload
	 * cannot be read by the peer's handler or is not valid for it.
	 */
	INVALID_MESSAGE(0x43, Family.MESSAGE, false),
	/** The deadline passed before the outcome was known. */
	DEADLINE_EXCEEDED(0x44, Family.MESSAGE, false),
	/** The caller cancelled. */
	CANCELLED(0x45, Family.MESSAGE, false),
	/** A limit of this node or the peer is reached. */
	OVERLOADED(0x46, Family.MESSAGE, true),
	/** The peer drains and takes no new work. */
	DRAINING(0x47, Family.MESSAGE, true),
	/** The handler failed. */
	HANDLER_FAILED(0x48, Family.MESSAGE, false),
	/** The stream of messages, or this direction of it, has already ended. */
	STREAM_ENDED(0x49, Family.MESSAGE, false),
	/** The handler failed with a code of its own; see {@link ApplicationException}. */
	APPLICATION_ERROR(0x4A, Family.MESSAGE, false),
	/**
	 * The payload, or the wanted reply, has a content type that the node has no use for.
	 */
	UNSUPPORTED_CONTENT_TYPE(0x4B, Family.MESSAGE, false),

	/** A discovery provider failed. */
	DISCOVERY_FAILED(0x60, Family.DISCOVERY, true),

	/** The transport is not started, or is stopping. */
	NOT_RUNNING(0x70, Family.TRANSPORT, false),
	/** The UDP socket cannot be bound. */
	BIND_FAILED(0x71, Family.TRANSPORT, true),
	/** The native library of the codec is missing or cannot be loaded. */
	NATIVE_LIBRARY_MISSING(0x72, Family.TRANSPORT, false),
	/** A blocking call was made on an event loop. */
	BLOCKING_ON_EVENT_LOOP(0x73, Family.TRANSPORT, false),
	/** The node has stopped before handling messages that it had acknowledged. */
	MESSAGES_LOST(0x74, Family.TRANSPORT, false),
	/** A fault of this library. */
	INTERNAL(0x7F, Family.TRANSPORT, false),

	/** An option or argument has a value that cannot be used. */
	INVALID_OPTION(0x80, Family.CONFIGURATION, false),
	/** The node's certificate, key or trusted certificates cannot be used. */
	INVALID_IDENTITY(0x81, Family.CONFIGURATION, false);

	private final int number;

	private final Family family;

	private final boolean transientFault;

	ErrorCode(int number, Family family, boolean transientFault) {
		this.number = number;
		this.family = family;
		this.transientFault = transientFault;
	}

	/**
	 * The number that stands for this code on the wire.
	 * @return the number
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Whether the cause may pass by itself.
	 * @return whether a later try may succeed with nothing changed
	 */
	public boolean isTransient() {
		return this.transientFault;
	}

	/**
	 * Finds a code by its number.
	 * @param number the number on the wire
	 * @return the code, or null for a number that this version does not know
	 */
	public static @Nullable ErrorCode ofNumber(long number) {
		for (ErrorCode code : values()) {
			if (code.number == number) {
				return code;
			}
		}
		return null;
	}

	Family family() {
		return this.family;
	}

	enum Family {

		CONNECTION, MESSAGE, DISCOVERY, TRANSPORT, CONFIGURATION

	}

}
