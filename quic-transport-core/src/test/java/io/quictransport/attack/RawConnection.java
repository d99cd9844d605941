package io.quictransport.attack;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.support.TestNodes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A QUIC connection that follows no rule but its test's, made of the bare codec.
 */
public final class RawConnection extends ChannelInboundHandlerAdapter {

	/** What a node that has dialled adds to the number of an error when it closes. */
	private static final int OF_DIALLER = 0x10000;

	private final CompletableFuture<QuicChannel> channel = new CompletableFuture<>();

	private final CompletableFuture<Close> closed = new CompletableFuture<>();

	private final BlockingQueue<RawStream> accepted = new LinkedBlockingQueue<>();

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		this.channel.complete((QuicChannel) ctx.channel());
		ctx.fireChannelActive();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof QuicConnectionCloseEvent close) {
			// The codec's event cannot be asked for the reason that an alert has not.
			boolean ofQuic = !close.isApplicationClose() && close.error() < OF_DIALLER;
			this.closed.complete((ofQuic && close.isTlsError())
					? new Close(true, QuicConnectionCloseEvent.extractTlsError(close.error()), "")
					: new Close(false,
							(close.isApplicationClose() || ofQuic) ? close.error() : close.error() - OF_DIALLER,
							new String(close.reason(), StandardCharsets.UTF_8)));
		}
		ctx.fireUserEventTriggered(event);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		// Tests look at how the connection is closed.
	}

	/** Sets up the streams that the other end opens. */
	public ChannelHandler acceptedStreams() {
		return new ChannelInitializer<QuicStreamChannel>() {
			@Override
			protected void initChannel(QuicStreamChannel stream) {
				RawStream handler = new RawStream(true);
				stream.pipeline().addLast(handler);
				RawConnection.this.accepted.add(handler);
			}
		};
	}

	/** Opens a stream, as soon as one is granted, and writes nothing. */
	public RawStream open() {
		RawStream stream = new RawStream(false);
		CompletableFuture<Void> opened = new CompletableFuture<>();
		channel().eventLoop().execute(() -> openWhenGranted(stream, opened));
		TestNodes.get(opened);
		return stream;
	}

	/** Opens a stream, unless the other end has closed the connection by then. */
	public Optional<RawStream> openIfNotClosed() {
		RawStream stream = new RawStream(false);
		CompletableFuture<Void> opened = new CompletableFuture<>();
		channel().eventLoop().execute(() -> openWhenGranted(stream, opened));
		return TestNodes.get(opened.handle((done, cause) -> Optional.of(stream).filter((made) -> cause == null)));
	}

	private void openWhenGranted(RawStream stream, CompletableFuture<Void> opened) {
		if (allowedStreams() == 0 && isOpen()) {
			// The codec says so in an event only now and then.
			channel().eventLoop().schedule(() -> openWhenGranted(stream, opened), 1, TimeUnit.MILLISECONDS);
			return;
		}
		channel().createStream(QuicStreamType.BIDIRECTIONAL, stream).addListener((created) -> {
			if (created.isSuccess()) {
				opened.complete(null);
			}
			else {
				opened.completeExceptionally(created.cause());
			}
		});
	}

	/** Opens a stream and says what it is for. */
	public RawStream open(int kind) {
		return open().write((out) -> out.writeByte(kind));
	}

	/** The next stream that the other end opens. */
	public RawStream accept() {
		try {
			RawStream stream = this.accepted.poll(TestNodes.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			assertThat(stream).as("a stream opened by the other end").isNotNull();
			return stream;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Says HELLO as the end that dialled and waits for the answer. */
	public RawStream greet(String id) {
		return greet(hello(id));
	}

	/** Says this HELLO as the end that dialled and waits for the answer. */
	public RawStream greet(Hello hello) {
		RawStream control = open().write((out) -> {
			out.writeByte(StreamKind.CONTROL);
			hello.write(out);
		});
		assertThat(control.next().type()).isEqualTo(FrameType.HELLO);
		return control;
	}

	/** Answers HELLO as the end that accepted. */
	public RawStream answer(String id) {
		return answer(hello(id));
	}

	public RawStream answer(Hello hello) {
		RawStream control = accept();
		assertThat(control.next().type()).isEqualTo(FrameType.HELLO);
		return control.write(hello::write);
	}

	public static Hello hello(String id) {
		return hello(id, ThreadLocalRandom.current().nextLong(), 0);
	}

	public static Hello hello(String id, long incarnation, long generation) {
		return new Hello(Hello.VERSION, incarnation, generation, new WireLimits(1024 * 1024, 8192), 1024,
				NodeInfo.of(new PeerId(id)));
	}

	/** How the other end has closed the connection. */
	public Close closed() {
		return TestNodes.get(this.closed);
	}

	/** Whether TLS is done. */
	public boolean isConnected() {
		return this.channel.isDone();
	}

	public boolean isOpen() {
		return channel().isActive();
	}

	/** Closes from this end, if there is something to close. */
	public void close() {
		QuicChannel made = this.channel.getNow(null);
		if (made != null) {
			made.close(true, 0, Unpooled.EMPTY_BUFFER).syncUninterruptibly();
		}
	}

	/** How many streams may still be opened. */
	public long allowedStreams() {
		return channel().peerAllowedStreams(QuicStreamType.BIDIRECTIONAL);
	}

	public QuicChannel channel() {
		return TestNodes.get(this.channel);
	}

	/**
	 * What CONNECTION_CLOSE has said.
	 *
	 * @param tls whether TLS has failed
	 * @param code the TLS alert, or the error code
	 * @param reason for people
	 */
	public record Close(boolean tls, int code, String reason) {

	}

}
