package io.quictransport.spring.boot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.ErrorCode;
import io.quictransport.EventLoopStats;
import io.quictransport.NetworkTransport;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerSnapshot;
import io.quictransport.PeerSource;
import io.quictransport.TransportState;
import io.quictransport.UnreachedPeer;
import io.quictransport.quic.QuicTransport;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Reports the health of the transport itself. Unreachable peers appear in the details
 * only: a node must not be taken down because another one is down. If a peer that the
 * application requires is missing, or no source of peers has ever answered, the node is
 * out of service, but is not to be restarted. A node of which an event loop does not
 * answer is down.
 */
final class QuicTransportHealthIndicator extends AbstractHealthIndicator {

	/** Health is asked often, and the endpoint quicpeers lists all. */
	private static final int MOST_UNREACHED = 8;

	/** Those that are away come first. */
	private static final int MOST_PEERS = 64;

	/** No work takes an event loop this long: something blocks it. */
	private static final Duration MOST_SILENCE = Duration.ofSeconds(10);

	private final NetworkTransport transport;

	private final List<PeerId> requiredPeers;

	private final boolean requirePeerSource;

	QuicTransportHealthIndicator(NetworkTransport transport, QuicTransportHealthProperties properties) {
		super("The state of the transport could not be read");
		this.transport = transport;
		this.requiredPeers = properties.getRequiredPeers().stream().map(PeerId::new).toList();
		this.requirePeerSource = properties.isRequirePeerSource();
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		TransportState state = this.transport.state();
		List<PeerSnapshot> peers = this.transport.peers();
		PeerId self = this.transport.localNode().id();
		// All nodes of a cluster may have the same list.
		List<String> missing = this.requiredPeers.stream()
			.filter((peer) -> !peer.equals(self) && !this.transport.isConnected(peer))
			.map(PeerId::value)
			.toList();
		boolean alone = peers.stream().noneMatch(PeerSnapshot::isConnected);
		List<UnreachedPeer> unreached = this.transport.unreached();
		List<PeerSource> sources = this.transport.peerSources();
		boolean unanswered = alone && unreached.isEmpty() && !sources.isEmpty()
				&& sources.stream().allMatch((source) -> source.answeredAt() == null);
		boolean unfit = !missing.isEmpty() || (this.requirePeerSource && unanswered && mayStillAnswer(sources));
		builder.status((state == TransportState.RUNNING && unfit) ? Status.OUT_OF_SERVICE : statusOf(state))
			.withDetail("state", state.name())
			.withDetail("nodeId", self.value())
			.withDetail("address", address())
			.withDetail("connectedPeers", peers.stream().filter(PeerSnapshot::isConnected).count())
			.withDetail("knownPeers", peers.size())
			.withDetail("peers", details(peers));
		if (alone) {
			putWarning(builder, unreached, sources, unanswered);
		}
		if (!unreached.isEmpty()) {
			builder.withDetail("unreachedPeers", unreached.size())
				.withDetail("unreached",
						unreached.stream().limit(MOST_UNREACHED).map(QuicTransportHealthIndicator::details).toList());
		}
		if (!sources.isEmpty()) {
			builder.withDetail("peerSources", sources.stream().map(QuicTransportHealthIndicator::details).toList());
		}
		if (!this.requiredPeers.isEmpty()) {
			builder.withDetail("missingPeers", missing);
		}
		if (this.transport instanceof QuicTransport quic) {
			builder.withDetail("certificate", details(quic.identity()));
		}
		putStuckLoops(builder);
	}

	/** A node that reaches nobody is told from one that has nobody to reach. */
	private static void putWarning(Health.Builder builder, List<UnreachedPeer> unreached, List<PeerSource> sources,
			boolean unanswered) {
		int named = sources.stream().mapToInt(PeerSource::peers).sum();
		if (!unreached.isEmpty()) {
			builder.withDetail("warning", "nobody is reached: " + unreached.size() + " wanted, 0 connected");
		}
		else if (unanswered) {
			builder.withDetail("warning", "nobody is known: no source of peers has ever answered");
		}
		else if (!sources.isEmpty()) {
			builder.withDetail("warning", (named == 0) ? "nobody is known: the sources of peers name nobody else"
					: "nobody is connected: the sources of peers name " + named);
		}
	}

