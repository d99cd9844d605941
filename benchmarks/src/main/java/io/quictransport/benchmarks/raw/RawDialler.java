package io.quictransport.benchmarks.raw;

import java.net.InetSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import io.quictransport.benchmarks.subject.Link.Completion;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Connects over one socket, sends a HELLO, waits for the server's, and closes.
 *
 * @param socket the socket
 * @param sizes the sizes of its datagrams
 * @param server the server
 */
record RawDialler(RawSocket socket, RawSizes sizes, InetSocketAddress server) implements Subject.Dialler {

	@Override
	public void connectAndClose(Completion completion) {
		RawCodec.connect(this.socket.channel(), this.sizes, this.server)
			.addListener((Future<QuicChannel> connected) -> {
				if (connected.isSuccess()) {
					sayHello(connected.getNow(), completion);
				}
				else {
					completion.failed(connected.cause());
				}
			});
	}

	private static void sayHello(QuicChannel connection, Completion completion) {
		connection.createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInitializer<Channel>() {

			@Override
			protected void initChannel(Channel stream) {
				stream.pipeline().addLast(new Greeter(connection, completion));
			}

		}).addListener((created) -> {
			if (!created.isSuccess()) {
				completion.failed(created.cause());
			}
		});
	}

	@Override
	public void close() {
		this.socket.close();
	}

	/**
	 * The client's end of the one stream.
	 */
	private static final class Greeter extends ChannelInboundHandlerAdapter {

		private final QuicChannel connection;

		private final Completion completion;

		private final FrameScanner scanner = new FrameScanner() {

			@Override
			void frameBegins(int type, int bodyLength) {
			}

			@Override
			void body(int type, ByteBuf in, int length) {
				in.skipBytes(length);
			}

			@Override
			void frameEnds(int type) {
				Greeter.this.completion.reached();
				Greeter.this.connection.close().addListener((closed) -> Greeter.this.completion.completed());
			}

		};

		private Greeter(QuicChannel connection, Completion completion) {
			this.connection = connection;
			this.completion = completion;
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			RawFrame.sayHello(context);
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf in = (ByteBuf) message;
			try {
				this.scanner.scan(in);
			}
			finally {
				in.release();
			}
		}

	}

}
