package io.quictransport.spring.boot.actuate;

import java.math.BigInteger;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quictransport.ConfigurationException;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.PeerSnapshot;
import io.quictransport.TransportVersions;
import io.quictransport.internal.text.Log;
import io.quictransport.quic.QuicTransport;
import io.quictransport.spring.boot.QuicConnectionRecorder;
import io.quictransport.tls.DenyList;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows the node and its peers, the peers that are wanted and not reached, and the
 * connections that were refused or have ended. With unrestricted access it also carries
 * out an operator's actions, and logs who has asked for which.
 */
@Endpoint(id = "quicpeers", defaultAccess = Access.READ_ONLY)
final class QuicPeersEndpoint implements AutoCloseable {

	private static final Log logger = Log.of(QuicPeersEndpoint.class);

	/** As long as the drain of a shutdown by default. */
	private static final Duration DRAIN_GRACE = Duration.ofSeconds(10);

	/** An event loop that takes longer has a fault of its own. */
	private static final Duration MOST_WAIT = Duration.ofSeconds(2);

	private final NetworkTransport transport;

	private final @Nullable QuicConnectionRecorder recorder;

	private final Denials denials;

	QuicPeersEndpoint(NetworkTransport transport, @Nullable QuicConnectionRecorder recorder) {
		this.transport = transport;
		this.recorder = recorder;
		this.denials = new Denials(transport);
	}

	@ReadOperation
	Node node() {
		return new Node(this.transport.localNode().id().value(), this.transport.state().name(),
				this.transport.versions(), this.transport.peers().stream().map(QuicPeer::of).toList(),
				this.transport.unreached().stream().map(QuicUnreachedPeer::of).toList(),
				this.transport.peerSources().stream().map(QuicPeerSource::of).toList(),
				this.transport.connectionEnds().recent().stream().map(QuicConnectionEnd::of).toList(),
				this.denials.list(), QuicResources.of(this.transport),
				(this.transport instanceof QuicTransport quic) ? QuicIdentity.of(quic.identity()) : null);
	}

	/** Answered with 404 where there is no such peer. */
	@ReadOperation
	@Nullable QuicPeer peer(@Selector String id) {
		return find(id).map((peer) -> QuicPeer.of(peer, activity(peer.id()))).orElse(null);
	}

