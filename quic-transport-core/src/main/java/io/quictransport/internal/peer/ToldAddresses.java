package io.quictransport.internal.peer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the dials of addresses that are known only from the word of a peer, or from
 * datagrams that claim to come from it: few at a time and few per minute, so that neither
 * can direct this node's packets at others. Confined to the event loop.
 */
final class ToldAddresses {

	/** The most addresses of one round of dials. */
	static final int MOST = 4;

	/** How many dials may follow one another: those of three rounds. */
	private static final int BURST = 3 * MOST;

	/** After this time one more dial is admitted. */
	private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(7500);

	private final LongSupplier clock;

	private int spare = BURST;

	/** The time since which the next dial is being earned. */
	private long earnedSince;

	/**
	 * The source of datagrams of the live connection that the connection does not follow.
	 */
	private @Nullable NodeAddress hint;

	ToldAddresses(LongSupplier clock) {
		this.clock = clock;
		this.earnedSince = clock.getAsLong();
	}

	/**
	 * The peer has been reached: an older hint is void.
	 * @param told whether it was reached at an address that it had stated; such a dial
	 * does not count
	 */
	void reached(boolean told) {
		this.hint = null;
		if (told) {
			this.spare = Math.min(BURST, this.spare + 1);
		}
	}

	/** The peer may be at this address now. */
	void hint(NodeAddress at) {
		this.hint = at;
	}

	/**
	 * Chooses the addresses to dial in one round, the hint first, then the best of the
	 * rest.
	 * @param said what the peer states of itself, null if it has not yet
	 * @param known the addresses that are dialled in any case
	 */
	List<NodeAddress> choose(@Nullable NodeInfo said, Collection<NodeAddress> known) {
		List<NodeAddress> chosen = new ArrayList<>();
		NodeAddress hinted = this.hint;
		if (hinted != null && !known.contains(hinted)) {
			chosen.add(hinted);
		}
		for (NodeAddress address : (said != null) ? said.addresses() : List.<NodeAddress>of()) {
			if (chosen.size() < MOST && !known.contains(address) && !chosen.contains(address)) {
				chosen.add(address);
			}
		}
		return chosen;
	}

	/** Whether one more of them may be dialled now; if so, it is counted. */
	boolean admit() {
		long now = this.clock.getAsLong();
		long earned = (now - this.earnedSince) / INTERVAL;
		this.spare = (int) Math.min(BURST, this.spare + earned);
		this.earnedSince += earned * INTERVAL;
		if (this.spare == 0) {
			return false;
		}
		this.spare--;
		return true;
	}

}
