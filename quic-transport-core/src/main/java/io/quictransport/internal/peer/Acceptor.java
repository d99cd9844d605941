package io.quictransport.internal.peer;

import java.net.InetSocketAddress;

import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.quictransport.ErrorCode;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.connection.ConnectionContext;
import io.quictransport.internal.connection.HandshakeListener;
import io.quictransport.internal.endpoint.DatagramGuard;
import io.quictransport.internal.endpoint.HalfOpen;
import io.quictransport.internal.wire.Hello;

/**
 * Accepts the connections that peers dial, within the limits on those that are in their
 * handshake and on those that are open. Confined to the event loop.
 */
public final class Acceptor extends ChannelInitializer<QuicChannel> implements HandshakeListener {

	private final LocalNode self;

	private final PeerSettings settings;

	private final ConnectionContext connections;

	private final ConnectionPool pool;

	private final HalfOpen<Connection> halfOpen;

	private int open;

	private boolean ended;

	public Acceptor(PeerContext context, ConnectionContext connections, ConnectionPool pool) {
		this.self = context.self();
		this.settings = context.settings();
		this.connections = connections;
		this.pool = pool;
		this.halfOpen = new HalfOpen<>(this.settings.maxHalfOpenConnections(), context.clock());
	}

	public HalfOpen<?> halfOpen() {
		return this.halfOpen;
	}

	/**
	 * The sockets are about to be closed: what is in its handshake, or begins one by
	 * then, is told so, else its client would wait for HELLO until its time is over.
	 */
	public void end() {
		this.ended = true;
		this.halfOpen.all().forEach(Acceptor::turnAway);
	}

	private static void turnAway(Connection connection) {
		connection.close(ErrorCode.DRAINING, "the node is about to stop");
	}

	@Override
	protected void initChannel(QuicChannel channel) {
		Connection connection = new Connection(this.connections, channel, this, this.self.verificationOf(channel), null,
				0);
		DatagramGuard.begun(channel);
		connection.install();
		this.halfOpen.add(connection, ((InetSocketAddress) channel.remoteSocketAddress()).getAddress());
		if (this.ended) {
			turnAway(connection);
		}
		else if (this.halfOpen.isOverfull()) {
			connection.close(ErrorCode.TOO_MANY_CONNECTIONS,
					this.settings.maxHalfOpenConnections() + " connections are in their handshake already");
		}
		else {
			connection.awaitHandshake();
		}
	}

	@Override
	public void handshakeComplete(Connection connection, Hello hello) {
		if (this.self.isDraining()) {
			turnAway(connection);
			return;
		}
		if (hello.node().id().equals(this.self.id())) {
			connection.close(ErrorCode.SELF_CONNECTION, "a node has dialled itself");
			return;
		}
		if (this.open >= this.settings.maxInboundConnections() && !this.pool.isConnected(hello.node().id())) {
			connection.close(ErrorCode.TOO_MANY_CONNECTIONS, "the node holds " + this.settings.maxInboundConnections()
					+ " inbound connections, as many as it admits");
			return;
		}
		this.pool.decide(connection);
	}

	@Override
	public void opened(Connection connection) {
		this.halfOpen.remove(connection);
		this.open++;
		connection.channel().closeFuture().addListener((closed) -> this.open--);
	}

	@Override
	public void failed(Connection connection, CloseCause cause) {
		this.halfOpen.remove(connection);
	}

}
