package io.quictransport.internal.connection;

import io.quictransport.internal.connection.ConnectionLink.StreamRole;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamPriority;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Sets up each stream of a connection: both directions end independently, and streams
 * share the connection fairly, with the control stream before all others.
 */
final class StreamInitializer extends ChannelInitializer<QuicStreamChannel> {

	private static final QuicStreamPriority CONTROL = new QuicStreamPriority(0, false);

	private static final QuicStreamPriority FAIR = new QuicStreamPriority(127, true);

	/** The connection of a QUIC channel. */
	static final AttributeKey<Connection> CONNECTION = AttributeKey.valueOf(StreamInitializer.class, "connection");

	private final Connection connection;

	private final @Nullable StreamRole role;

	/** Sets up the streams that the peer opens. */
	StreamInitializer(Connection connection) {
		this.connection = connection;
		this.role = null;
	}

	/** Sets up one stream that this node opens. */
	StreamInitializer(Connection connection, StreamRole role) {
		this.connection = connection;
		this.role = role;
	}

	@Override
	protected void initChannel(QuicStreamChannel stream) {
		StreamRole known = this.role;
		stream.config().setAllowHalfClosure(true);
		stream.updatePriority((stream.streamId() == 0) ? CONTROL : FAIR);
		stream.pipeline()
			.addLast((known != null) ? new StreamHandler(this.connection, known) : new StreamHandler(this.connection));
	}

	/**
	 * Passes each stream that a peer opens to its connection; one instance for a whole
	 * socket.
	 */
	@ChannelHandler.Sharable
	static final class Accepted extends ChannelInitializer<QuicStreamChannel> {

		@Override
		protected void initChannel(QuicStreamChannel stream) {
			stream.pipeline().addLast(new StreamInitializer(stream.parent().attr(CONNECTION).get()));
		}

	}

}
