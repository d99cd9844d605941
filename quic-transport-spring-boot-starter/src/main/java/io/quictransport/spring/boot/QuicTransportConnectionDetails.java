package io.quictransport.spring.boot;

import java.util.List;

import io.quictransport.PeerInfo;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * States which peers are dialled at start. A bean of this type replaces the property
 * {@code quic.transport.peers}: for tests, and for platforms that know the peers.
 */
public interface QuicTransportConnectionDetails extends ConnectionDetails {

	/**
	 * The peers to dial, asked for at each start of the transport.
	 * @return the peers, empty for a node that only waits for others
	 */
	List<PeerInfo> getPeers();

}
