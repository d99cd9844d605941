package io.quictransport.internal.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicPathEvent;
import io.netty.handler.codec.quic.QuicStreamLimitChangedEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Ends the pipeline of a QUIC channel: passes its events on to the {@link Connection}.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {

	private static final Log logger = Log.of(ConnectionHandler.class);

	private final Connection connection;

	private @Nullable Throwable seen;

	ConnectionHandler(Connection connection) {
		this.connection = connection;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		// A channel that never became active has no channelInactive; this event always
		// comes.
		ctx.channel().closeFuture().addListener((closed) -> this.connection.channelClosed(this.seen));
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		this.connection.active();
		ctx.fireChannelActive();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof QuicConnectionCloseEvent close) {
			this.connection.closedByPeer(close);
		}
		else if (event instanceof QuicStreamLimitChangedEvent) {
			this.connection.creditChanged();
		}
		else if (event instanceof QuicPathEvent.PeerMigrated migrated) {
			this.connection.addressChange().peerMigrated(migrated.remote());
		}
		else if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
			this.seen = tls.cause();
			this.connection.closeSoon();
		}
		ctx.fireUserEventTriggered(event);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		logger.debug("event=connection_exception peer={} reason=\"{}\"", this.connection.peerName(), cause.toString());
		if (this.seen == null) {
			this.seen = cause;
		}
	}

}
