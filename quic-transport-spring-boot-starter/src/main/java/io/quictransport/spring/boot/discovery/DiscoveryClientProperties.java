package io.quictransport.spring.boot.discovery;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Holds the properties under {@code quic.transport.discovery.client}.
 */
@ConfigurationProperties(DiscoveryClientProperties.PREFIX)
final class DiscoveryClientProperties {

	static final String PREFIX = "quic.transport.discovery.client";

	/**
	 * Whether peers are taken from the registry of Spring Cloud's DiscoveryClient, and
	 * this node's port is registered there.
	 */
	private boolean enabled = true;

	/**
	 * Name of the service whose instances are the peers. Without any, the name of this
	 * application.
	 */
	private @Nullable String serviceId;

	/**
	 * Time between two queries of the registry. Its own events cause a query at once.
	 */
	private Duration pollInterval = Duration.ofSeconds(15);

	/**
	 * Key of the instance metadata that holds the UDP port of the transport.
	 */
	private String portMetadata = "quic-port";

	/**
	 * Key of the instance metadata that holds the node id.
	 */
	private String nodeIdMetadata = "quic-node-id";

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getServiceId() {
		return this.serviceId;
	}

	public void setServiceId(@Nullable String serviceId) {
		this.serviceId = serviceId;
	}

	public Duration getPollInterval() {
		return this.pollInterval;
	}

	public void setPollInterval(Duration pollInterval) {
		this.pollInterval = pollInterval;
	}

	public String getPortMetadata() {
		return this.portMetadata;
	}

	public void setPortMetadata(String portMetadata) {
		this.portMetadata = portMetadata;
	}

	public String getNodeIdMetadata() {
		return this.nodeIdMetadata;
	}

	public void setNodeIdMetadata(String nodeIdMetadata) {
		this.nodeIdMetadata = nodeIdMetadata;
	}

}
