package io.quictransport.internal.wire;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.quictransport.testing.contract.Results;

import static org.awaitility.Awaitility.await;

/**
 * A QUIC stream as bytes: sends what it is given, keeps what it receives.
 */
final class RawStream extends ChannelInboundHandlerAdapter {

	private static final Duration PATIENCE = Results.PATIENCE;

	private final ByteArrayOutputStream received = new ByteArrayOutputStream();

	private final CompletableFuture<Long> reset = new CompletableFuture<>();

	private volatile boolean ended;

	private volatile QuicStreamChannel channel;

	@SuppressWarnings("NullAway") // the channel is there when the stream is
	RawStream() {
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		this.channel = (QuicStreamChannel) ctx.channel();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		ByteBuf in = (ByteBuf) message;
		synchronized (this.received) {
			this.received.writeBytes(ByteBufUtil.getBytes(in));
		}
		in.release();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event == ChannelInputShutdownEvent.INSTANCE) {
			this.ended = true;
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		if (cause instanceof QuicStreamResetException told) {
			this.reset.complete(told.applicationProtocolCode());
		}
	}

	RawStream send(String hex) {
		return send(HexFormat.of().parseHex(hex.replace(" ", "")));
	}

	RawStream send(byte[] bytes) {
		this.channel.writeAndFlush(Unpooled.wrappedBuffer(bytes)).syncUninterruptibly();
		return this;
	}

	RawStream finish() {
		this.channel.shutdownOutput().syncUninterruptibly();
		return this;
	}

	long id() {
		return this.channel.streamId();
	}

	/**
	 * The kind, on a stream that the other end opened.
	 */
	int kind() {
		waitUntil(() -> bytes().length > 0);
		return bytes()[0];
	}

	/**
	 * Waits for a number of frames; there must be no more.
	 */
	List<ReadFrame> frames(int number) {
		waitUntil(() -> frames().size() >= number);
		List<ReadFrame> frames = frames();
		if (frames.size() > number) {
			throw new AssertionError("more frames than expected: " + frames);
		}
		return frames;
	}

	/**
	 * Waits for the first frame of a type.
	 */
	ReadFrame frame(int type) {
		waitUntil(() -> !all(type).isEmpty());
		return all(type).get(0);
	}

	/**
	 * The frames of a type that are there by now.
	 */
	List<ReadFrame> all(int type) {
		return frames().stream().filter((frame) -> frame.type() == type).toList();
	}

	private List<ReadFrame> frames() {
		byte[] bytes = bytes();
		int start = (id() % 2 == 0) ? 0 : Math.min(1, bytes.length);
		List<ReadFrame> frames = new ArrayList<>();
		FrameReader reader = new FrameReader(UnpooledByteBufAllocator.DEFAULT, VectorDecoder.LIMITS.maxFrameLength());
		reader.read(Unpooled.wrappedBuffer(bytes, start, bytes.length - start),
				(type, body) -> frames.add(new ReadFrame(type, VectorDecoder.decode(type, body))));
		reader.close();
		return frames;
	}

	private byte[] bytes() {
		synchronized (this.received) {
			return this.received.toByteArray();
		}
	}

	void awaitEnd() {
		waitUntil(() -> this.ended);
	}

	boolean isReset() {
		return this.reset.isDone();
	}

	/**
	 * Waits until the other end has reset the stream.
	 * @return the application error code of RESET_STREAM
	 */
	long awaitReset() {
		waitUntil(this.reset::isDone);
		return this.reset.join();
	}

	private static void waitUntil(Callable<Boolean> condition) {
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
	}

}
