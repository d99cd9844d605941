package io.quictransport.quic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quictransport.NodeAddress;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.NodeIdSource;

/**
 * Lists the names, defaults and bounds of {@link QuicTransportOptions}.
 */
final class TransportOption {

	static final Option<InetSocketAddress> BIND_ADDRESS = Option.of("bindAddress",
			QuicTransportOptions.DEFAULT_BIND_ADDRESS);

	static final Option<NodeIdSource> NODE_ID_SOURCE = Option.of("nodeIdSource",
			QuicTransportOptions.DEFAULT_NODE_ID_SOURCE);

	static final Option<List<NodeAddress>> ADVERTISED_ADDRESSES = Option.of("advertisedAddresses",
			QuicTransportOptions.DEFAULT_ADVERTISED_ADDRESSES);

	static final Option<Set<String>> SERVICES = Option.of("services", QuicTransportOptions.DEFAULT_SERVICES);

	static final Option<Map<String, String>> METADATA = Option.of("metadata", QuicTransportOptions.DEFAULT_METADATA);

	static final Option<List<String>> ALLOWED_PEERS = Option.of("allowedPeers",
			QuicTransportOptions.DEFAULT_ALLOWED_PEERS);

	static final Option<DenyList> DENY_LIST = Option.of("denyList", QuicTransportOptions.DEFAULT_DENY_LIST);

	static final Option<Duration> RECONNECT_MIN_BACKOFF = Option.atLeast("reconnectMinBackoff",
			QuicTransportOptions.DEFAULT_RECONNECT_MIN_BACKOFF, Duration.ofMillis(1));

	static final Option<Duration> RECONNECT_MAX_BACKOFF = Option.atLeast("reconnectMaxBackoff",
			QuicTransportOptions.DEFAULT_RECONNECT_MAX_BACKOFF, Duration.ofMillis(1));

	static final Option<Duration> DRAIN_GRACE = Option.atLeast("drainGrace", QuicTransportOptions.DEFAULT_DRAIN_GRACE,
			Duration.ZERO);

	static final Option<TransportTimeouts> TIMEOUTS = Option.of("timeouts", new TransportTimeouts());

	static final Option<ReplacementOptions> REPLACEMENT = Option.of("replacement", new ReplacementOptions());

	static final Option<TransportLimits> LIMITS = Option.of("limits", new TransportLimits());

	static final Option<QuicSettings> QUIC = Option.of("quic", new QuicSettings());

	static final Option<DiscoveryOptions> DISCOVERY = Option.of("discovery", new DiscoveryOptions());

	private TransportOption() {
	}

}
