package io.quictransport.attack;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.FrameReader;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.support.TestNodes;

/**
 * One stream of a {@link RawConnection}: writes whatever bytes a test wants, and keeps
 * the frames that come back. It ends only by the test's will.
 */
public final class RawStream extends ChannelInboundHandlerAdapter {

	private static final int LARGEST = 16 * 1024 * 1024;

	private final CompletableFuture<QuicStreamChannel> channel = new CompletableFuture<>();

	private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final CompletableFuture<Long> reset = new CompletableFuture<>();

	private boolean kindPending;

	private volatile long received;

	private final FrameReader reader = new FrameReader(UnpooledByteBufAllocator.DEFAULT, LARGEST);

	/**
	 * Makes the handler of a stream.
	 * @param accepted whether the other end has opened the stream, so that its kind comes
	 * first
	 */
	public RawStream(boolean accepted) {
		this.kindPending = accepted;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		((QuicStreamChannel) ctx.channel()).config().setAllowHalfClosure(true);
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		this.channel.complete((QuicStreamChannel) ctx.channel());
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		ByteBuf in = (ByteBuf) message;
		this.received += in.readableBytes();
		try {
			if (this.kindPending && in.isReadable()) {
				this.kindPending = false;
				in.skipBytes(1);
			}
			this.reader.read(in, (type, body) -> this.frames.add(new Frame(type, ByteBufUtil.getBytes(body))));
		}
		finally {
			in.release();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event == ChannelInputShutdownEvent.INSTANCE) {
			this.ended.complete(null);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (cause instanceof QuicStreamResetException broken) {
			this.reset.complete(broken.applicationProtocolCode());
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.reader.close();
	}

	/** Writes what a test puts into the buffer. */
	public RawStream write(Consumer<ByteBuf> content) {
		// A write without a flush does not wake the event loop.
		channel().writeAndFlush(filled(content));
		return this;
	}

	/** Writes, and ends this direction with it. */
	public RawStream writeLast(Consumer<ByteBuf> content) {
		channel().writeAndFlush(new DefaultQuicStreamFrame(filled(content), true));
		return this;
	}

	/** Ends this direction. */
	public void finish() {
		channel().writeAndFlush(new DefaultQuicStreamFrame(Unpooled.EMPTY_BUFFER, true));
	}

	/** Breaks both directions off. */
	public void abort(int code) {
		channel().shutdown(code);
	}

	private ByteBuf filled(Consumer<ByteBuf> content) {
		ByteBuf out = channel().alloc().directBuffer();
		content.accept(out);
		return out;
	}

	/** The next frame that is not a sign of life. */
	public Frame next() {
		Frame frame = poll();
		while (frame.type() == FrameType.PING || frame.type() == FrameType.PONG) {
			frame = poll();
		}
		return frame;
	}

	private Frame poll() {
		try {
			Frame frame = this.frames.poll(TestNodes.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			if (frame == null) {
				throw new AssertionError("no frame came");
			}
			return frame;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Takes frames until so many PINGs have come: the other end's clock has gone on. */
	public void awaitPings(int count) {
		int left = count;
		while (left > 0) {
			left -= (poll().type() == FrameType.PING) ? 1 : 0;
		}
	}

	/** The number of bytes that have come. */
	public long received() {
		return this.received;
	}

	/** Whether a frame of this type has come and was not taken yet. */
	public boolean hasReceived(int type) {
		return this.frames.stream().anyMatch((frame) -> frame.type() == type);
	}

	/** Forgets the frames that have come. */
	void dropFrames() {
		this.frames.clear();
	}

	/** Takes frames until a PONG has come: what was sent before it has been read. */
	public void awaitPong() {
		while (poll().type() != FrameType.PONG) {
			continue;
		}
	}

	/** Takes frames until all messages of a lane up to this one are acknowledged. */
	public void awaitAck(long sequence) {
		Frame frame = poll();
		while (frame.type() != FrameType.ACK || ControlFrames.readNumber(frame.body()) < sequence) {
			frame = poll();
		}
	}

	/** The code that the other end has broken its direction off with. */
	public long resetCode() {
		return TestNodes.get(this.reset);
	}

	/** Whether the other end has broken its direction off. */
	public boolean isReset() {
		return this.reset.isDone();
	}

	/** Waits until the other end has ended its direction well. */
	public void awaitEnd() {
		TestNodes.get(this.ended);
	}

	public QuicStreamChannel channel() {
		return TestNodes.get(this.channel);
	}

	/**
	 * A frame that came.
	 *
	 * @param type its type byte
	 * @param content the rest of it
	 */
	public record Frame(int type, byte[] content) {

		public ByteBuf body() {
			return Unpooled.wrappedBuffer(this.content);
		}

	}

}
