package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.FrameReader.FrameSink;
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

}
