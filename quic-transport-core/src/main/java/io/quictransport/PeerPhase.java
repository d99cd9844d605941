package io.quictransport;

/**
 * Defines the phases of a peer's life.
 *
 * <p>
 * DISCOVERED, CONNECTING, HANDSHAKING, CONNECTED, DRAINING, DISCONNECTED and from there
 * either CONNECTING again, after a back-off, or REMOVED.
 */
public enum PeerPhase {

	/** Known, not dialled yet. */
	DISCOVERED,

	/** A dial is in progress. */
	CONNECTING,

	/** TLS is complete and HELLO is awaited. */
	HANDSHAKING,

	/** TLS complete, identity checked, HELLO exchanged, and this connection won. */
	CONNECTED,

	/** Connected, but the peer has stated that it takes no more work. */
	DRAINING,

	/** Not connected; the next dial is scheduled. */
	DISCONNECTED,

	/** Forgotten, and not dialled any more. */
	REMOVED

}
