package io.quictransport.internal.peer;

import io.quictransport.NetworkException;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.discovery.DiscoveryEngine.PeerConnector;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Dials a peer that discovery has found, for one round. What discovery reports about the
 * peer is a guess: only a node that proves its identity becomes a peer. Confined to the
 * event loop.
 */
final class CandidateDial implements DialListener {

	private final PeerInfo candidate;

	private final PeerConnector.Outcome outcome;

	private final ConnectionPool pool;

	private final Redialler redialler;

	private boolean ended;

	CandidateDial(PeerContext context, PeerInfo candidate, ConnectionPool pool, Dialler dialler,
			PeerConnector.Outcome outcome) {
		this.candidate = candidate;
		this.outcome = outcome;
		this.pool = pool;
		this.redialler = new Redialler(context.dialling(), dialler,
				DialTarget.of(candidate.id(), candidate.addresses()), this);
	}

	void begin() {
		this.redialler.dialNow(null);
	}

	void stop(NetworkException why) {
		this.redialler.stop(() -> why);
		end(null, why);
	}

	@Override
	public void connected(Connection connection, Hello hello) {
		PeerState peer = this.pool.dialled(connection, hello);
		if (peer != null) {
			identified(peer);
		}
	}

	private void identified(PeerState peer) {
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

}
