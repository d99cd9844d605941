package io.quictransport.internal.messaging;

import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls to the peer over one open connection. Confined to the event loop.
 */
interface OutboundSession {

	/** The time, read once for everything that leaves together. */
	long now();

	/** The incarnation of the peer at the other end. */
	long incarnation();

	/** The number of unresolved messages that the peer admits. */
	int maxInFlight();

	/** The largest messages that both ends admit. */
	WireLimits limits();

	/** Whether the peer drops new work. */
	boolean peerRefusesWork();

	/**
	 * Sends a call.
	 * @param call the call
	 * @param bound the carrier that must carry it, null for any
	 * @return the carrier that carries it, null if no stream is open for it yet: then
	 * nothing was sent, and {@link CallResolver#release} is called when one is
	 */
	@Nullable Carrier send(Call<?> call, @Nullable Carrier bound);

	/** Whether a one-way message may be sent after an unacknowledged one. */
	boolean mayFollow(Call<?> call, Carrier bound);

	/** Tells the peer which messages it may forget. */
	void tellSettled(Settled settled);

}
