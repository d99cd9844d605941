package io.quictransport.internal.peer;

import java.util.Set;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.internal.connection.Connection;
import io.quictransport.internal.discovery.DiscoveryEngine.PeerConnector;
import io.quictransport.internal.discovery.DiscoveryEngine.PeerConnector.Finding;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Dials a peer that discovery has found, for one round. What discovery reports about the
 * peer is a guess: only a node that proves its identity becomes a peer. Confined to the
 * event loop.
 */
final class CandidateDial implements DialListener {

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
		this.redialler = new Redialler(home.context().dialling(), home.dialler(),
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
			end(null, NetworkException.of(ErrorCode.INTERNAL, Outcome.NOT_SENT, "the dial could not begin",
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

	/** Receives the end of the dial, once. Called on its event loop. */
	interface Ending extends PeerConnector.Outcome {

		/** The candidate is a peer that another event loop must dial. */
		void elsewhere(Home there);

	}

}
