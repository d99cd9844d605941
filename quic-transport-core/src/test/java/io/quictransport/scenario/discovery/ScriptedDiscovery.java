package io.quictransport.scenario.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.discovery.DiscoveredPeers;
import io.quictransport.discovery.PeerDiscovery;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * Says what a test tells it to say.
 */
final class ScriptedDiscovery implements PeerDiscovery {

	private volatile @Nullable DiscoveredPeers peers;

	volatile int starts;

	volatile int stops;

	@Override
	@SuppressWarnings("NonAtomicVolatileUpdate") // one event loop calls
	public void start(DiscoveredPeers peers) {
		this.peers = peers;
		this.starts++;
	}

	@Override
	@SuppressWarnings("NonAtomicVolatileUpdate") // one event loop calls
	public void stop() {
		this.peers = null;
		this.stops++;
	}

	void list(PeerInfo... peers) {
		sink().list(List.of(peers));
	}

	void seen(PeerInfo peer, Duration validFor) {
		sink().seen(peer, validFor);
	}

	void gone(PeerId peer) {
		sink().gone(peer);
	}

	void failed(String detail) {
		sink().failed(detail, null);
	}

	private DiscoveredPeers sink() {
		await().until(() -> this.peers != null);
		return Objects.requireNonNull(this.peers);
	}

}
