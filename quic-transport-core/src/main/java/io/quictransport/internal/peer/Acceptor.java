package io.quictransport.internal.peer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.quictransport.ErrorCode;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.CloseCause;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.connection.ConnectionContext;
import io.quictransport.internal.connection.ConnectionOwner.HandshakeListener;
import io.quictransport.internal.endpoint.Endpoint;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the connections that peers dial and that reach one event loop, within the
 * limits on connections in their handshake and on open ones. Confined to the event loop.
 */
final class Acceptor extends ChannelInitializer<QuicChannel> implements HandshakeListener {

	private final LocalNode self;

	private final Home home;

	private final Endpoint endpoint;

	private final PeerSettings settings;

	private final ConnectionContext connections;

	private final ConnectionPool pool;

	/** The connections in their handshake, in the order of their beginning. */
	private final Set<Connection> handshaking = new LinkedHashSet<>();

	/**
	 * The connections that peers have dialled, live or retiring, in the order of their
	 * opening.
	 */
	private final Set<Connection> open = new LinkedHashSet<>();

	/** The size of {@link #open}, for other event loops. */
	private volatile int openCount;

	private final Others others;

	private boolean ended;

	/**
	 * Makes the acceptor of one event loop.
	 * @param home the event loop
	 * @param endpoint its sockets
	 * @param connections what its connections share
	 * @param pool the peers
	 * @param others the acceptors of the other event loops
	 */
	Acceptor(Home home, Endpoint endpoint, ConnectionContext connections, ConnectionPool pool, Others others) {
		this.home = home;
		this.self = home.context().self();
		this.endpoint = endpoint;
		this.settings = home.context().settings();
		this.connections = connections;
		this.pool = pool;
		this.others = others;
	}

	/** The number of open connections that peers have dialled; on any thread. */
	int open() {
		return this.openCount;
	}

	/**
	 * The sockets are about to be closed: connections in their handshake, or that begin
	 * one by then, are informed; otherwise their clients would wait for HELLO until their
	 * timeout.
	 */
	void end() {
		this.ended = true;
		List.copyOf(this.handshaking).forEach(Acceptor::turnAway);
	}

	private static void turnAway(Connection connection) {
		connection.close(ErrorCode.DRAINING, "the node is about to stop");
	}

	@Override
	protected void initChannel(QuicChannel channel) {
		Connection connection = new Connection(this.connections, channel, this, this.self.verificationOf(channel), null,
				0);
		boolean fits = this.endpoint.handshakeBegins(channel);
		connection.install();
		this.handshaking.add(connection);
		if (this.ended) {
			turnAway(connection);
		}
		else if (!fits) {
			connection.close(ErrorCode.TOO_MANY_CONNECTIONS,
					this.endpoint.maxHalfOpen() + " connections are in their handshake already");
		}
		else {
			connection.awaitHandshake();
		}
	}

	@Override
	public void handshakeComplete(Connection connection, Hello hello) {
		if (this.self.isDraining() && !mayTakeOver(hello)) {
			turnAway(connection);
			return;
		}
		if (hello.node().id().equals(this.self.id())) {
			connection.close(ErrorCode.SELF_CONNECTION, "a node has dialled itself");
			return;
		}
		if (this.pool.isElsewhere(hello.node().id(), this.home)) {
			connection.close(ErrorCode.PROTOCOL_VIOLATION,
					"the connection id of the first packet does not begin with the byte of the peer's id");
			return;
		}
		int most = this.settings.maxInboundConnections() - 1;
		if (this.pool.isConnected(hello.node().id()) || makeRoom(most)) {
			this.pool.decide(connection);
			return;
		}
		// Connections that retire on other event loops give way, too.
		this.others.makeRoom(most).whenComplete((made, cause) -> this.home.run(() -> decideIfRoom(connection, most)));
	}

	/**
	 * Whether a connection may take over from a live one while this node drains, which
	 * keeps its own calls going. It is drained as soon as it is taken into use.
	 */
	private boolean mayTakeOver(Hello hello) {
		PeerState peer = this.pool.peer(hello.node().id());
		return !this.self.isLeaving() && peer != null && peer.isConnectedTo(hello.incarnation());
	}

	private void decideIfRoom(Connection connection, int most) {
		if (makeRoom(most)) {
			this.pool.decide(connection);
		}
		else {
			connection.close(ErrorCode.TOO_MANY_CONNECTIONS, "the node holds " + this.settings.maxInboundConnections()
					+ " inbound connections, as many as it admits");
		}
	}

	@Override
	public void opened(Connection connection) {
		handshakeEnds(connection);
		this.open.add(connection);
		this.openCount = this.open.size();
		connection.channel().closeFuture().addListener((closed) -> {
			this.open.remove(connection);
			this.openCount = this.open.size();
		});
		// After the current task, which retires the connection that this one replaces.
		this.connections.loop().execute(() -> makeRoom(this.settings.maxInboundConnections()));
	}

	/**
	 * Closes retiring connections until at most a given number is open: one peer that
	 * replaces its connection repeatedly does not keep others out.
	 * @param mostOfAll the most connections of all event loops
	 * @return false if there are more and none of them retires
	 */
	boolean makeRoom(int mostOfAll) {
		int most = mostOfAll - this.others.open();
		if (this.open.size() <= most) {
			return true;
		}
		List<Connection> counted = this.open.stream()
			.filter((connection) -> connection.closeCause() == null)
			.collect(Collectors.toCollection(ArrayList::new));
		while (counted.size() > most) {
			Connection least = leastMissed(counted);
			if (least == null) {
				return false;
			}
			counted.remove(least);
			least.close(ErrorCode.CONNECTION_REPLACED, "newer connections have taken over, and the node holds "
					+ this.settings.maxInboundConnections() + " inbound connections, as many as it admits");
		}
		return true;
	}

	/**
	 * Chooses the retiring connection to close first. What it carries, apart from
	 * streams, is sent again. The oldest connection of the peer that has the most is
	 * chosen.
	 */
	private static @Nullable Connection leastMissed(List<Connection> open) {
		List<Connection> retiring = open.stream().filter((connection) -> !connection.isLive()).toList();
		Map<PeerId, Long> ofPeer = retiring.stream()
			.collect(Collectors.groupingBy(Acceptor::peerOf, Collectors.counting()));
		return retiring.stream()
			.min(Comparator.comparing((Connection connection) -> connection.session().hasStreams())
				.thenComparing((connection) -> -ofPeer.getOrDefault(peerOf(connection), 0L)))
			.orElse(null);
	}

	private static PeerId peerOf(Connection connection) {
		return connection.remote().node().id();
	}

	@Override
	public void failed(Connection connection, CloseCause cause) {
		handshakeEnds(connection);
	}

	private void handshakeEnds(Connection connection) {
		this.handshaking.remove(connection);
		this.endpoint.handshakeEnds(connection.channel());
	}

	/** Represents the acceptors of the other event loops. Asked on this event loop. */
	interface Others {

		/** The number of connections that are open there. */
		int open();

		/**
		 * Closes retiring connections there until at most a given number of all event
		 * loops is open, if there are so many.
		 */
		CompletableFuture<Void> makeRoom(int most);

	}

}
