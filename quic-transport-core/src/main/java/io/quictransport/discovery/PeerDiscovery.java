package io.quictransport.discovery;

/**
 * Says where peers may be: a list from a registry or a name server, or announcements as
 * they come in.
 *
 * <p>
 * What it says need not be true: addresses are dialled at a limited rate, and a peer is
 * who its certificate says. An implementation keeps no time-outs and no memory of its own
 * but what it needs to ask: how long a peer is remembered, and what happens when it is
 * gone, is decided for all providers alike (see {@link DiscoveryOptions}).
 *
 * <p>
 * One instance serves one transport, which starts and stops it with itself, any number of
 * times. Both calls come from the transport's event loop and must return at once.
 */
public interface PeerDiscovery {

	/**
	 * Begins to look for peers and to tell of this node. A call while started does
	 * nothing.
	 * @param peers is told of what is found, from any thread, until {@link #stop}
	 */
	void start(DiscoveredPeers peers);

	/**
	 * Stops, and takes back what it has told others of this node. A call while stopped
	 * does nothing.
	 */
	void stop();

}
