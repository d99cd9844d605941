package io.quictransport.discovery;

import org.jspecify.annotations.Nullable;

/**
 * Finds the nodes of the same machine and local network: each announces itself by
 * multicast, immediately when it starts and then periodically, answers newcomers, and
 * says goodbye when it stops.
 *
 * <p>
 * Anyone in the network can read and forge announcements; nothing depends on their truth.
 * Runs on its own thread, {@code quic-multicast-<node>}.
 */
public final class MulticastPeerDiscovery implements PeerDiscovery {

	private final MulticastOptions options;

	private @Nullable MulticastLoop loop;

	/**
	 * Makes a provider that is not started yet.
	 * @param options the options of the announcements
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
