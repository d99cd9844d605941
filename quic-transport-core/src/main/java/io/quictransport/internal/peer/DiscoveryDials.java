package io.quictransport.internal.peer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quictransport.DiscoveryException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.discovery.DiscoveryEngine.PeerConnector;
import io.quictransport.internal.discovery.DiscoveryEngine.PeerConnector.Finding;
import io.quictransport.internal.peer.DialTarget.DialListener;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Dials the candidates of discovery, each once, and keeps the peers found this way.
 * Confined to the first event loop, from which it has each peer dialled by its own.
 */
final class DiscoveryDials implements PeerConnector {

	private final Home first;

	private final ConnectionPool pool;

	private final Set<CandidateDial> underWay = new HashSet<>();

	/** What was found and not reached yet, by its id or else its addresses. */
	private final Map<Object, Unproven> unproven = new HashMap<>();

	DiscoveryDials(Home first, ConnectionPool pool) {
		this.first = first;
		this.pool = pool;
	}

	@Override
	public boolean isConnected(PeerId peer) {
		return this.pool.isConnected(peer);
	}

	@Override
	public void dial(Finding finding, Outcome outcome) {
		PeerId stated = finding.info().id();
		PeerId proven = finding.proven();
		if (proven == null || this.pool.peer(proven) == null) {
			this.unproven
				.computeIfAbsent(keyOf(finding.info()), (key) -> new Unproven(this.first.context().unreached()))
				.wanted(finding);
		}
		dial((stated != null) ? this.pool.homeOf(stated) : this.first, finding, outcome);
	}

	private static Object keyOf(PeerInfo candidate) {
		PeerId id = candidate.id();
		return (id != null) ? id : candidate.addresses();
	}

	@Override
	public void forgotten(PeerInfo candidate) {
		Unproven last = this.unproven.remove(keyOf(candidate));
		if (last != null) {
			last.watch.over();
		}
	}

	private void dialled(PeerInfo candidate, @Nullable NetworkException failure) {
		if (failure == null || failure.code() == ErrorCode.SELF_CONNECTION) {
			forgotten(candidate);
			return;
		}
		Unproven failed = this.unproven.get(keyOf(candidate));
		if (failed != null) {
			failed.watch.failed(failure);
		}
	}

	private void dial(Home home, Finding finding, Outcome outcome) {
		Ending ending = new Ending(finding, outcome);
		CandidateDial dial = new CandidateDial(home, finding, this.pool, ending);
		ending.dial = dial;
		this.underWay.add(dial);
		home.run(dial::begin);
	}

	@Override
	public void keep(PeerId peer, List<NodeAddress> addresses, String source) {
		this.pool.found(peer, addresses, source);
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
		this.unproven.values().forEach((each) -> each.watch.over());
		this.unproven.clear();
		for (CandidateDial dial : List.copyOf(this.underWay)) {
			if (dial.home() == this.first) {
				dial.stop(why);
			}
			else {
				dial.home().run(() -> dial.stop(why));
			}
		}
	}

	/**
	 * Represents a candidate whose identity is not known yet. Confined like its dials.
	 */
	private static final class Unproven implements UnreachedPeers.Target {

		private final UnreachedPeers.Watch watch;

		private @Nullable Finding finding;

		Unproven(UnreachedPeers unreached) {
			this.watch = unreached.watch(this);
		}

		void wanted(Finding last) {
			this.finding = last;
			this.watch.wanted();
		}

		@Override
		public @Nullable PeerId expected() {
			Finding last = this.finding;
			return (last != null) ? last.info().id() : null;
		}

		@Override
		public List<NodeAddress> addresses() {
			Finding last = this.finding;
			return (last != null) ? last.info().addresses() : List.of();
		}

		@Override
		public String source() {
			Finding last = this.finding;
			return (last != null) ? last.source() : "";
		}

	}

	/** Returns to the first event loop when a dial has ended. */
	private final class Ending {

