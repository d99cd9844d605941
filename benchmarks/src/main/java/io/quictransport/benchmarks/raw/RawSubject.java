package io.quictransport.benchmarks.raw;

import java.net.InetSocketAddress;
import java.net.SocketException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import io.quictransport.benchmarks.subject.Link;
import io.quictransport.benchmarks.subject.Setup;
import io.quictransport.benchmarks.subject.Subject;
import io.quictransport.quic.TransportLimits;
import org.jspecify.annotations.Nullable;

/**
 * Runs the raw codec with as many streams as the transport has lanes, or with another
 * number.
 */
public final class RawSubject implements Subject {

	private final String name;

	private final int streams;

	private final int idleStreams;

	private final boolean sleeping;

	/**
	 * With as many streams as the transport has lanes by default.
	 */
	public RawSubject() {
		this("raw", TransportLimits.DEFAULT_MAX_LANES);
	}

	/**
	 * With a number of streams.
	 * @param name the name in the report
	 * @param streams how many streams a connection has at most
	 */
	public RawSubject(String name, int streams) {
		this(name, streams, 0);
	}

	/**
	 * With a number of streams, and of others that carry nothing.
	 * @param name the name in the report
	 * @param streams how many streams a connection has at most
	 * @param idleStreams how many are open beside them
	 */
	public RawSubject(String name, int streams, int idleStreams) {
		this(name, streams, idleStreams, false);
	}

	private RawSubject(String name, int streams, int idleStreams, boolean sleeping) {
		this.name = name;
		this.streams = streams;
		this.idleStreams = idleStreams;
		this.sleeping = sleeping;
	}

	/**
	 * The same with event loops that sleep at once when there is nothing to do.
	 * @param as the name in the report
	 * @return another subject
	 */
	public RawSubject sleeping(String as) {
		return new RawSubject(as, this.streams, this.idleStreams, true);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Listener listen(Setup setup) throws Exception {
		RawSizes sizes = sizes(setup);
		RawSocket socket = RawSocket.open(setup.anyPort(), this.sleeping, sizes,
				RawCodec.server(setup.identity(), sizes, new ChannelInitializer<QuicStreamChannel>() {

					@Override
					protected void initChannel(QuicStreamChannel stream) {
						stream.pipeline().addLast(new RawServerHandler(stream));
					}

				}));
		return Listener.of(socket.address(), socket::close);
	}

	@Override
	public Link connect(InetSocketAddress server, Setup setup) throws Exception {
		RawSizes sizes = sizes(setup);
		RawSocket socket = RawSocket.open(setup.anyPort(), this.sleeping, sizes,
				RawCodec.client(setup.identity(), sizes));
		QuicChannel connection = RawCodec.connect(socket.channel(), sizes, server).get();
		for (int i = 0; i < this.idleStreams; i++) {
			IdleStream.open(connection);
		}
		return new RawLink(connection.eventLoop(), this.streams, (link) -> openStream(connection, link), socket::close);
	}

	@Override
	public Dialler dialler(InetSocketAddress server, Setup setup) throws Exception {
		RawSizes sizes = sizes(setup);
		RawSocket socket = RawSocket.open(setup.anyPort(), this.sleeping, sizes,
				RawCodec.client(setup.identity(), sizes));
		return new RawDialler(socket, sizes, server);
	}

	private static RawSizes sizes(Setup setup) throws SocketException {
		return RawSizes.of(setup.anyPort().getAddress());
	}

	private static @Nullable RawClientHandler openStream(QuicChannel connection, RawLink link) {
		Future<QuicStreamChannel> stream = connection.createStream(QuicStreamType.BIDIRECTIONAL,
				new ChannelInitializer<Channel>() {

					@Override
					protected void initChannel(Channel channel) {
						channel.pipeline().addLast(new RawClientHandler(channel, link));
					}

				});
		// On the event loop a stream is there at once, or never.
		return stream.isSuccess() ? stream.getNow().pipeline().get(RawClientHandler.class) : null;
	}

}
