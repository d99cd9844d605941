package io.quictransport.internal.connection;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import io.quictransport.ErrorCode;
import io.quictransport.internal.wire.Hello;
import io.quictransport.internal.wire.Settled;
import io.quictransport.internal.wire.WireLimits;
import org.jspecify.annotations.Nullable;

/**
 * Shows an open connection to what travels over it. Confined to the event loop, but for
 * the address.
 */
public interface ConnectionLink {

	/** What the peer has said of itself. */
	Hello remote();

	/** What the peer has proven its identity with. */
	X509Certificate certificate();

	@Nullable SocketAddress remoteAddress();

	/** What this node admits. */
	WireLimits localLimits();

	/** What both ends admit. */
	WireLimits peerLimits();

	boolean isClosed();

	/** Why the connection is about to be closed, null if neither end has said so. */
	@Nullable CloseCause closeCause();

	/** Whether this end drops new work of the peer. */
	boolean refusesWork();

	/** Whether the peer drops new work of this end. */
	boolean peerRefusesWork();

	/** When something came last: the time of the read at hand. */
	long lastHeard();

	/** The round-trip time in nanoseconds, 0 before it is known. */
	long rttNanos();

	/** The time, read once for all that leaves with the next flush. */
	long now();

	/** Whether the peer grants another stream. */
	boolean hasStreamCredit();

	/** Opens a stream; to be called only while the peer grants one. */
	Future<QuicStreamChannel> openStream(StreamRole role);

	/**
	 * Makes an output for one stream, with an observer of what the stream does not take.
	 */
	FrameOutput output(FrameOutput.@Nullable Backlog backlog);

	ByteBufAllocator allocator();

	/** Tells the peer that nobody waits for a request that came alone on its stream. */
	void tellCancelled(long id);

	/** Tells the peer which messages it may forget. */
	void tellSettled(Settled settled);

	/** A message or stream that this connection carried has ended. */
	void workEnded();

	/** Closes behind the task at hand, with a reason for both ends. */
	void closeLater(ErrorCode code, String reason);

}
