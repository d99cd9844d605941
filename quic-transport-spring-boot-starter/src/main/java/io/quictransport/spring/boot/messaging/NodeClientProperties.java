package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * The properties under {@code quic.transport.clients}.
 */
@ConfigurationProperties(NodeClientProperties.PREFIX)
final class NodeClientProperties {

	static final String PREFIX = "quic.transport";

	/**
	 * Content type that payloads of calls are written as where the call states none, such
	 * as application/cbor. All nodes that are called must read it.
	 */
	private MimeType contentType = MimeTypeUtils.APPLICATION_JSON;

	/**
	 * Refuses, when the application starts, a content type that nothing here writes.
	 * @throws InvalidConfigurationPropertyValueException if it is one
	 */
	static void checkContentType(String name, MimeType value, Payloads payloads) {
		if (!value.isConcrete() || !payloads.knows(value)) {
			throw new InvalidConfigurationPropertyValueException(name, value,
					"Nothing here writes it. What there is: " + payloads.knownTypes()
							+ ". Have the library of the type on the class path, or a MessageConverter bean for it.");
		}
	}

	public MimeType getContentType() {
		return this.contentType;
	}

	public void setContentType(MimeType contentType) {
		this.contentType = contentType;
	}

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

		/** Content type that payloads are written as; that of the transport if unset. */
		private @Nullable MimeType contentType;

		public @Nullable MimeType getContentType() {
			return this.contentType;
		}

		public void setContentType(@Nullable MimeType contentType) {
			this.contentType = contentType;
		}

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
