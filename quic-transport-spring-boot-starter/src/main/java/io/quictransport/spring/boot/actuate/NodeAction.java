package io.quictransport.spring.boot.actuate;

/**
 * Lists the actions of the endpoint on the node.
 */
enum NodeAction {

	/** Refuses the certificates of one serial number from now on. */
	DENY,

	/** Refuses them no more. */
	ALLOW,

	/** Replaces all connections by new ones. */
	ROTATE,

	/** Takes no new work from peers. */
	DRAIN,

	/** Takes work from peers again. */
	UNDRAIN

}
