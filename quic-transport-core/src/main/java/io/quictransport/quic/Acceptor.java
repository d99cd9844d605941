package io.quictransport.quic;

import java.net.InetSocketAddress;

import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.AttributeKey;
import io.quictransport.ErrorCode;
import io.quictransport.tls.PeerVerification;
import io.quictransport.wire.Hello;

/**
 * Takes in the connections that peers dial, within the limits on those that are in their
 * handshake and on those that are open. Confined to the event loop.
 */
final class Acceptor extends ChannelInitializer<QuicChannel> implements ConnectionOwner {

	/** The connection of a QUIC channel. */
	static final AttributeKey<Connection> CONNECTION = AttributeKey.valueOf(Acceptor.class, "connection");

	private final TransportContext context;

	private final ConnectionPool pool;

	private final HalfOpen<Connection> halfOpen;

	private int open;

	private boolean ended;

	Acceptor(TransportContext context, ConnectionPool pool) {
		this.context = context;
		this.pool = pool;
		this.halfOpen = new HalfOpen<>(context.limits.maxHalfOpenConnections(), System::nanoTime);
	}

	HalfOpen<?> halfOpen() {
		return this.halfOpen;
	}

	/**
	 * The sockets are about to be closed: what is in its handshake, or begins one by
	 * then, is told so, else its dialler would wait for HELLO until its time is over.
	 */
	void end() {
		this.ended = true;
		this.halfOpen.all().forEach(Acceptor::turnAway);
	}

	private static void turnAway(Connection connection) {
		connection.close(ErrorCode.DRAINING, "the node is about to stop");
	}

	@Override
	protected void initChannel(QuicChannel channel) {
		PeerVerification verification = QuicCodecs.verificationOf(channel, this.context);
		Connection connection = new Connection(this.context, channel, this, verification, null, 0);
		channel.attr(CONNECTION).set(connection);
		DatagramGuard.begun(channel);
		channel.pipeline().addLast(new ConnectionHandler(connection));
		this.halfOpen.add(connection, ((InetSocketAddress) channel.remoteSocketAddress()).getAddress());
		if (this.ended) {
			turnAway(connection);
		}
		else if (this.halfOpen.isOverfull()) {
			connection.close(ErrorCode.TOO_MANY_CONNECTIONS,
					this.context.limits.maxHalfOpenConnections() + " connections are in their handshake already");
		}
		else {
			connection.handshakeTimer().start();
		}
	}

	@Override
	public void greeted(Connection connection, Hello hello) {
		if (this.context.draining) {
			turnAway(connection);
			return;
		}
		if (hello.node().id().equals(this.context.id)) {
			connection.close(ErrorCode.SELF_CONNECTION, "a node has dialled itself");
			return;
		}
		if (this.open >= this.context.limits.maxInboundConnections() && !this.pool.isConnected(hello.node().id())) {
			connection.close(ErrorCode.TOO_MANY_CONNECTIONS, "the node holds "
					+ this.context.limits.maxInboundConnections() + " inbound connections, as many as it admits");
			return;
		}
		this.pool.decide(connection);
	}

	@Override
	public void opened(Connection connection) {
		this.halfOpen.remove(connection);
		this.open++;
	}

	@Override
	public void closed(Connection connection, CloseCause cause) {
		if (connection.wasOpened()) {
			this.open--;
			this.pool.closed(connection, cause);
		}
		else {
			this.halfOpen.remove(connection);
		}
	}

}
