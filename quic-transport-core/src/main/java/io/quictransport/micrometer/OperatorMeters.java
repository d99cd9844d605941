package io.quictransport.micrometer;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quictransport.ConnectionEnds.Kind;
import io.quictransport.ConnectionEnds.Stage;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkTransport;
import io.quictransport.PeerPhase;
import io.quictransport.PeerSource;
import io.quictransport.TransportVersions;

/**
 * Exposes what operators look at first: refused peers, why connections end, the known
 * peers, and versions. The reasons are a fixed set, because a peer may close with any
 * code.
 */
final class OperatorMeters {

	private static final String OTHER = "OTHER";

	/** What a connection ends for. */
	private static final Set<ErrorCode> REASONS = EnumSet.range(ErrorCode.NOT_CONNECTED, ErrorCode.UNKNOWN_PEER);

	/** What it may end for as planned. */
	private static final Set<ErrorCode> PLANNED = EnumSet.of(ErrorCode.NOT_RUNNING, ErrorCode.DRAINING,
			ErrorCode.DISCONNECTED, ErrorCode.DUPLICATE_CONNECTION, ErrorCode.CONNECTION_REPLACED,
			ErrorCode.SELF_CONNECTION, ErrorCode.PEER_NOT_ALLOWED);

	static {
		REASONS.remove(ErrorCode.UNKNOWN_PEER);
		REASONS.removeAll(PLANNED);
		REASONS.add(ErrorCode.PEER_NOT_ALLOWED);
		REASONS.add(ErrorCode.INTERNAL);
	}

	private final String prefix;

	private final NetworkTransport transport;

	private final MeterRegistry registry;

	OperatorMeters(String prefix, NetworkTransport transport, MeterRegistry registry) {
		this.prefix = prefix;
		this.transport = transport;
		this.registry = registry;
	}

	void bind() {
		ends("connections.closed", Stage.CLOSED, "Established connections that have ended");
		ends("connections.refused", Stage.REFUSED, "Inbound connections that were refused");
		for (PeerPhase phase : EnumSet.complementOf(EnumSet.of(PeerPhase.REMOVED))) {
			Gauge.builder(this.prefix + "peers", this.transport, (node) -> node.phases().getOrDefault(phase, 0))
				.description("Known peers by the phase of their life")
				.tag("phase", phase.name())
				.register(this.registry);
		}
		Gauge.builder(this.prefix + "peers.unreached", this.transport, (node) -> node.unreached().size())
			.description("Peers and addresses that are wanted and not connected")
			.register(this.registry);
		for (PeerSource.State state : PeerSource.State.values()) {
			Gauge
				.builder(this.prefix + "peer.sources", this.transport,
						(node) -> node.peerSources().stream().filter((source) -> source.state() == state).count())
				.description("Sources that name peers, by whether they answer")
				.tag("state", state.name())
				.register(this.registry);
		}
		TransportVersions versions = this.transport.versions();
		Gauge.builder(this.prefix + "info", this.transport, (node) -> 1)
			.description("What the node runs")
			.tag("codec", versions.codec())
			.tag("library", versions.library())
			.tag("protocol", versions.protocol())
			.register(this.registry);
	}

	private void ends(String name, Stage stage, String description) {
		ends(name, stage, description, false, REASONS);
		ends(name, stage, description, true, PLANNED);
	}

	private void ends(String name, Stage stage, String description, boolean expected, Set<ErrorCode> reasons) {
		for (ErrorCode reason : reasons) {
			counter(name, description, expected, reason.name(),
					(kind) -> kind.equals(new Kind(stage, reason, expected)));
		}
		counter(name, description, expected, OTHER,
				(kind) -> kind.stage() == stage && kind.expected() == expected && !reasons.contains(kind.code()));
	}

	private void counter(String name, String description, boolean expected, String reason, Predicate<Kind> counted) {
		FunctionCounter
			.builder(this.prefix + name, this.transport, (node) -> sum(node.connectionEnds().counts(), counted))
			.description(description)
			.tag("expected", String.valueOf(expected))
			.tag("reason", reason)
			.register(this.registry);
	}

	private static double sum(Map<Kind, Long> counts, Predicate<Kind> counted) {
		return counts.entrySet()
			.stream()
			.filter((count) -> counted.test(count.getKey()))
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

}