	/** Whatever the node says of itself, it serves none of such a loop's peers. */
	private void putStuckLoops(Health.Builder builder) {
		List<Map<String, Object>> stuck = this.transport.eventLoops()
			.stream()
			.filter((loop) -> loop.silent().compareTo(MOST_SILENCE) >= 0)
			.map(QuicTransportHealthIndicator::details)
			.toList();
		if (!stuck.isEmpty()) {
			builder.down().withDetail("stuckEventLoops", stuck);
		}
	}

	private static Map<String, Object> details(EventLoopStats loop) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("loop", loop.index());
		details.put("connections", loop.connections());
		details.put("silentSeconds", loop.silent().toMillis() / 1e3);
		return details;
	}

	/**
	 * Whether it is worth waiting for a first answer: a source that neither answers nor
	 * fails, such as one that listens, has nobody to name after a while.
	 */
	private static boolean mayStillAnswer(List<PeerSource> sources) {
		Instant young = Instant.now().minus(PeerSource.FIRST_ANSWER);
		return sources.stream()
			.anyMatch((source) -> source.state() == PeerSource.State.FAILING || source.since().isAfter(young));
	}

	private static Map<String, Object> details(PeerSource source) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("name", source.name());
		details.put("state", source.state().name());
		details.put("peers", source.peers());
		if (source.answeredAt() != null) {
			details.put("answeredAt", source.answeredAt().toString());
		}
		if (source.reason() != null && source.failedAt() != null) {
			details.put("failures", source.failures());
			details.put("reason", source.reason());
			details.put("failedAt", source.failedAt().toString());
		}
		return details;
	}

	private static Map<String, Object> details(UnreachedPeer peer) {
		Map<String, Object> details = new LinkedHashMap<>();
		PeerId id = peer.id();
		ErrorCode code = peer.code();
		if (id != null) {
			details.put("id", id.value());
		}
		details.put("addresses", peer.addresses().stream().map(NodeAddress::toString).toList());
		details.put("source", peer.source());
		details.put("since", peer.since().toString());
		if (code != null) {
			details.put("code", code.name());
		}
		if (peer.reason() != null) {
			details.put("reason", peer.reason());
		}
		if (peer.stopped()) {
			details.put("stopped", true);
		}
		return details;
	}

	private String address() {
		String address = this.transport.localAddress().toString();
		return address.substring(address.indexOf('/') + 1);
	}

	private static Status statusOf(TransportState state) {
		return switch (state) {
			case RUNNING -> Status.UP;
			case DRAINING, STOPPING -> Status.OUT_OF_SERVICE;
			case STOPPED, STARTING -> Status.DOWN;
		};
	}

	/** The node is not down because of it: connections that live go on. */
	private static Map<String, Object> details(TlsIdentity identity) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("serial", identity.certificate().getSerialNumber().toString(16));
		details.put("validUntil", identity.validUntil().toString());
		List<String> warnings = identity.warnings();
		if (!warnings.isEmpty()) {
			details.put("warnings", warnings);
		}
		return details;
	}

	private static Map<String, Object> details(List<PeerSnapshot> peers) {
		Map<String, Object> details = new LinkedHashMap<>();
		List<PeerSnapshot> shown = peers.stream()
			.sorted(Comparator.comparing(PeerSnapshot::isConnected))
			.limit(MOST_PEERS)
			.toList();
		for (PeerSnapshot peer : shown) {
			Map<String, Object> detail = new LinkedHashMap<>();
			detail.put("phase", peer.phase().name());
			ConnectionSnapshot connection = peer.connection();
			putMillis(detail, (connection != null) ? connection.rtt() : null);
			details.put(peer.id().value(), detail);
		}
		return details;
	}

	private static void putMillis(Map<String, Object> detail, @Nullable Duration rtt) {
		if (rtt != null) {
			detail.put("rttMillis", rtt.toNanos() / 1e6);
		}
	}

}
