package io.quictransport.spring.boot.actuate;

/**
 * Lists the actions of the endpoint on one peer.
 */
enum PeerAction {

	/** Records the next connection to it. */
	RECORD,

	/** Ends its recording. */
	STOP_RECORDING,

	/** Closes its connection when the work in flight is done, and stops dialling it. */
	DISCONNECT,

	/** Refuses it from now on, and cuts its connections. */
	DENY,

	/** Refuses it no more. */
	ALLOW,

	/** Replaces its connection by a new one. */
	ROTATE

}
