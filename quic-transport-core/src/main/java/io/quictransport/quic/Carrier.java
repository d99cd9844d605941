package io.quictransport.quic;

/**
 * What carries messages to a peer: a lane with many, or a transfer with one. Confined to
 * the event loop.
 */
interface Carrier {

	/** The connection that the stream belongs to. */
	Connection connection();

	/** The QUIC stream, -1 until it is open. */
	long streamId();

	/** Tells the peer that nobody waits for a request any more. */
	void cancel(Call<?> call);

	/** A call that this carried has ended, well or not. */
	void resolved(Call<?> call);

}
