package io.quictransport.spring.boot.discovery;

import java.net.InetSocketAddress;
import java.util.List;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.NodeAddress;
import io.quictransport.discovery.DnsOptions;
import io.quictransport.discovery.DnsPeerDiscovery;
import io.quictransport.discovery.MulticastOptions;
import io.quictransport.discovery.MulticastPeerDiscovery;
import io.quictransport.spring.boot.ConditionalOnFlag;
import io.quictransport.spring.boot.ConditionalOnText;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configures the providers of peers that need no other library: multicast, if
 * {@code quic.transport.discovery.multicast.enabled} is true, and DNS, if
 * {@code quic.transport.discovery.dns} names a host or a service.
 */
@AutoConfiguration(before = QuicTransportAutoConfiguration.class)
@ConditionalOnFlag("quic.transport.enabled")
@EnableConfigurationProperties({ MulticastProperties.class, DnsProperties.class })
public final class QuicTransportDiscoveryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("quic.transport.discovery.multicast.enabled")
	MulticastPeerDiscovery quicTransportMulticastDiscovery(MulticastProperties properties) {
		return new MulticastPeerDiscovery(new PropertyMapping<>(MulticastProperties.PREFIX, new MulticastOptions())
			.set("group", properties.getGroup(),
					(to, group) -> to.withGroup(new InetSocketAddress(group, to.group().getPort())))
			.set("port", properties.getPort(), QuicTransportDiscoveryAutoConfiguration::withPort)
			.set("cluster", properties.getCluster(), MulticastOptions::withCluster)
			.set("interval", properties.getInterval(), MulticastOptions::withInterval)
			.set("time-to-live", properties.getTimeToLive(), MulticastOptions::withTimeToLive)
			.set("network-interface", properties.getNetworkInterface(), MulticastOptions::withNetworkInterface)
			.options());
	}

	@Bean
	@ConditionalOnMissingBean
	@Conditional(OnName.class)
	DnsPeerDiscovery quicTransportDnsDiscovery(DnsProperties properties) {
		return new DnsPeerDiscovery(new PropertyMapping<>(DnsProperties.PREFIX, named(properties))
			.set("servers", properties.getServers(), (to, servers) -> to.withServers(addresses(servers)))
			.set("max-refresh", properties.getMaxRefresh(), DnsOptions::withMaxRefresh)
			.set("query-timeout", properties.getQueryTimeout(), DnsOptions::withQueryTimeout)
			.options());
	}

	private static DnsOptions named(DnsProperties properties) {
		String service = properties.getService();
		String host = properties.getHost();
		Integer port = properties.getPort();
		if (service != null && host != null) {
			throw new InvalidConfigurationPropertyValueException(DnsProperties.PREFIX + ".service", service,
					"either a host or a service is looked up, and host is set too");
		}
		if (service != null) {
			return new DnsOptions().withService(service);
		}
		if (host == null || port == null) {
			throw new InvalidConfigurationPropertyValueException(DnsProperties.PREFIX + ".port", null,
					"addresses alone do not say at which UDP port the peers are");
		}
		return new PropertyMapping<>(DnsProperties.PREFIX, new DnsOptions())
			.set("host", host, (to, value) -> to.withHost(value, 1))
			.set("port", port, (to, value) -> to.withHost(host, value))
			.options();
	}

	private static MulticastOptions withPort(MulticastOptions options, int port) {
		if (port < 1 || port > 65535) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION, "a port must be between 1 and 65535");
		}
		return options.withGroup(new InetSocketAddress(options.group().getAddress(), port));
	}

	private static List<InetSocketAddress> addresses(List<String> servers) {
		return servers.stream()
			.map((server) -> NodeAddress.parse(server.trim()))
			.map((server) -> new InetSocketAddress(server.host(), server.port()))
			.toList();
	}

	/**
	 * Matches if a host or a service is named.
	 */
	static final class OnName extends AnyNestedCondition {

		OnName() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnText("quic.transport.discovery.dns.host")
		static final class Host {

		}

		@ConditionalOnText("quic.transport.discovery.dns.service")
		static final class Service {

		}

	}

}
