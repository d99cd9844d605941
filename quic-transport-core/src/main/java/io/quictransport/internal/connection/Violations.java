package io.quictransport.internal.connection;

import io.quictransport.internal.connection.ConnectionLink.StreamRole;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.ErrorCode;
import io.quictransport.internal.loop.RateLimit;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.jspecify.annotations.Nullable;

/**
 * Counts protocol violations on one connection: each resets its stream, too many close
 * the connection. Confined to the event loop.
 */
final class Violations {

	private static final Log logger = Log.of(Violations.class);

	private static final int MOST = 100;

	private final Connection connection;

	private final TransportCounters counters;

	private int count;

	/** Whether this connection has had its line, and that of a lack of memory. */
	private boolean told;

	private boolean lackTold;

	private final RateLimit.OfPeers lines;

	/**
	 * Makes the account of a connection without a violation.
	 * @param connection the connection
	 * @param counters counts the violations of all connections
	 * @param lines limits the lines about each peer, over all its connections
	 */
	Violations(Connection connection, TransportCounters counters, RateLimit.OfPeers lines) {
		this.connection = connection;
		this.counters = counters;
		this.lines = lines;
	}

	/**
	 * The peer has broken the protocol on one stream.
	 * @return whether the connection is closed for it; otherwise the stream is to be
	 * reset
	 */
	boolean violated(QuicStreamChannel stream, @Nullable StreamRole role, MalformedFrameException cause) {
		this.count++;
		String detail = cause.getMessage();
		log("event=protocol_violation peer={} address={} stream={} reason=\"{}\"", this.connection.peerName(),
				this.connection.remoteAddress(), stream.streamId(), detail);
		if (!(role instanceof ControlStream) && this.connection.isOpen() && this.count < MOST) {
			this.counters.error(cause.code());
			return false;
		}
		this.connection.close(cause.code(), (detail != null) ? detail : "protocol violation");
		return true;
	}

	/**
	 * Logs at WARN only once for each connection, and seldom for each peer, which may
	 * have one connection after another: it must not fill the log.
	 */
	private void log(String line, @Nullable Object... arguments) {
		boolean first = !this.told;
		this.told = true;
		if (first && mayWarn()) {
			logger.warn(line, arguments);
		}
		else {
			logger.debug(line, arguments);
		}
	}

	private boolean mayWarn() {
		return this.lines.next(this.connection.peerName(), this.connection.time()) > 0;
	}

	/**
	 * A stream broke off. The codec forgets such a stream only with its connection, so
	 * their number must be bounded, even where the fault is this node's.
	 * @param cause why it broke off
	 * @return whether the connection is closed for it
	 */
	boolean brokenOff(Throwable cause) {
		boolean lack = cause instanceof OutOfMemoryError;
		boolean first = lack && !this.lackTold;
		this.lackTold |= lack;
		if (first && mayWarn()) {
			logger.warn("event=out_of_memory peer={} address={} reason=\"{}\"", this.connection.peerName(),
					this.connection.remoteAddress(), cause);
		}
		this.count++;
		if (this.count < MOST) {
			return false;
		}
		if (lack) {
			this.connection.close(ErrorCode.CONNECTION_LOST, "the node has no memory for what it is sent");
		}
		else {
			this.connection.close(ErrorCode.PROTOCOL_VIOLATION, this.count + " streams were broken off");
		}
		return true;
	}

}
