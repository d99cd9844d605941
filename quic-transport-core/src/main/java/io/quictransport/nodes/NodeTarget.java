package io.quictransport.nodes;

import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * States which nodes a call or a publication is for.
 *
 * @param node the one node, null if there is a choice
 * @param service the service that the nodes offer, null for a node, or for all that serve
 * the path
 * @param key what belongs together goes to the same node ({@link NodeSelectors#byKey}),
 * null without one
 * @param ownNode whether the node that calls may be among them; null for the usual: a
 * call may stay at home, a publication goes to others
 */
public record NodeTarget(@Nullable PeerId node, @Nullable String service, @Nullable String key,
		@Nullable Boolean ownNode) {

	/**
	 * Checks that at most one of node and service is stated.
	 * @param node see {@link #node()}
	 * @param service see {@link #service()}
	 * @param key see {@link #key()}
	 * @param ownNode see {@link #ownNode()}
	 * @throws IllegalArgumentException if both are stated
	 */
	public NodeTarget {
		if (node != null && service != null) {
			throw new IllegalArgumentException("a call goes either to a node or to a service, not to both");
		}
	}

	/**
	 * Targets one node.
	 * @param node its id; may be the own one
	 * @return the target
	 */
	public static NodeTarget node(PeerId node) {
		return new NodeTarget(node, null, null, null);
	}

	/**
	 * Targets the nodes that offer a service.
	 * @param service the service, as they name it in their info
	 * @return the target
	 */
	public static NodeTarget service(String service) {
		return new NodeTarget(null, service, null, null);
	}

	/**
	 * Targets the nodes that serve the path of the call.
	 * @return the target
	 */
	public static NodeTarget servingPath() {
		return new NodeTarget(null, null, null, null);
	}

	/**
	 * Has calls with the same key go to the same node, as long as that is there.
	 * @param key what belongs together, such as the id of a customer
	 * @return a copy with this key
	 */
	public NodeTarget withKey(String key) {
		return new NodeTarget(this.node, this.service, key, this.ownNode);
	}

	/**
	 * Admits the node that calls: a publication goes to it, too, if it is of those that
	 * are meant.
	 * @return a copy that may stay at home
	 */
	public NodeTarget withOwnNode() {
		return new NodeTarget(this.node, this.service, this.key, true);
	}

	/**
	 * Leaves out the node that calls.
	 * @return a copy that leaves the node
	 */
	public NodeTarget withoutOwnNode() {
		return new NodeTarget(this.node, this.service, this.key, false);
	}

	boolean admitsOwnNode(boolean otherwise) {
		return (this.ownNode != null) ? this.ownNode : otherwise;
	}

	@Override
	public String toString() {
		String which = (this.node != null) ? this.node.toString()
				: (this.service != null) ? "service " + this.service : "nodes that serve the path";
		return (this.key != null) ? which + " by key" : which;
	}

}
