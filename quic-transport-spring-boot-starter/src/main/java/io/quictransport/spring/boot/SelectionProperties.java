package io.quictransport.spring.boot;

import io.quictransport.nodes.NodeSelector;
import io.quictransport.nodes.NodeSelectors;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.StringUtils;

/**
 * Holds the properties under {@code quic.transport.selection}.
 */
@ConfigurationProperties(SelectionProperties.PREFIX)
final class SelectionProperties {

	static final String PREFIX = "quic.transport.selection";

	/**
	 * How a call chooses among the nodes that can take it.
	 */
	private Order order = Order.IN_TURN;

	/**
	 * Whether this node is asked before all others where it can take a call itself.
	 */
	private boolean ownNodeFirst;

	/**
	 * Name of a metadata label, such as zone. Nodes that have the same value of it as
	 * this one are asked before the others.
	 */
	private @Nullable String nearby;

	public Order getOrder() {
		return this.order;
	}

	public void setOrder(Order order) {
		this.order = order;
	}

	public boolean isOwnNodeFirst() {
		return this.ownNodeFirst;
	}

	public void setOwnNodeFirst(boolean ownNodeFirst) {
		this.ownNodeFirst = ownNodeFirst;
	}

	public @Nullable String getNearby() {
		return this.nearby;
	}

	public void setNearby(@Nullable String nearby) {
		this.nearby = nearby;
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
	 * Lists the ways in which a call chooses among the nodes that can take it.
	 */
	enum Order {

		/** One after another. */
		IN_TURN,

		/** The one with the fewest calls in flight. */
		LEAST_IN_FLIGHT

	}

}
