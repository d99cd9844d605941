package io.quictransport.spring.boot.discovery;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Holds the properties under {@code quic.transport.discovery.multicast}. A property that
 * is not set is null: the defaults are the core's.
 */
@ConfigurationProperties(MulticastProperties.PREFIX)
final class MulticastProperties {

	static final String PREFIX = "quic.transport.discovery.multicast";

	/**
	 * Whether nodes of the same machine and local network find each other by multicast.
	 */
	private boolean enabled = false;

	/**
	 * IPv4 multicast group at which all nodes listen.
	 */
	private @Nullable String group;

	/**
	 * UDP port at which all nodes listen to announcements.
	 */
	private @Nullable Integer port;

	/**
	 * Name that keeps the nodes of several clusters in one network apart.
	 */
	private @Nullable String cluster;

	/**
	 * Time between two announcements.
	 */
	private @Nullable Duration interval;

	/**
	 * Number of networks that an announcement may cross. With 0 it stays on this machine,
	 * with 1 in the local network.
	 */
	private @Nullable Integer timeToLive;

	/**
	 * Name of the one network interface that is used.
	 */
	private @Nullable String networkInterface;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getGroup() {
		return this.group;
	}

	public void setGroup(@Nullable String group) {
		this.group = group;
	}

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public @Nullable String getCluster() {
		return this.cluster;
	}

	public void setCluster(@Nullable String cluster) {
		this.cluster = cluster;
	}

	public @Nullable Duration getInterval() {
		return this.interval;
	}

	public void setInterval(@Nullable Duration interval) {
		this.interval = interval;
	}

	public @Nullable Integer getTimeToLive() {
		return this.timeToLive;
	}

	public void setTimeToLive(@Nullable Integer timeToLive) {
		this.timeToLive = timeToLive;
	}

	public @Nullable String getNetworkInterface() {
		return this.networkInterface;
	}

	public void setNetworkInterface(@Nullable String networkInterface) {
		this.networkInterface = networkInterface;
	}

}
