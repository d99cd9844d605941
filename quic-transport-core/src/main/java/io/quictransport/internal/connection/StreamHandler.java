package io.quictransport.internal.connection;

import io.quictransport.internal.connection.ConnectionLink.StreamRole;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.quictransport.ErrorCode;
import io.quictransport.internal.text.Log;
import io.quictransport.internal.wire.FrameReader;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.jspecify.annotations.Nullable;

/**
 * Ends the pipeline of every stream: reads the kind of a peer's stream from its first
 * byte, cuts the bytes into frames and passes them to the stream's role. A malformed
 * frame ends only its stream.
 */
final class StreamHandler extends ChannelInboundHandlerAdapter implements PartialFrames.Stream {

	private static final Log logger = Log.of(StreamHandler.class);

	/** How many times a silence of the whole connection excuses a slow frame. */
	private static final int MOST_FORGIVEN = 3;

	private final Connection connection;

	private @Nullable StreamRole role;

	private @Nullable FrameReader reader;

	private @Nullable ByteBuf held;

	private boolean endedWhileHeld;

	private boolean failed;

	private @Nullable QuicStreamChannel stream;

	private int partials;

	private long stoppedSince;

	private int forgiven;

	/** Handles a stream opened by the peer. */
	StreamHandler(Connection connection) {
		this.connection = connection;
	}

	/** Handles a stream opened by this node. */
	StreamHandler(Connection connection, StreamRole role) {
		this.connection = connection;
		this.role = role;
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		this.stream = (QuicStreamChannel) ctx.channel();
		this.connection.streamOpened();
		ctx.fireChannelActive();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		ByteBuf in = (ByteBuf) message;
		this.connection.heard();
		try {
			if (!this.failed) {
				read((QuicStreamChannel) ctx.channel(), in);
			}
		}
		catch (MalformedFrameException ex) {
			fail((QuicStreamChannel) ctx.channel(), ex);
		}
		finally {
			in.release();
		}
	}

	private void read(QuicStreamChannel stream, ByteBuf in) {
		StreamRole known = this.role;
		if (known == null) {
			if (!in.isReadable()) {
				return;
			}
			if (this.connection.mustWait(in.getUnsignedByte(in.readerIndex()))) {
				hold(stream, in);
				return;
			}
			known = this.connection.accept(stream, in.readUnsignedByte());
			this.role = known;
		}
		FrameReader frames = this.reader;
		if (frames == null) {
			frames = new FrameReader(stream.alloc(), known.maxFrameLength());
			this.reader = frames;
		}
		frames.read(in, known);
		watch(frames);
	}

	/** Ensures that a frame which has begun also ends. */
	private void watch(FrameReader frames) {
		if (!frames.isInsideFrame()) {
			if (this.stoppedSince != 0) {
				this.stoppedSince = 0;
				this.connection.partialFrames().remove(this);
			}
		}
		else if (this.partials != frames.partials()) {
			this.partials = frames.partials();
			this.stoppedSince = this.connection.time() | 1;
			this.forgiven = 0;
			this.connection.partialFrames().add(this);
		}
	}

	/** When the unfinished frame began. */
	@Override
	public long stoppedSince() {
		return this.stoppedSince;
	}

	/** The length stated by this frame. */
	@Override
	public int frameLength() {
		FrameReader frames = this.reader;
		return (frames != null) ? frames.statedLength() : 0;
	}

	/** Restarts the timeout, a limited number of times. */
	@Override
	public void forgive(long now) {
		if (this.forgiven++ < MOST_FORGIVEN) {
			this.stoppedSince = now | 1;
		}
	}

	/** The rest of a frame has not arrived. */
	@Override
	public void tooSlow(long millis) {
		this.connection.partialFrames().remove(this);
		QuicStreamChannel of = this.stream;
		if (of != null && !this.failed) {
			fail(of, new MalformedFrameException("a frame has not ended within " + millis + " ms"));
		}
	}

	/** Other streams can overtake HELLO; they are read once it has arrived. */
	private void hold(QuicStreamChannel stream, ByteBuf in) {
		stream.config().setAutoRead(false);
		ByteBuf before = this.held;
		if (before != null) {
			before.writeBytes(in);
			return;
		}
		this.held = stream.alloc().buffer(in.readableBytes()).writeBytes(in);
		this.connection.whenOpen(() -> resume(stream));
	}

	private void resume(QuicStreamChannel stream) {
		ByteBuf before = this.held;
		if (before == null) {
			return;
		}
		this.held = null;
		try {
			read(stream, before);
			stream.config().setAutoRead(true);
			if (this.endedWhileHeld) {
				inputEnded();
			}
		}
		catch (MalformedFrameException ex) {
			fail(stream, ex);
		}
		finally {
			before.release();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		this.connection.flush();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event == ChannelInputShutdownEvent.INSTANCE && !this.failed) {
			try {
				inputEnded();
			}
			catch (MalformedFrameException ex) {
				fail((QuicStreamChannel) ctx.channel(), ex);
			}
		}
	}

	private void inputEnded() {
		if (this.held != null) {
			this.endedWhileHeld = true;
			return;
		}
		FrameReader frames = this.reader;
		StreamRole known = this.role;
		if (known == null) {
			throw new MalformedFrameException("the stream ends before it says what it is for");
		}
		if (frames != null && frames.isInsideFrame()) {
			throw new MalformedFrameException("the stream ends inside a frame");
		}
		known.inputEnded();
		this.connection.flush();
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		FrameReader frames = this.reader;
		if (frames != null) {
			frames.close();
			this.connection.partialFrames().remove(this);
		}
		ByteBuf before = this.held;
		if (before != null) {
			this.held = null;
			before.release();
		}
		this.connection.streamClosed();
		StreamRole known = this.role;
		if (known != null) {
			known.closed();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		// A reset by the peer also arrives here.
		logger.debug("event=stream_failed peer={} stream={} reason=\"{}\"", this.connection.peerName(),
				((QuicStreamChannel) ctx.channel()).streamId(), cause.toString());
		if (!this.failed) {
			this.failed = true;
			if (!this.connection.violations().brokenOff(cause)) {
				abort((QuicStreamChannel) ctx.channel(), ErrorCode.CONNECTION_LOST);
			}
		}
	}

	private void fail(QuicStreamChannel stream, MalformedFrameException cause) {
		this.failed = true;
		if (!this.connection.violations().violated(stream, this.role, cause)) {
			abort(stream, cause.code());
		}
	}

	/** Sends RESET_STREAM and STOP_SENDING: a mere close would look like a clean end. */
	private static void abort(QuicStreamChannel stream, ErrorCode code) {
		stream.shutdown(code.number());
		stream.close();
	}

}