		private final Finding finding;

		private final Outcome outcome;

		private @Nullable CandidateDial dial;

		Ending(Finding finding, Outcome outcome) {
			this.finding = finding;
			this.outcome = outcome;
		}

		/** The dial has ended as {@link Outcome#ended} says; once, on its event loop. */
		void ended(@Nullable PeerId peer, @Nullable NetworkException failure) {
			returnWith(() -> {
				dialled(this.finding.info(), failure);
				this.outcome.ended(peer, failure);
			});
		}

		/** The candidate is a peer that another event loop must dial. */
		void elsewhere(Home there) {
			returnWith(() -> DiscoveryDials.this.dial(there, this.finding, this.outcome));
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

	/**
	 * Dials a peer that discovery has found, for one round. What discovery reports about
	 * the peer is a guess: only a node that proves its identity becomes a peer. Confined
	 * to the event loop.
	 */
	static final class CandidateDial implements DialListener {

		private final PeerInfo candidate;

		private final String source;

		private final Ending ending;

		private final ConnectionPool pool;

		private final Home home;

		private final Redialler redialler;

		private boolean ended;

		CandidateDial(Home home, Finding finding, ConnectionPool pool, Ending ending) {
			this.candidate = finding.info();
			this.source = finding.source();
			this.ending = ending;
			this.pool = pool;
			this.home = home;
			this.redialler = new Redialler(home.dialling(),
					DialTarget.of(this.candidate.id(), this.candidate.addresses()), this);
		}

		Home home() {
			return this.home;
		}

		/** Dials; whoever waits is told if the dial cannot begin. */
		void begin() {
			try {
				this.redialler.dialNow(null);
			}
			catch (Throwable ex) {
				end(null,
						NetworkException.of(ErrorCode.INTERNAL, io.quictransport.Outcome.NOT_SENT,
								"the dial could not begin",
								ErrorContext.at(this.candidate.id(), this.candidate.addresses()), ex));
			}
		}

		void stop(NetworkException why) {
			this.redialler.stop(() -> why);
			end(null, why);
		}

		@Override
		public boolean mayContinue(Set<PeerId> ids) {
			Home there = this.pool.homeOfAll(ids);
			if (there == null || there == this.home) {
				return true;
			}
			leaveTo(there);
			return false;
		}

		@Override
		public void connected(Connection connection, Hello hello) {
			PeerId id = hello.node().id();
			if (this.pool.isElsewhere(id, this.home)) {
				connection.close(ErrorCode.CONNECTION_REPLACED, "the peer is dialled from another event loop");
				leaveTo(this.pool.homeOf(id));
				return;
			}
			PeerState peer = this.pool.dialled(connection, hello);
			if (peer != null) {
				identified(peer);
			}
			else {
				end(null,
						NetworkException.of(ErrorCode.SELF_CONNECTION, io.quictransport.Outcome.NOT_SENT,
								"the address is this node's own",
								ErrorContext.at(this.candidate.id(), this.candidate.addresses())));
			}
		}

		private void leaveTo(Home there) {
			this.redialler.handOver();
			if (!this.ended) {
				this.ended = true;
				this.ending.elsewhere(there);
			}
		}

		private void identified(PeerState peer) {
			if (!this.ended) {
				peer.found(this.candidate.addresses(), this.source);
			}
			end(peer.id(), null);
		}

		@Override
		public void roundFailed(NetworkException cause) {
			this.redialler.stop(() -> cause);
			PeerState connected = this.pool.connectedBeside(cause);
			if (connected != null) {
				this.pool.found(connected.id(), this.candidate.addresses(), this.source);
				end(connected.id(), null);
			}
			else {
				end(null, cause);
			}
		}

		private void end(@Nullable PeerId peer, @Nullable NetworkException failure) {
			if (!this.ended) {
				this.ended = true;
				this.ending.ended(peer, failure);
			}
		}

	}

}
