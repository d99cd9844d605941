package io.quictransport.quic;

import java.util.List;

import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.discovery.PeerConnector;
import org.jspecify.annotations.Nullable;

/**
 * One round of dials of a peer that discovery has found. What it says of the peer is a
 * guess: only who proves to be there becomes a peer. Confined to the event loop.
 */
final class Introduction implements Redialler.Target {

	private final PeerInfo candidate;

	private final PeerConnector.Outcome outcome;

	private final ConnectionPool pool;

	private final Redialler redialler;

	private boolean ended;

	Introduction(TransportContext context, PeerInfo candidate, Dialler dialler, PeerConnector.Outcome outcome) {
		this.candidate = candidate;
		this.outcome = outcome;
		this.pool = dialler.pool();
		this.redialler = new Redialler(context, dialler, this);
	}

	void begin() {
		this.redialler.dialNow(null);
	}

	void stop(NetworkException why) {
		this.redialler.stop(() -> why);
		end(null, why);
	}

	@Override
	public void identified(PeerState peer) {
		if (!this.ended) {
			peer.found(this.candidate.addresses());
		}
		end(peer.id(), null);
	}

	@Override
	public void roundFailed(NetworkException cause) {
		this.redialler.stop(() -> cause);
		PeerState connected = this.pool.connectedBeside(cause);
		if (connected != null) {
			identified(connected);
		}
		else {
			end(null, cause);
		}
	}

	private void end(@Nullable PeerId peer, @Nullable NetworkException failure) {
		if (!this.ended) {
			this.ended = true;
			this.outcome.ended(peer, failure);
		}
	}

	@Override
	public @Nullable PeerId expected() {
		return this.candidate.id();
	}

	@Override
	public List<NodeAddress> addresses() {
		return this.candidate.addresses();
	}

	@Override
	public long generation() {
		return 0;
	}

	@Override
	public @Nullable NodeInfo connectedAs() {
		return null;
	}

	@Override
	public void dialling() {
		// Nothing is a peer before it has proven who it is.
	}

	@Override
	public void handshaking() {
		// Nothing is a peer before it has proven who it is.
	}

}
