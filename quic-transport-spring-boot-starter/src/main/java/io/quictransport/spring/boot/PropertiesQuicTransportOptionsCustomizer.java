package io.quictransport.spring.boot;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.ReplacementOptions;
import io.quictransport.quic.TransportLimits;
import io.quictransport.quic.TransportTimeouts;

/**
 * Maps each property that is set to its option.
 *
 * @param properties the properties
 */
record PropertiesQuicTransportOptionsCustomizer(
		QuicTransportProperties properties) implements QuicTransportOptionsCustomizer {

	@Override
	public QuicTransportOptions customize(QuicTransportOptions options) {
		return withLimits(withTimes(withNode(options)));
	}

	private QuicTransportOptions withNode(QuicTransportOptions options) {
		QuicTransportProperties node = this.properties;
		return new OptionMapper<>(QuicTransportProperties.PREFIX, options)
			.set("address", node.getAddress(), PropertiesQuicTransportOptionsCustomizer::withAddress)
			.set("port", node.getPort(), PropertiesQuicTransportOptionsCustomizer::withPort)
			.set("node-id", node.getNodeId(), (to, id) -> to.withNodeId(new PeerId(id)))
			.set("node-id-source", node.getNodeIdSource(), QuicTransportOptions::withNodeIdSource)
			.set("advertised-addresses", node.getAdvertisedAddresses(),
					(to, addresses) -> to.withAdvertisedAddresses(addresses(addresses)))
			.set("services", node.getServices(), QuicTransportOptions::withServices)
			.set("metadata", node.getMetadata(), QuicTransportOptions::withMetadata)
			.set("allowed-peers", node.getAllowedPeers(), QuicTransportOptions::withAllowedPeers)
			.set("denied-peers", node.getDeniedPeers(),
					(to, ids) -> to.withDenyList(to.denyList().withIds(ids.stream().map(PeerId::new).toList())))
			.set("denied-serials", node.getDeniedSerials(),
					(to, serials) -> to.withDenyList(to.denyList().withSerials(serials)))
			.options();
	}

	private QuicTransportOptions withTimes(QuicTransportOptions options) {
		QuicTransportProperties.Reconnect reconnect = this.properties.getReconnect();
		return new OptionMapper<>(QuicTransportProperties.PREFIX,
				options.withTimeouts(this::timeouts).withReplacement(this::replacement))
			.set("reconnect.min-backoff", reconnect.getMinBackoff(), QuicTransportOptions::withReconnectMinBackoff)
			.set("reconnect.max-backoff", reconnect.getMaxBackoff(), QuicTransportOptions::withReconnectMaxBackoff)
			.set("shutdown.grace-period", this.properties.getShutdown().getGracePeriod(),
					QuicTransportOptions::withDrainGrace)
			.options();
	}

	private TransportTimeouts timeouts(TransportTimeouts base) {
		TimeoutsProperties timeouts = this.properties.getTimeouts();
		return new OptionMapper<>(QuicTransportProperties.PREFIX + ".timeouts", base)
			.set("connect", timeouts.getConnect(), TransportTimeouts::withConnect)
			.set("handshake", timeouts.getHandshake(), TransportTimeouts::withHandshake)
			.set("idle", timeouts.getIdle(), TransportTimeouts::withIdle)
			.set("ping-interval", timeouts.getPingInterval(), TransportTimeouts::withPingInterval)
			.set("request", timeouts.getRequest(), TransportTimeouts::withRequest)
			.set("bind", timeouts.getBind(), TransportTimeouts::withBind)
			.set("stall", timeouts.getStall(), TransportTimeouts::withStall)
			.set("frame", timeouts.getFrame(), TransportTimeouts::withFrame)
			.set("stream-write", timeouts.getStreamWrite(), TransportTimeouts::withStreamWrite)
			.set("lane-idle", timeouts.getLaneIdle(), TransportTimeouts::withLaneIdle)
			.options();
	}

	private ReplacementOptions replacement(ReplacementOptions base) {
		QuicTransportProperties.Replacement replacement = this.properties.getReplacement();
		return new OptionMapper<>(QuicTransportProperties.PREFIX + ".replacement", base)
			.set("max-age", replacement.getMaxAge(), ReplacementOptions::withMaxAge)
			.set("max-quic-streams", replacement.getMaxQuicStreams(), ReplacementOptions::withMaxQuicStreams)
			.options();
	}

	private QuicTransportOptions withLimits(QuicTransportOptions options) {
		return options.withLimits(this::limits).withQuic(this::quic).withDiscovery(this::discovery);
	}

	private TransportLimits limits(TransportLimits base) {
		LimitsProperties limits = this.properties.getLimits();
		return new OptionMapper<>(QuicTransportProperties.PREFIX + ".limits", base)
			.set("max-inbound-connections", limits.getMaxInboundConnections(),
					TransportLimits::withMaxInboundConnections)
			.set("max-half-open-connections", limits.getMaxHalfOpenConnections(),
					TransportLimits::withMaxHalfOpenConnections)
			.setBytes("max-message-size", limits.getMaxMessageSize(), TransportLimits::withMaxMessageSize)
			.setBytes("max-header-size", limits.getMaxHeaderSize(), TransportLimits::withMaxHeaderSize)
			.set("max-in-flight", limits.getMaxInFlight(), TransportLimits::withMaxInFlight)
			.setBytes("max-queued-bytes", limits.getMaxQueuedBytes(), TransportLimits::withMaxQueuedBytes)
			.set("max-handlers", limits.getMaxHandlers(), TransportLimits::withMaxHandlers)
			.set("max-queued-messages", limits.getMaxQueuedMessages(), TransportLimits::withMaxQueuedMessages)
			.set("max-lanes", limits.getMaxLanes(), TransportLimits::withMaxLanes)
			.set("max-transfers", limits.getMaxTransfers(), TransportLimits::withMaxTransfers)
			.set("max-message-streams", limits.getMaxMessageStreams(), TransportLimits::withMaxMessageStreams)
			.setBytes("stream-buffer", limits.getStreamBuffer(), TransportLimits::withStreamBuffer)
			.options();
	}

	private QuicSettings quic(QuicSettings base) {
		QuicProperties quic = this.properties.getQuic();
		return new OptionMapper<>(QuicTransportProperties.PREFIX + ".quic", base)
			.setBytes("max-udp-payload", quic.getMaxUdpPayload(), QuicSettings::withMaxUdpPayload)
			.set("path-mtu-discovery", quic.getPathMtuDiscovery(), QuicSettings::withPathMtuDiscovery)
			.set("congestion-control", quic.getCongestionControl(), QuicSettings::withCongestionControl)
			.set("initial-congestion-window", quic.getInitialCongestionWindow(),
					QuicSettings::withInitialCongestionWindow)
			.setBytes("stream-window", quic.getStreamWindow(), QuicSettings::withStreamWindow)
			.setBytes("connection-window", quic.getConnectionWindow(), QuicSettings::withConnectionWindow)
			.set("max-ack-delay", quic.getMaxAckDelay(), QuicSettings::withMaxAckDelay)
			.setBytes("socket-buffer-size", quic.getSocketBufferSize(), QuicSettings::withSocketBufferSize)
			.set("busy-poll", quic.getBusyPoll(), QuicSettings::withBusyPoll)
			.set("event-loops", quic.getEventLoops(), QuicSettings::withEventLoops)
			.options();
	}

	private DiscoveryOptions discovery(DiscoveryOptions base) {
		DiscoveryProperties discovery = this.properties.getDiscovery();
		return new OptionMapper<>(QuicTransportProperties.PREFIX + ".discovery", base)
			.set("max-peers", discovery.getMaxPeers(), DiscoveryOptions::withMaxPeers)
			.set("dials-per-second", discovery.getDialsPerSecond(), DiscoveryOptions::withDialsPerSecond)
			.set("debounce", discovery.getDebounce(), DiscoveryOptions::withDebounce)
			.set("removal-delay", discovery.getRemovalDelay(), DiscoveryOptions::withRemovalDelay)
			.options();
	}

	private static QuicTransportOptions withAddress(QuicTransportOptions options, InetAddress address) {
		return options.withBindAddress(new InetSocketAddress(address, options.bindAddress().getPort()));
	}

	private static QuicTransportOptions withPort(QuicTransportOptions options, int port) {
		if (port < 0 || port > 65535) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION, "a port must be between 0 and 65535");
		}
		return options.withBindAddress(new InetSocketAddress(options.bindAddress().getAddress(), port));
	}

	private static List<NodeAddress> addresses(List<String> texts) {
		List<NodeAddress> addresses = new ArrayList<>();
		for (String text : texts) {
			addresses.add(NodeAddress.parse(text.trim()));
		}
		return addresses;
	}

}
