package io.quictransport.internal.peer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.quictransport.DiscoveryException;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.internal.discovery.DiscoveryEngine.PeerConnector;

/**
 * Dials the candidates of discovery, each once, and keeps the peers found this way.
 * Confined to the event loop.
 */
final class DiscoveryDials implements PeerConnector {

	private final PeerContext context;

	private final ConnectionPool pool;

	private final Dialler dialler;

	private final Set<CandidateDial> underWay = new HashSet<>();

	DiscoveryDials(PeerContext context, ConnectionPool pool, Dialler dialler) {
		this.context = context;
		this.pool = pool;
		this.dialler = dialler;
	}

	@Override
	public boolean isConnected(PeerId peer) {
		return this.pool.isConnected(peer);
	}

	@Override
	public void dial(PeerInfo candidate, Outcome outcome) {
		CandidateDial[] made = new CandidateDial[1];
		CandidateDial dial = new CandidateDial(this.context, candidate, this.pool, this.dialler, (peer, failure) -> {
			this.underWay.remove(made[0]);
			outcome.ended(peer, failure);
		});
		made[0] = dial;
		this.underWay.add(dial);
		dial.begin();
	}

	@Override
	public void keep(PeerId peer, List<NodeAddress> addresses) {
		PeerState known = this.pool.peer(peer);
		if (known != null) {
			known.found(addresses);
		}
	}

	@Override
	public void release(PeerId peer) {
		PeerState known = this.pool.peer(peer);
		if (known != null) {
			known.release();
		}
	}

	@Override
	public void providerFailed(DiscoveryException failure) {
		this.context.counters().error(failure.code());
	}

	void stop(NetworkException why) {
		List.copyOf(this.underWay).forEach((dial) -> dial.stop(why));
	}

}
