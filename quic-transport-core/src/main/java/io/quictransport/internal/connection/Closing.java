package io.quictransport.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection, once, and keeps why: of several causes the first one counts.
 * Whatever fails on the way, the connection is closed, and all that must follow its end
 * is done. Confined to the event loop.
 */
final class Closing {

	private static final Log logger = Log.of(Closing.class);

	/** The most bytes of a close reason: CONNECTION_CLOSE must fit into a packet. */
	private static final int MOST_REASON = 512;

	private final Owner connection;

	private final boolean dialled;

	private @Nullable CloseCause cause;

	private boolean here;

	private boolean over;

	/**
	 * Makes the end of a connection that has not begun.
	 * @param connection the connection
	 * @param dialled whether this node has dialled it
	 */
	Closing(Owner connection, boolean dialled) {
		this.connection = connection;
		this.dialled = dialled;
	}

	/** Closes at once, with a reason that both ends see; nothing if it ends already. */
	void close(ErrorCode code, String reason, ErrorContext context) {
		if (this.over || this.cause != null) {
			return;
		}
		this.cause = new CloseCause(code, reason, context, null);
		this.here = true;
		if (this.connection.hasLoopEnded()) {
			// Nothing can be sent any more, and the codec accepts no call.
			return;
		}
		try {
			this.connection.flush();
		}
		finally {
			this.connection.sendClose(CloseCode.of(code, this.dialled), bytesOf(reason));
		}
	}

	/** The code states what matters where there is no memory for the reason. */
	private ByteBuf bytesOf(String reason) {
		try {
			return ByteBufUtil.writeUtf8(this.connection.allocator(),
					ForeignText.fit(ForeignText.line(reason), MOST_REASON));
		}
		catch (OutOfMemoryError ex) {
			logger.debug("event=close_without_reason reason=\"{}\"", ex);
			return Unpooled.EMPTY_BUFFER;
		}
	}

	/** The peer has closed the connection. */
	void closedByPeer(CloseCause stated) {
		if (this.cause == null) {
			this.cause = stated;
		}
	}

	/** The peer was refused in its handshake, as this node demands. */
	void refusedHere() {
		this.here = true;
	}

	/**
	 * The connection is closed.
	 * @return false if that was known before
	 */
	boolean end() {
		boolean first = !this.over;
		this.over = true;
		return first;
	}

	/**
	 * Takes the steps that follow the end, each of them whatever becomes of the others.
	 */
	void follow(String peer, Runnable... steps) {
		for (Runnable step : steps) {
			try {
				step.run();
			}
			catch (Throwable ex) {
				logger.warn("event=close_step_failed peer={} reason=\"{}\"", peer, ex, ex);
			}
		}
	}

	/** Why it ends, null if neither end has stated it. */
	@Nullable CloseCause cause() {
		return this.cause;
	}

	/** Whether this end closes it. */
	boolean isHere() {
		return this.here;
	}

	/** Whether an end has been stated, or has come. */
	boolean isBegun() {
		return this.over || this.cause != null;
	}

	boolean isOver() {
		return this.over;
	}

	/** Represents the connection that is closed. */
	interface Owner {

		/** Whether the event loop has ended, so that nothing can be sent. */
		boolean hasLoopEnded();

		/** Writes what is gathered. */
		void flush();

		ByteBufAllocator allocator();

		/**
		 * Sends CONNECTION_CLOSE, and closes the channel.
		 * @param code what it states
		 * @param reason the reason; owned by the channel from now on
		 */
		void sendClose(CloseCode code, ByteBuf reason);

	}

}
