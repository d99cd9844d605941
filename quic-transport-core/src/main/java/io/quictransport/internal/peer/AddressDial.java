package io.quictransport.internal.peer;

import java.util.List;
import java.util.Set;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.peer.DialTarget.DialListener;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Dials an address whose peer is not known, until the peer has stated its id, or no
 * caller wants it any more. A peer whose home is another event loop is dialled once more,
 * from there. Confined to the event loop of its home.
 */
final class AddressDial implements DialListener, UnreachedPeers.Target {

	private final List<NodeAddress> addresses;

	private final ConnectionPool pool;

	private final Home home;

	private final Redialler redialler;

	private final UnreachedPeers.Watch unreached;

	/** The number of callers that want it. */
	private int wanted;

	/** The dial that continues from another event loop, null if none does. */
	private @Nullable AddressDial moved;

	/** How many times the dial has moved without reaching anybody. */
	private int moves;

	AddressDial(Home home, List<NodeAddress> addresses, ConnectionPool pool) {
		this.addresses = addresses;
		this.pool = pool;
		this.home = home;
		this.unreached = home.context().unreached().watch(this);
		this.redialler = new Redialler(home.dialling(), DialTarget.of(null, addresses), this);
	}

	Home home() {
		return this.home;
	}

	@Override
	public @Nullable PeerId expected() {
		return null;
	}

	@Override
	public List<NodeAddress> addresses() {
		return this.addresses;
	}

	@Override
	public String source() {
		return "application";
	}

	/** One more caller wants it. */
	void begin(DialFuture connected) {
		this.wanted++;
		connected.follow(this);
		this.unreached.wanted();
		this.redialler.dialNow(connected);
	}

	/** One caller withdraws. */
	void withdraw() {
		AddressDial next = this.moved;
		if (next != null) {
			next.home.run(next::withdraw);
			return;
		}
		this.wanted--;
		if (this.wanted == 0 && this.pool.remove(this)) {
			stop(NetworkException.of(ErrorCode.CANCELLED, Outcome.NOT_SENT, "nobody wants this address any more",
					ErrorContext.at(null, this.addresses)));
		}
	}

	void stop(NetworkException why) {
		this.unreached.over();
		this.redialler.stop(() -> why);
	}

	@Override
	public boolean mayContinue(Set<PeerId> ids) {
		Home there = this.pool.homeOfAll(ids);
		if (there == null || there == this.home) {
			return true;
		}
		moveTo(there);
		return false;
	}

	@Override
	public void connected(Connection connection, Hello hello) {
		PeerId id = hello.node().id();
		if (this.pool.isElsewhere(id, this.home)) {
			connection.close(ErrorCode.CONNECTION_REPLACED, "the peer is dialled from another event loop");
			moveTo(this.pool.homeOf(id));
			return;
		}
		this.moves = 0;
		PeerState peer = this.pool.dialled(connection, hello);
		if (peer != null) {
			identified(peer);
		}
		else {
			isOwn(null);
		}
	}

	/** A list of all nodes may include this node. */
	private void isOwn(@Nullable NetworkException cause) {
		this.unreached.over();
		this.pool.remove(this);
		this.redialler.stop(() -> NetworkException.of(ErrorCode.SELF_CONNECTION, Outcome.NOT_SENT,
				"the address is this node's own", ErrorContext.at(null, this.addresses), cause));
	}

	private void identified(PeerState peer) {
		this.unreached.over();
		if (this.pool.remove(this)) {
			peer.want(this.addresses, null);
		}
		NodeInfo info = peer.info();
		if (info != null) {
			this.redialler.connected(info);
		}
	}

	/**
	 * Has the addresses dialled from another event loop, the home of who has answered
	 * there. Where now one peer answers and now another, the back-off applies.
	 */
	private void moveTo(Home target) {
		this.unreached.over();
		List<DialFuture> waiting = this.redialler.handOver();
		AddressDial next = new AddressDial(target, this.addresses, this.pool);
		next.wanted = this.wanted;
		next.moves = this.moves + 1;
		if (this.pool.replace(this, next)) {
			this.moved = next;
			int failures = this.redialler.failures();
			target.run(() -> next.takeOver(waiting, failures));
		}
	}

	private void takeOver(List<DialFuture> waiting, int failures) {
		this.unreached.wanted();
		waiting.forEach((each) -> {
			each.follow(this);
			this.redialler.await(each);
		});
		if (this.moves == 1) {
			this.redialler.dialNow(null);
		}
		else {
			this.redialler.dialLater(failures);
		}
	}

	@Override
	public void roundFailed(NetworkException cause) {
		PeerState connected = this.pool.connectedBeside(cause);
		if (connected != null && this.pool.isElsewhere(connected.id(), this.home)) {
			moveTo(this.pool.homeOf(connected.id()));
			return;
		}
		if (connected != null) {
			identified(connected);
			this.redialler.stop(() -> cause);
			return;
		}
		if (cause.code() == ErrorCode.SELF_CONNECTION) {
			isOwn(cause);
			return;
		}
		this.unreached.failed(cause);
	}

}
