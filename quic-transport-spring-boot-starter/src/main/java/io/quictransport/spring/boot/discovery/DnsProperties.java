package io.quictransport.spring.boot.discovery;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Holds the properties under {@code quic.transport.discovery.dns}. A property that is not
 * set is null: the defaults are the core's.
 */
@ConfigurationProperties(DnsProperties.PREFIX)
final class DnsProperties {

	static final String PREFIX = "quic.transport.discovery.dns";

	/**
	 * Name of the host whose addresses are the peers, such as a headless Service of
	 * Kubernetes.
	 */
	private @Nullable String host;

	/**
	 * UDP port of the peers at these addresses.
	 */
	private @Nullable Integer port;

	/**
	 * Full name of the SRV records that are the peers, such as _quic._udp.nodes.example.
	 * Used instead of a host.
	 */
	private @Nullable String service;

	/**
	 * Comma-separated list of the name servers to ask, as host:port. Without any, those
	 * of the machine are asked.
	 */
	private @Nullable List<String> servers;

	/**
	 * Longest time between two look-ups. The records' time-to-live makes it shorter.
	 */
	private @Nullable Duration maxRefresh;

	/**
	 * Time that one name server may take to answer.
	 */
	private @Nullable Duration queryTimeout;

	public @Nullable String getHost() {
		return this.host;
	}

	public void setHost(@Nullable String host) {
		this.host = host;
	}

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public @Nullable String getService() {
		return this.service;
	}

	public void setService(@Nullable String service) {
		this.service = service;
	}

	public @Nullable List<String> getServers() {
		return this.servers;
	}

	public void setServers(@Nullable List<String> servers) {
		this.servers = servers;
	}

	public @Nullable Duration getMaxRefresh() {
		return this.maxRefresh;
	}

	public void setMaxRefresh(@Nullable Duration maxRefresh) {
		this.maxRefresh = maxRefresh;
	}

	public @Nullable Duration getQueryTimeout() {
		return this.queryTimeout;
	}

	public void setQueryTimeout(@Nullable Duration queryTimeout) {
		this.queryTimeout = queryTimeout;
	}

}
