package io.quictransport.internal.connection;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.ErrorCode;
import io.quictransport.internal.wire.GoAway;
import io.quictransport.internal.wire.MalformedFrameException;
import io.quictransport.internal.wire.Settled;

/**
 * Receives what happens on one open connection to the messages that travel over it. The
 * connection knows no messages; it asks here. Called on the event loop.
 */
public interface Session {

	/**
	 * Finds the role of a stream that the peer has opened.
	 * @param stream the stream
	 * @param kind what the peer says it is for
	 * @throws MalformedFrameException if there is no such kind
	 */
	StreamRole accept(QuicStreamChannel stream, int kind);

	/** The peer may have granted more streams. */
	void creditChanged();

	/** What is gathered is about to be written. */
	void beforeFlush();

	/** Time has passed: idle streams may end, doubtful ones be probed. */
	void tick(long now);

	/** Whether a stream has had bytes to move and moved none for this long. */
	boolean isStalled(long now, long nanos);

	/** Whether this end waits for answers, or has streams of messages of its own. */
	boolean isWaiting();

	/** Whether the peer waits for something that this end has admitted. */
	boolean isAnswering();

	/** Whether streams of messages are open, of either end. */
	boolean hasStreams();

	/** The number of open lanes; read by any thread. */
	int laneCount();

	/** States what has been admitted, in a GOAWAY that refuses the rest. */
	GoAway admitted(ErrorCode code, String reason);

	/** The peer takes nothing beyond what it says it has admitted. */
	void peerRefuses(GoAway goAway);

	/** The peer has resolved messages: they need not be remembered. */
	void settled(Settled settled);

	/** The peer no longer waits for the answer to a request. */
	void cancelled(long id);

	/** Tells the peer which messages it may forget, before the connection ends. */
	void settleAll();

	/** The connection is gone. Called once, last. */
	void closed();

}
