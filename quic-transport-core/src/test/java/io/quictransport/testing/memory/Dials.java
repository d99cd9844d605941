package io.quictransport.testing.memory;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks which peers a node dials, and dials them again when something has changed that
 * may let the dial succeed. Confined to the event loop.
 */
final class Dials {

	private static final Logger logger = LoggerFactory.getLogger(Dials.class);

	private final Node node;

	private final InMemoryNetwork network;

	/** Addresses whose peers are not known yet, and how many callers want each. */
	private final Map<PeerInfo, Integer> seeds = new LinkedHashMap<>();

	Dials(Node node, InMemoryNetwork network) {
		this.node = node;
		this.network = network;
	}

	void stop() {
		this.seeds.clear();
	}

	void connect(PeerInfo wanted, DialFuture connected) {
		PeerId expected = wanted.id();
		Peer known = (expected != null) ? this.node.peerOrNew(expected) : null;
		if (known != null) {
			known.want(wanted.addresses());
		}
		else {
			this.seeds.merge(wanted, 1, Integer::sum);
		}
		try {
			connected.connected((known != null) ? dial(known) : dialSeed(wanted));
		}
		catch (NetworkException ex) {
			connected.notConnected(ex);
		}
	}

	/** One caller wants this address no more. */
	void withdraw(PeerInfo wanted) {
		this.seeds.computeIfPresent(wanted, (seed, callers) -> (callers > 1) ? callers - 1 : null);
	}

	/** Tries again to reach all that are wanted and not connected. */
	void dialAll() {
		this.node.peers().stream().filter(Peer::awaitsDial).toList().forEach(this::dialAgain);
		for (PeerInfo seed : List.copyOf(this.seeds.keySet())) {
			try {
				dialSeed(seed);
			}
			catch (NetworkException ex) {
				logger.debug("event=dial_failed addresses={}", seed.addresses(), ex);
			}
		}
	}

	/** The peer has left on its own account: not before it had a rest. */
	void dialLater(Peer peer) {
		this.node.loop().after(this.node.options().reconnectMinBackoff().toNanos(), () -> {
			if (peer.awaitsDial()) {
				dialAgain(peer);
			}
		});
	}

	private void dialAgain(Peer peer) {
		try {
			dial(peer);
		}
		catch (NetworkException ex) {
			logger.debug("event=dial_failed peer={}", peer.id(), ex);
		}
	}

	private NodeInfo dial(Peer peer) {
		NodeInfo known = peer.info();
		if (peer.isUp() && known != null) {
			return known;
		}
		try {
			Node there = reach(peer.id(), peer.addresses());
			Peer.connect(peer, there.peerOrNew(this.node.id()));
			return there.info();
		}
		catch (NetworkException ex) {
			peer.dialFailed(ex.getMessage());
			throw ex;
		}
	}

	private NodeInfo dialSeed(PeerInfo seed) {
		Node there = reach(null, seed.addresses());
		this.seeds.remove(seed);
		Peer peer = this.node.peerOrNew(there.id());
		peer.want(seed.addresses());
		return dial(peer);
	}

	private Node reach(@Nullable PeerId expected, Collection<NodeAddress> addresses) {
		NetworkException failure = null;
		for (NodeAddress at : addresses) {
			try {
				return this.network.reach(this.node, expected, at);
			}
			catch (NetworkException ex) {
				failure = ex;
				this.node.figures().failedDials.increment();
				this.node.figures().error(ex.code());
			}
		}
		throw (failure != null) ? failure : NetworkException.of(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT,
				"the peer has no address", ErrorContext.of(expected));
	}

}
