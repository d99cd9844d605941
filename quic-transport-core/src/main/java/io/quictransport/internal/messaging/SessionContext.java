package io.quictransport.internal.messaging;

import io.netty.buffer.ByteBuf;
import io.quictransport.MessagePayload;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.loop.TransportCounters.Traffic;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.MessageFrames;

/**
 * Holds the state that everything on one connection shares.
 *
 * @param connection the connection
 * @param messaging the state that all peers share
 * @param identity the node at the other end, with its proven identity
 * @param traffic counts the messages and bytes sent to and received from the peer
 * @param calls resolves this node's calls to the peer
 * @param inbound serves the peer's messages to this node
 * @param streams serves the streams of messages that the peer opens
 * @param transfers remembers the large messages of the peer that are admitted
 * @param streamQueue bounds the items that wait in all streams of messages with the peer
 * @param resets the state of {@link Inbound#resets} for the incarnation at the other end
 */
record SessionContext(ConnectionLink connection, Messaging messaging, PeerIdentity identity, Traffic traffic,
		CallResolver calls, Inbound inbound, InboundStreams streams, AdmittedTransfers transfers, Quota streamQueue,
		int resets) implements MessageFrames.PayloadReader {

	PeerId peer() {
		return this.identity.peer();
	}

	/** Reads a message of the peer, after its id and timeout. */
	NetworkMessage read(ByteBuf body, MessageType type) {
		return MessageFrames.readMessage(body, type, peer(), this.messaging.self, this.messaging.limits.wire(),
				this.messaging.paths, this);
	}

	@Override
	public MessagePayload read(MessageType type, String path, ByteBuf body) {
		return this.messaging.handlers.wantsView(type, path) ? PayloadView.of(body, this.inbound.viewed())
				: MessagePayload.of(MessageFrames.toArray(body));
	}

	/** What the streams of messages with the peer share. */
	StreamParts streamParts() {
		return new StreamParts(this.messaging, this.identity, this.traffic, this.streamQueue);
	}

	/**
	 * Whether another incarnation of the peer has taken the place of the one at the other
	 * end: its ids mean other messages now, so nothing more of it is taken.
	 */
	boolean isSuperseded() {
		return this.inbound.resets() != this.resets;
	}

	/** The peer has resolved messages: they need not be remembered. */
	void settled(Settled settled) {
		this.inbound.settled(settled);
		this.transfers.settled(settled);
	}

	/** Fails the calls that a stream carried, unless the connection is closed too. */
	void streamLost(Carrier carrier) {
		if (!this.connection.isClosed()) {
			this.calls.streamLost(carrier);
		}
	}

}
