package io.quictransport.spring.boot;

import java.util.List;

import io.quictransport.PeerInfo;

/**
 * Takes the peers from {@code quic.transport.peers}.
 */
final class PropertiesQuicTransportConnectionDetails implements QuicTransportConnectionDetails {

	private final List<PeerInfo> peers;

	PropertiesQuicTransportConnectionDetails(QuicTransportProperties properties) {
		List<String> entries = properties.getPeers();
		this.peers = (entries != null) ? PeerEntries.parse(QuicTransportProperties.PREFIX + ".peers", entries)
				: List.of();
	}

	@Override
	public List<PeerInfo> getPeers() {
		return this.peers;
	}

}
