package io.quictransport.discovery;

/**
 * Finds where peers may be: a list from a registry or a name server, or announcements as
 * they arrive.
 *
 * <p>
 * Its findings need not be true: addresses are dialled at a limited rate, and a peer's
 * identity is what its certificate states. An implementation keeps no timeouts and only
 * the memory that its queries need: how long a peer is remembered, and what happens when
 * it is gone, is decided for all providers alike (see {@link DiscoveryOptions}).
 *
 * <p>
 * It calls {@link DiscoveredPeers#working} when it works but has no peer to report. A
 * node that knows no peer is out of service while its sources of peers fail, and for the
 * first 30 seconds while they report nothing.
 *
 * <p>
 * One instance serves one transport, which starts and stops it with itself, any number of
 * times. Both calls come from the transport's event loop and must return at once.
 */
public interface PeerDiscovery {

	/**
	 * Begins to find peers and to announce this node. A call while started does nothing.
	 * @param peers receives the findings, from any thread, until {@link #stop}
	 */
	void start(DiscoveredPeers peers);

	/**
	 * Stops, and withdraws its announcements of this node. A call while stopped does
	 * nothing.
	 */
	void stop();

}
