package io.quictransport.internal.peer;

import java.util.List;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.wire.ControlFrames.Hello;

/**
 * Dials an address whose peer is not known, until the peer has stated its id, or no
 * caller wants it any more. Confined to the event loop.
 */
final class AddressDial implements DialListener {

	private final List<NodeAddress> addresses;

	private final ConnectionPool pool;

	private final Redialler redialler;

	/** The number of callers that want it. */
	private int wanted;

	AddressDial(PeerContext context, List<NodeAddress> addresses, ConnectionPool pool, Dialler dialler) {
		this.addresses = addresses;
		this.pool = pool;
		this.redialler = new Redialler(context.dialling(), dialler, DialTarget.of(null, addresses), this);
	}

	void begin(DialFuture connected) {
		this.wanted++;
		connected.follow(this);
		this.redialler.dialNow(connected);
	}

	/** One caller withdraws. */
	void withdraw() {
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
	public void connected(Connection connection, Hello hello) {
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

	@Override
	public void roundFailed(NetworkException cause) {
		PeerState connected = this.pool.connectedBeside(cause);
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
