package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.quictransport.nodes.NodeSelector;
import io.quictransport.nodes.NodeSelectors;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.util.StringUtils;

/**
 * Holds the properties under {@code quic.transport.clients}.
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

		/** How calls are made again; they are not if nothing of it is set. */
		private @Nullable Retry retry;

		/**
		 * How a call chooses among the nodes, in place of what holds for the application;
		 * nothing of it is set if that holds here, too.
		 */
		private @Nullable Selection selection;

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

		public @Nullable Retry getRetry() {
			return this.retry;
		}

		public void setRetry(@Nullable Retry retry) {
			this.retry = retry;
		}

		public @Nullable Selection getSelection() {
			return this.selection;
		}

		public void setSelection(@Nullable Selection selection) {
			this.selection = selection;
		}

	}

	/**
	 * How requests and one-way messages are made again, within their deadline.
	 */
	static final class Retry {

		/** Largest number of times that a call is made again. 0 switches retries off. */
		private long maxRetries = 3;

		/** Approximate wait before the first retry. It doubles with each retry. */
		private Duration minBackoff = Duration.ofMillis(100);

		/** Longest wait, unless the other node asks for more. */
		private Duration maxBackoff = Duration.ofSeconds(5);

		/** Whether calls whose handler may have run are made again, too. */
		private boolean idempotent;

		public long getMaxRetries() {
			return this.maxRetries;
		}

		public void setMaxRetries(long maxRetries) {
			this.maxRetries = maxRetries;
		}

		public Duration getMinBackoff() {
			return this.minBackoff;
		}

		public void setMinBackoff(Duration minBackoff) {
			this.minBackoff = minBackoff;
		}

		public Duration getMaxBackoff() {
			return this.maxBackoff;
		}

		public void setMaxBackoff(Duration maxBackoff) {
			this.maxBackoff = maxBackoff;
		}

		public boolean isIdempotent() {
			return this.idempotent;
		}

		public void setIdempotent(boolean idempotent) {
			this.idempotent = idempotent;
		}

		/**
		 * Makes the policy.
		 * @param prefix what the names of these properties begin with
		 * @return null for no retries
		 * @throws InvalidConfigurationPropertyValueException if a value cannot be used
		 */
		@Nullable NodeRetryPolicy policy(String prefix) {
			check(this.maxRetries >= 0, prefix + ".max-retries", this.maxRetries, "It is negative.");
			check(this.minBackoff.compareTo(Duration.ofMillis(1)) >= 0, prefix + ".min-backoff", this.minBackoff,
					"It is less than 1 ms.");
			check(this.maxBackoff.compareTo(this.minBackoff) >= 0, prefix + ".max-backoff", this.maxBackoff,
					"It is shorter than min-backoff, which is " + this.minBackoff + ".");
			if (this.maxRetries == 0) {
				return null;
			}
			NodeRetryPolicy policy = new NodeRetryPolicy().withMaxRetries(this.maxRetries)
				.withBackOff(this.minBackoff, this.maxBackoff);
			return this.idempotent ? policy.withIdempotentCalls() : policy;
		}

		private static void check(boolean usable, String property, Object value, String reason) {
			if (!usable) {
				throw new InvalidConfigurationPropertyValueException(property, value, reason);
			}
		}

	}

	/**
	 * How a call chooses among the nodes that can take it.
	 */
	static final class Selection {

		/** How a call chooses among the nodes that can take it. */
		private Order order = Order.IN_TURN;

		/**
		 * Name of a metadata label, such as zone. Nodes that have the same value of it as
		 * this one are asked before the others.
		 */
		private @Nullable String nearby;

		/**
		 * Whether this node is asked before all others where it can take a call itself.
		 */
		private boolean ownNodeFirst;

		public Order getOrder() {
			return this.order;
		}

		public void setOrder(Order order) {
			this.order = order;
		}

		public @Nullable String getNearby() {
			return this.nearby;
		}

		public void setNearby(@Nullable String nearby) {
			this.nearby = nearby;
		}

		public boolean isOwnNodeFirst() {
			return this.ownNodeFirst;
		}

		public void setOwnNodeFirst(boolean ownNodeFirst) {
			this.ownNodeFirst = ownNodeFirst;
		}

		NodeSelector selector() {
			NodeSelector selector = switch (this.order) {
				case IN_TURN -> NodeSelectors.inTurn();
				case LEAST_IN_FLIGHT -> NodeSelectors.leastInFlight();
			};
			String label = this.nearby;
			if (StringUtils.hasText(label)) {
				selector = NodeSelectors.nearby(label, selector);
			}
			return this.ownNodeFirst ? NodeSelectors.ownNodeFirst(selector) : selector;
		}

		/**
		 * How a call chooses among the nodes that can take it.
		 */
		enum Order {

			/** One after another. */
			IN_TURN,

			/** The one with the fewest calls in flight. */
			LEAST_IN_FLIGHT

		}

	}

}
