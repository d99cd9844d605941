package io.quictransport;

/**
 * Defines the states in the life cycle of a {@link NetworkTransport}.
 */
public enum TransportState {

	/** Made, or stopped; {@link NetworkTransport#start} leaves this state. */
	STOPPED,

	/** Binding its socket. */
	STARTING,

	/** Bound; accepts and dials connections. */
	RUNNING,

	/** Refuses inbound work; local calls are still sent. */
	DRAINING,

	/** Refuses all new work and closes once the work in flight has ended. */
	STOPPING

}
