package io.quictransport.discovery;

import org.jspecify.annotations.Nullable;

/**
 * Finds the nodes of the same machine and local network: each announces itself by
 * multicast, at once when it starts and then from time to time, answers newcomers, and
 * says goodbye when it stops.
 *
 * <p>
 * Anybody in the network can read and forge announcements; nothing depends on their
 * truth. Runs on a thread of its own, {@code quic-multicast-<node>}.
 */
public final class MulticastPeerDiscovery implements PeerDiscovery {

	private final MulticastOptions options;

	private @Nullable MulticastLoop loop;

	/**
	 * Makes a provider that is not started yet.
	 * @param options how it announces
	 */
	public MulticastPeerDiscovery(MulticastOptions options) {
		this.options = options;
	}

	@Override
	public synchronized void start(DiscoveredPeers peers) {
		if (this.loop == null) {
			MulticastLoop next = new MulticastLoop(this.options, peers);
			new Thread(next, "quic-multicast-" + peers.self().id()).start();
			this.loop = next;
		}
	}

	@Override
	public synchronized void stop() {
		MulticastLoop running = this.loop;
		if (running != null) {
			this.loop = null;
			running.stop();
		}
	}

	@Override
	public String toString() {
		return "multicast " + this.options.group();
	}

}
