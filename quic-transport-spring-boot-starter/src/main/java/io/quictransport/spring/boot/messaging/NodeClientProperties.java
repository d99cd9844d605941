package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The properties under {@code quic.transport.clients}.
 */
@ConfigurationProperties(NodeClientProperties.PREFIX)
final class NodeClientProperties {

	static final String PREFIX = "quic.transport";

	/**
	 * Clients of interfaces, by the service that they are imported for.
	 */
	private Map<String, Client> clients = new LinkedHashMap<>();

	public Map<String, Client> getClients() {
		return this.clients;
	}

	public void setClients(Map<String, Client> clients) {
		this.clients = clients;
	}

	/**
	 * The clients of one service.
	 */
	static final class Client {

		/** Id of the node to call, in place of any node that offers the service. */
		private @Nullable String node;

		/** Name of the service to call, if it is not that of the clients. */
		private @Nullable String service;

		/** Timeout of requests and one-way messages; that of the transport if unset. */
		private @Nullable Duration timeout;

		public @Nullable String getNode() {
			return this.node;
		}

		public void setNode(@Nullable String node) {
			this.node = node;
		}

		public @Nullable String getService() {
			return this.service;
		}

		public void setService(@Nullable String service) {
			this.service = service;
		}

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

	}

}
