package io.quictransport.spring.boot.actuate;

import java.util.List;
import java.util.Optional;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.PeerSnapshot;
import io.quictransport.spring.boot.QuicConnectionRecorder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows the node and its peers, and has the next connection to one of them recorded.
 */
@Endpoint(id = "quicpeers", defaultAccess = Access.READ_ONLY)
final class QuicPeersEndpoint {

	private final NetworkTransport transport;

	private final @Nullable QuicConnectionRecorder recorder;

	QuicPeersEndpoint(NetworkTransport transport, @Nullable QuicConnectionRecorder recorder) {
		this.transport = transport;
		this.recorder = recorder;
	}

	@ReadOperation
	Node node() {
		return new Node(this.transport.localNode().id().value(), this.transport.state().name(),
				this.transport.peers().stream().map(QuicPeer::of).toList());
	}

	/** Answered with 404 where there is no such peer. */
	@ReadOperation
	@Nullable QuicPeer peer(@Selector String id) {
		return find(id).map(QuicPeer::of).orElse(null);
	}

	/**
	 * Without a peer there is no null to return, as there is for one that is read: the
	 * web would answer 204, which reads like success.
	 */
	@WriteOperation
	QuicPeer recordNextConnection(@Selector String id) {
		if (this.recorder == null) {
			throw new InvalidEndpointRequestException(
					"Nothing can be recorded: quic.transport.qlog.directory is not set",
					"quic.transport.qlog.directory is not set");
		}
		PeerSnapshot peer = find(id)
			.orElseThrow(() -> new InvalidEndpointRequestException("There is no peer '" + id + "'",
					"there is no peer of this id"));
		this.recorder.recordNextConnection(peer.id());
		return QuicPeer.of(peer);
	}

	private Optional<PeerSnapshot> find(String id) {
		return this.transport.peers().stream().filter((peer) -> peer.id().value().equals(id)).findFirst();
	}

	/**
	 * The node as it sees itself.
	 *
	 * @param id the node's id
	 * @param state the state of its transport
	 * @param peers the peers that it knows, ordered by id
	 */
	record Node(String id, String state, List<QuicPeer> peers) {
	}

}
