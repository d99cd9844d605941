package io.quictransport;

/**
 * Why a peer that was up went down.
 */
public enum DownReason {

	/** Nothing was heard from it for the idle time-out. */
	IDLE_TIMEOUT,

	/** It said that it stops. */
	PEER_STOPPED,

	/** It closed the connection for another reason. */
	CLOSED_BY_PEER,

	/** Another incarnation of it has taken its place: it was restarted. */
	RESTARTED,

	/** It broke the protocol and was cut off. */
	PROTOCOL_VIOLATION,

	/** The deny list of this node names it since. */
	DENIED,

	/** This node disconnected it ({@link NetworkTransport#disconnect}). */
	DISCONNECTED,

	/** This node stops. */
	LOCAL_STOP,

	/** The connection broke, with none of the reasons above known. */
	CONNECTION_LOST

}
