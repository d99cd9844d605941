package io.quictransport.internal.messaging;

import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.wire.GoAway;

/**
 * Carries calls to a peer: a lane many, a transfer one message, a channel the opening of
 * one stream of messages. Confined to the event loop.
 */
interface Carrier {

	/** The connection that it belongs to. */
	ConnectionLink connection();

	/** The QUIC stream, -1 until it is open. */
	long streamId();

	/** Whether the peer has not admitted the call, by what its GOAWAY says. */
	boolean isBeyond(GoAway goAway, Call<?> call);

	/** Tells the peer that nobody waits for a request any more. */
	void cancel(Call<?> call);

	/** A call that this carried has ended, well or not. */
	void resolved(Call<?> call);

}
