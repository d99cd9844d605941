package io.quictransport.internal.connection;

import io.quictransport.internal.connection.ConnectionLink.StreamRole;

import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.ErrorCode;
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

	private boolean warned;

	/** Whether it was logged that this node has no memory for what the peer sends. */
	private boolean lackWarned;

	Violations(Connection connection, TransportCounters counters) {
		this.connection = connection;
		this.counters = counters;
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

	/** Logs at WARN only once for each connection: a peer must not fill the log. */
	private void log(String line, @Nullable Object... arguments) {
		if (!this.warned) {
			this.warned = true;
			logger.warn(line, arguments);
		}
		else {
			logger.debug(line, arguments);
		}
	}

	/**
	 * A stream broke off. The codec forgets such a stream only with its connection, so
	 * their number must be bounded, even where the fault is this node's.
	 * @param cause why it broke off
	 * @return whether the connection is closed for it
	 */
	boolean brokenOff(Throwable cause) {
		boolean lack = cause instanceof OutOfMemoryError;
		if (lack && !this.lackWarned) {
			this.lackWarned = true;
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