	/**
	 * Null if the event loop does not answer: what else is known of the peer is shown all
	 * the same.
	 */
	private @Nullable QuicPeerActivity activity(PeerId peer) {
		try {
			return this.transport.activity(peer)
				.get(MOST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
				.map(QuicPeerActivity::of)
				.orElse(null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("event=peer_activity_unknown peer={} reason=\"its event loop does not answer: {}\"", peer,
					ex.toString());
			return null;
		}
	}

	/** Acts on the node as a whole. */
	@WriteOperation
	Node actOnNode(SecurityContext asked, NodeAction action, @Nullable String serial, @Nullable Duration duration) {
		switch (action) {
			case DENY -> this.denials.deny(serial(serial), duration);
			case ALLOW -> this.denials.allow(serial(serial));
			case ROTATE -> quic().rotateConnections();
			case UNDRAIN -> begun(this.transport.undrain());
			case DRAIN -> begun(drain((duration != null) ? duration : DRAIN_GRACE));
		}
		audit(asked, action.name(), null, serial, duration);
		return node();
	}

	private CompletableFuture<Boolean> drain(Duration grace) {
		try {
			return this.transport.drain(grace);
		}
		catch (ConfigurationException ex) {
			throw new InvalidEndpointRequestException(ex.detail(), ex.detail(), ex);
		}
	}

	/**
	 * Acts on one peer.
	 * @return the peer, as it was before; a peer that is not known may be denied, too,
	 * and is answered with an empty body
	 */
	@WriteOperation
	@Nullable QuicPeer actOnPeer(SecurityContext asked, @Selector String id, @Selector PeerAction action,
			@Nullable Duration duration) {
		Optional<PeerSnapshot> peer = find(id);
		switch (action) {
			case RECORD -> recorder().recordNextConnection(known(id, peer));
			case STOP_RECORDING -> recorder().stopRecording(known(id, peer));
			case DISCONNECT -> begun(this.transport.disconnect(known(id, peer)));
			case DENY -> this.denials.deny(parsed(id), duration);
			case ALLOW -> this.denials.allow(parsed(id));
			case ROTATE -> quic().rotateConnection(known(id, peer));
		}
		audit(asked, action.name(), id, null, duration);
		return peer.map(QuicPeer::of).orElse(null);
	}

	/** What has failed at once has not begun; what fails later is logged by the core. */
	private static void begun(CompletableFuture<?> action) {
		Throwable failure = action.<@Nullable Throwable>handle((result, cause) -> cause).getNow(null);
		if (failure != null) {
			throw new InvalidEndpointRequestException("The transport refuses: " + failure.getMessage(),
					"the transport refuses", failure);
		}
	}

	private void audit(SecurityContext asked, String action, @Nullable String peer, @Nullable String serial,
			@Nullable Duration duration) {
		Principal principal = asked.getPrincipal();
		logger.info("event=operator_action node={} action={} peer={} serial={} duration={} by=\"{}\"",
				this.transport.localNode().id(), action, (peer != null) ? peer : "none",
				(serial != null) ? serial : "none", (duration != null) ? duration : "none",
				(principal != null) ? principal.getName() : "unknown");
	}

	private QuicConnectionRecorder recorder() {
		QuicConnectionRecorder known = this.recorder;
		if (known == null) {
			throw new InvalidEndpointRequestException(
					"Nothing can be recorded: quic.transport.qlog.directory is not set",
					"quic.transport.qlog.directory is not set");
		}
		return known;
	}

	/**
	 * Without a peer there is no null to return, as there is for one that is read: the
	 * web would answer 204, which reads like success.
	 */
	private static PeerId known(String id, Optional<PeerSnapshot> peer) {
		return peer.map(PeerSnapshot::id)
			.orElseThrow(() -> new InvalidEndpointRequestException("There is no peer '" + id + "'",
					"there is no peer of this id"));
	}

	private static PeerId parsed(String id) {
		try {
			return new PeerId(id);
		}
		catch (ConfigurationException ex) {
			throw new InvalidEndpointRequestException(ex.detail(), ex.detail(), ex);
		}
	}

	private static BigInteger serial(@Nullable String serial) {
		if (serial == null) {
			throw new InvalidEndpointRequestException(
					"The parameter 'serial' is missing: the serial number of a"
							+ " certificate in hexadecimal. An id is denied at the path of its peer",
					"the parameter 'serial' is missing");
		}
		try {
			Set<BigInteger> parsed = new DenyList().withSerials(List.of(serial)).serials();
			return parsed.iterator().next();
		}
		catch (ConfigurationException ex) {
			throw new InvalidEndpointRequestException(ex.detail(), ex.detail(), ex);
		}
	}

	private QuicTransport quic() {
		if (this.transport instanceof QuicTransport quic) {
			return quic;
		}
		throw new InvalidEndpointRequestException("This transport has no connections to replace",
				"this transport is not over QUIC");
	}

	private Optional<PeerSnapshot> find(String id) {
		return this.transport.peers().stream().filter((peer) -> peer.id().value().equals(id)).findFirst();
	}

	@Override
	public void close() {
		this.denials.close();
	}

	/**
	 * Describes the node as it sees itself.
	 *
	 * @param id the node's id
	 * @param state the state of its transport
	 * @param versions what it runs
	 * @param peers the peers that it knows, ordered by id
	 * @param unreached the peers and addresses that are wanted and not connected
	 * @param sources the sources that name peers, and whether they answer
	 * @param connectionEnds the connections that were last refused, or have ended
	 * @param denied who is denied, and until when
	 * @param resources what it takes of its machine
	 * @param identity its certificate and the CAs that it trusts, null if it has none
	 */
	record Node(String id, String state, TransportVersions versions, List<QuicPeer> peers,
			List<QuicUnreachedPeer> unreached, List<QuicPeerSource> sources, List<QuicConnectionEnd> connectionEnds,
			List<Denials.Denial> denied, QuicResources resources, @Nullable QuicIdentity identity) {
	}

}
