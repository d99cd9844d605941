package io.quictransport.benchmarks.raw;

import java.net.InetSocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Subject;

/**
 * The raw codec with one shared stream.
 */
public final class RawSubject implements Subject {

	@Override
	public String name() {
		return "raw";
	}

	@Override
	public Listener listen(PemIdentity identity) throws Exception {
		RawSocket socket = RawSocket.open(RawCodec.server(identity, new ChannelInitializer<QuicStreamChannel>() {

			@Override
			protected void initChannel(QuicStreamChannel stream) {
				stream.pipeline().addLast(new RawServerHandler(stream));
			}

		}));
		return new Listener() {

			@Override
			public InetSocketAddress address() {
				return socket.address();
			}

			@Override
			public void close() {
				socket.close();
			}

		};
	}

	@Override
	public Link connect(InetSocketAddress server, PemIdentity identity) throws Exception {
		RawSocket socket = RawSocket.open(RawCodec.client(identity));
		QuicChannel connection = RawCodec.connect(socket.channel(), server);
		return new RawLink(socket, openStream(connection));
	}

	private static QuicStreamChannel openStream(QuicChannel connection) throws Exception {
		return connection.createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInitializer<Channel>() {

			@Override
			protected void initChannel(Channel stream) {
				stream.pipeline().addLast(new RawClientHandler(stream));
			}

		}).sync().getNow();
	}

}
