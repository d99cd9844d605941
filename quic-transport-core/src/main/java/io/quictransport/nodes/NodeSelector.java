package io.quictransport.nodes;

import java.util.List;

/**
 * Chooses among the nodes that could take a call. {@link NodeSelectors} has ready ones.
 *
 * <p>
 * Called only where there are two or more nodes to choose from; for a path, once for the
 * nodes that announce it and once for those that announce no paths. It is called on the
 * caller's thread, which may be an event loop: it must be quick, must not block, and may
 * be called by many threads at a time.
 */
@FunctionalInterface
public interface NodeSelector {

	/**
	 * Orders the nodes, the one to ask first at the front. The next one is asked if the
	 * one before is known not to have taken the call; nodes that are left out are not
	 * asked.
	 * @param call the call
	 * @param nodes the nodes that could take it, ordered by id, at least two; not to be
	 * changed
	 * @return the nodes to ask, in this order; the call fails if there is none
	 */
	List<NodeCandidate> order(NodeSelection call, List<NodeCandidate> nodes);

}
