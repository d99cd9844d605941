package io.quictransport;

/**
 * The life cycle of a {@link NetworkTransport}.
 */
public enum TransportState {

	/** Made, or stopped; {@link NetworkTransport#start} takes it on. */
	STOPPED,

	/** Binding its socket. */
	STARTING,

	/** Bound; accepts and dials connections. */
	RUNNING,

	/** Refuses inbound work; local calls still go out. */
	DRAINING,

	/** Refuses all new work and closes once what is in flight has ended. */
	STOPPING

}
