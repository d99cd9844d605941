package io.quictransport.internal.messaging;

import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.wire.ControlFrames.GoAway;

/**
 * Carries calls to a peer: a lane carries many, a transfer one message, a channel the
 * opening of one stream of messages. Confined to the event loop.
 */
interface Carrier {

	/** The connection of the carrier. */
	ConnectionLink connection();

	/** The QUIC stream, -1 until it is open. */
	long streamId();

	/** Whether the peer has not admitted the call, according to its GOAWAY. */
	boolean isBeyond(GoAway goAway, Call<?> call);

	/** Tells the peer that nobody waits for a request any more. */
	void cancel(Call<?> call);

	/** A call of this carrier has ended, successfully or not. */
	void resolved(Call<?> call);

}
