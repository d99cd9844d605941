package io.quictransport.internal.peer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.quictransport.DiscoveryException;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.internal.discovery.DiscoveryEngine.PeerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Dials the candidates of discovery, each once, and keeps the peers found this way.
 * Confined to the first event loop, from which it has each peer dialled by its own.
 */
final class DiscoveryDials implements PeerConnector {

	private final Home first;

	private final ConnectionPool pool;

	private final Set<CandidateDial> underWay = new HashSet<>();

	DiscoveryDials(Home first, ConnectionPool pool) {
		this.first = first;
		this.pool = pool;
	}

	@Override
	public boolean isConnected(PeerId peer) {
		return this.pool.isConnected(peer);
	}

	@Override
	public void dial(PeerInfo candidate, Outcome outcome) {
		PeerId stated = candidate.id();
		dial((stated != null) ? this.pool.homeOf(stated) : this.first, candidate, outcome);
	}

	private void dial(Home home, PeerInfo candidate, Outcome outcome) {
		Ending ending = new Ending(candidate, outcome);
		CandidateDial dial = new CandidateDial(home, candidate, this.pool, ending);
		ending.dial = dial;
		this.underWay.add(dial);
		home.run(dial::begin);
	}

	@Override
	public void keep(PeerId peer, List<NodeAddress> addresses) {
		this.pool.found(peer, addresses);
	}

	@Override
	public void release(PeerId peer) {
		this.pool.released(peer);
	}

	@Override
	public void providerFailed(DiscoveryException failure) {
		this.first.context().counters().error(failure.code());
	}

	/** Gives up all dials; also called when the first event loop has ended. */
	void stop(NetworkException why) {
		for (CandidateDial dial : List.copyOf(this.underWay)) {
			if (dial.home() == this.first) {
				dial.stop(why);
			}
			else {
				dial.home().run(() -> dial.stop(why));
			}
		}
	}

	/** Returns to the first event loop when a dial has ended. */
	private final class Ending implements CandidateDial.Ending {

		private final PeerInfo candidate;

		private final Outcome outcome;

		private @Nullable CandidateDial dial;

		Ending(PeerInfo candidate, Outcome outcome) {
			this.candidate = candidate;
			this.outcome = outcome;
		}

		@Override
		public void ended(@Nullable PeerId peer, @Nullable NetworkException failure) {
			returnWith(() -> this.outcome.ended(peer, failure));
		}

		@Override
		public void elsewhere(Home there) {
			returnWith(() -> DiscoveryDials.this.dial(there, this.candidate, this.outcome));
		}

		private void returnWith(Runnable result) {
			CandidateDial ended = this.dial;
			if (ended != null && ended.home() == DiscoveryDials.this.first) {
				DiscoveryDials.this.underWay.remove(ended);
				result.run();
			}
			else {
				DiscoveryDials.this.first.run(() -> {
					DiscoveryDials.this.underWay.remove(ended);
					result.run();
				});
			}
		}

	}

}
