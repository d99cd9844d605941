package io.quictransport.spring.boot.health;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Holds the properties under {@code quic.transport.health}.
 */
@ConfigurationProperties("quic.transport.health")
final class QuicTransportHealthProperties {

	/**
	 * Comma-separated list of the ids of the peers without which the node is out of
	 * service. For the readiness group.
	 */
	private List<String> requiredPeers = List.of();

	/**
	 * Whether the node is out of service until a source of peers (DNS, multicast,
	 * registry) has answered once, unless it knows peers from elsewhere.
	 */
	private boolean requirePeerSource = true;

	public List<String> getRequiredPeers() {
		return this.requiredPeers;
	}

	public void setRequiredPeers(List<String> requiredPeers) {
		this.requiredPeers = requiredPeers;
	}

	public boolean isRequirePeerSource() {
		return this.requirePeerSource;
	}

	public void setRequirePeerSource(boolean requirePeerSource) {
		this.requirePeerSource = requirePeerSource;
	}

}
