package io.quictransport;

/**
 * States why a peer that was up went down.
 */
public enum DownReason {

	/** Nothing was heard from it for the idle timeout. */
	IDLE_TIMEOUT,

	/** It stated that it stops. */
	PEER_STOPPED,

	/** It closed the connection for another reason. */
	CLOSED_BY_PEER,

	/** Another incarnation has replaced it: it was restarted. */
	RESTARTED,

	/** It broke the protocol and was cut off. */
	PROTOCOL_VIOLATION,

	/** The deny list of this node has named it since. */
	DENIED,

	/** This node disconnected it ({@link NetworkTransport#disconnect}). */
	DISCONNECTED,

	/** This node stops. */
	LOCAL_STOP,

	/** The connection broke, with none of the reasons above known. */
	CONNECTION_LOST

}
