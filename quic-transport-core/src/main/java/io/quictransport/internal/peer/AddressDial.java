package io.quictransport.internal.peer;

import java.util.List;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Dials an address whose peer is not known, until the peer has stated its id, or no
 * caller wants it any more. A peer whose home is another event loop is dialled once more,
 * from there. Confined to the event loop of its home.
 */
final class AddressDial implements DialListener {

	private final List<NodeAddress> addresses;

	private final ConnectionPool pool;

	private final Home home;

	private final Redialler redialler;

	/** The number of callers that want it. */
	private int wanted;

	/** The dial that goes on from another event loop, null if none does. */
	private @Nullable AddressDial moved;

	AddressDial(Home home, List<NodeAddress> addresses, ConnectionPool pool) {
		this(home, null, addresses, pool);
	}

	private AddressDial(Home home, @Nullable PeerId peer, List<NodeAddress> addresses, ConnectionPool pool) {
		this.addresses = addresses;
		this.pool = pool;
		this.home = home;
		this.redialler = new Redialler(home.context().dialling(), home.dialler(), DialTarget.of(peer, addresses), this);
	}

	Home home() {
		return this.home;
	}

	List<NodeAddress> addresses() {
		return this.addresses;
	}

	/** One more caller wants it. */
	void begin(DialFuture connected) {
		this.wanted++;
		connected.follow(this);
		this.redialler.dialNow(connected);
	}

	/** One caller withdraws. */
	void withdraw() {
		AddressDial there = this.moved;
		if (there != null) {
			there.home.run(there::withdraw);
			return;
		}
		this.wanted--;
		if (this.wanted == 0 && this.pool.remove(this)) {
			stop(NetworkException.of(ErrorCode.CANCELLED, Outcome.NOT_SENT, "nobody wants this address any more",
					ErrorContext.at(null, this.addresses)));
		}
	}

	void stop(NetworkException why) {
		this.redialler.stop(() -> why);
	}

	@Override
	public boolean proven(@Nullable PeerId peer) {
		if (peer == null || !this.pool.isElsewhere(peer, this.home)) {
			return true;
		}
		moveTo(peer);
		return false;
	}

	@Override
	public void connected(Connection connection, Hello hello) {
		PeerId id = hello.node().id();
		if (this.pool.isElsewhere(id, this.home)) {
			connection.close(ErrorCode.CONNECTION_REPLACED, "the peer is dialled from another event loop");
			moveTo(id);
			return;
		}
		PeerState peer = this.pool.dialled(connection, hello);
		if (peer != null) {
			identified(peer);
		}
	}

	private void identified(PeerState peer) {
		if (this.pool.remove(this)) {
			peer.want(this.addresses, null);
		}
		NodeInfo info = peer.info();
		if (info != null) {
			this.redialler.connected(info);
		}
	}

	/** Has a peer that is known now dialled from the event loop that is its home. */
	private void moveTo(PeerId peer) {
		List<DialFuture> waiting = this.redialler.handOver();
		AddressDial there = new AddressDial(this.pool.homeOf(peer), peer, this.addresses, this.pool);
		there.wanted = this.wanted - waiting.size();
		if (this.pool.replace(this, there)) {
			this.moved = there;
			there.home.run(() -> there.takeOver(waiting));
		}
	}

	private void takeOver(List<DialFuture> waiting) {
		if (waiting.isEmpty()) {
			this.redialler.dialNow(null);
		}
		waiting.forEach(this::begin);
	}

	@Override
	public void roundFailed(NetworkException cause) {
		PeerState connected = this.pool.connectedBeside(cause);
		if (connected != null && this.pool.isElsewhere(connected.id(), this.home)) {
			moveTo(connected.id());
			return;
		}
		if (connected != null) {
			identified(connected);
			this.redialler.stop(() -> cause);
			return;
		}
		if (cause.code() == ErrorCode.SELF_CONNECTION) {
			// A list of all nodes may include this node.
			this.pool.remove(this);
			this.redialler.stop(() -> NetworkException.of(ErrorCode.SELF_CONNECTION, Outcome.NOT_SENT,
					"the address is this node's own", ErrorContext.at(null, this.addresses), cause));
		}
	}

}
