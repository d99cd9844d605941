package io.quictransport.internal.connection;

import io.quictransport.internal.connection.ConnectionLink.StreamRole;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.ErrorCode;
import io.quictransport.StreamLoad;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.MalformedFrameException;

/**
 * Receives the events of one open connection on behalf of the messages that travel over
 * it, and answers the connection, which itself knows no messages. Called on the event
 * loop.
 */
public interface Session {

	/**
	 * Finds the role of a stream that the peer has opened.
	 * @param stream the stream
	 * @param kind the kind that the peer states
	 * @throws MalformedFrameException if there is no such kind
	 */
	StreamRole accept(QuicStreamChannel stream, int kind);

	/** The peer may have granted more stream credit. */
	void creditChanged();

	/** The gathered frames are about to be written. */
	void beforeFlush();

	/** Time has passed: idle streams may end, and suspect ones may be probed. */
	void tick(long now);

	/** Whether a stream had bytes to move and moved none of them for this long. */
	boolean isStalled(long now, long nanos);

	/** Whether this end waits for answers, or has its own streams of messages. */
	boolean isWaiting();

	/** Whether the peer waits for work that this end has admitted. */
	boolean isAnswering();

	/** Whether streams of messages are open, from either end. */
	boolean hasStreams();

	/** The number of open lanes; read by any thread. */
	int laneCount();

	/**
	 * Describes the streams now.
	 * @param open the open QUIC streams
	 * @param credit the number of streams that the peer lets this end open
	 */
	StreamLoad streams(int open, long credit);

	/** States what has been admitted, in a GOAWAY that refuses the rest. */
	GoAway admitted(ErrorCode code, String reason);

	/** The peer takes nothing beyond what it states it has admitted. */
	void peerRefuses(GoAway goAway);

	/** The peer has resolved messages: they need not be remembered. */
	void settled(Settled settled);

	/** The peer no longer waits for the answer to a request. */
	void cancelled(long id);

	/** Tells the peer which messages it may forget, before the connection ends. */
	void settleAll();

	/** The connection is closed. Called once, last. */
	void closed();

}
