package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import io.quictransport.StreamLoad;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.FrameReader.FrameSink;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Represents an open connection to the messages that travel over it. Confined to the
 * event loop, except for the address.
 */
public interface ConnectionLink {

	/** The peer's HELLO. */
	Hello remote();

	/** The certificate that proves the peer's identity. */
	X509Certificate certificate();

	@Nullable SocketAddress remoteAddress();

	/** The limits of this node. */
	WireLimits localLimits();

	/** The limits that both ends admit. */
	WireLimits peerLimits();

	boolean isClosed();

	/**
	 * Why the connection is about to be closed, null if neither end has stated a cause.
	 */
	@Nullable CloseCause closeCause();

	/** Whether this end drops new work of the peer. */
	boolean refusesWork();

	/** Whether the peer drops new work of this end. */
	boolean peerRefusesWork();

	/** When the peer was last heard: the time of the current read. */
	long lastHeard();

	/** The round-trip time in nanoseconds, 0 before it is known. */
	long rttNanos();

	/** Whether packets of this end were lost lately. */
	boolean losesPackets();

	/** The time, read once for everything that leaves with the next flush. */
	long now();

	/** Whether the peer grants another stream. */
	boolean hasStreamCredit();

	/** Opens a stream; to be called only while the peer grants one. */
	Future<QuicStreamChannel> openStream(StreamRole role);

	/**
	 * Makes an output for one stream, with an observer of the bytes that the stream does
	 * not take.
	 */
	FrameOutput output(FrameOutput.@Nullable Backlog backlog);

	ByteBufAllocator allocator();

	/** Tells the peer that nobody waits for a request that has its own stream. */
	void tellCancelled(long id);

	/** Tells the peer which messages it may forget. */
	void tellSettled(Settled settled);

	/** A message or stream that this connection carried has ended. */
	void workEnded();

	/** Closes after the current task, with a reason that both ends see. */
	void closeLater(ErrorCode code, String reason);

	/**
	 * Gives one stream its purpose: receives its frames and its end. Called on the event
	 * loop.
	 */
	interface StreamRole extends FrameSink {

		/** The largest frame that is accepted. */
		int maxFrameLength();

		@Override
		void frame(int type, ByteBuf body);

		/** The peer has ended its direction cleanly. */
		void inputEnded();

		/** The stream is closed, whatever is unfinished. Called once, last. */
		void closed();

	}

	/**
	 * Receives the events of one open connection on behalf of the messages that travel
	 * over it, and answers the connection, which itself knows no messages. Called on the
	 * event loop.
	 */
	interface Session {

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

}
