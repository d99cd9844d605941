package io.quictransport.internal.messaging;

import io.quictransport.PeerId;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.loop.Traffic;
import io.quictransport.internal.wire.Settled;

/**
 * Holds what everything that travels over one connection shares.
 *
 * @param connection the connection
 * @param messaging what all peers share
 * @param identity the node at the other end, as it has proven to be
 * @param traffic counts what goes to and comes from the peer
 * @param calls resolves what this node wants of the peer
 * @param inbound serves what the peer wants of this node
 * @param streams serves the streams of messages that the peer opens
 * @param transfers remembers the large messages of the peer that are admitted
 * @param streamQueue bounds the items that wait in all streams of messages with the peer
 * @param framing reads and writes messages
 */
record SessionContext(ConnectionLink connection, Messaging messaging, PeerIdentity identity, Traffic traffic,
		CallResolver calls, Inbound inbound, InboundStreams streams, AdmittedTransfers transfers, Quota streamQueue,
		MessageFraming framing) {

	PeerId peer() {
		return this.identity.peer();
	}

	/** The peer has resolved messages: they need not be remembered. */
	void settled(Settled settled) {
		this.inbound.settled(settled);
		this.transfers.settled(settled);
	}

	/** Fails the calls that a stream carried, unless the connection is gone with it. */
	void streamLost(Carrier carrier) {
		if (!this.connection.isClosed()) {
			this.calls.streamLost(carrier);
		}
	}

}
