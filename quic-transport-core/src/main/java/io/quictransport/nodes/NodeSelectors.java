package io.quictransport.nodes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.quictransport.PeerId;

/**
 * Provides ready {@link NodeSelector}s. If the target of a call has a key, the key
 * chooses the node, whichever selector is in use. Each method returns a new selector with
 * its own memory.
 */
public final class NodeSelectors {

	private NodeSelectors() {
	}

	/**
	 * Takes the nodes in turn, for each service by itself.
	 * @return the selector
	 */
	public static NodeSelector inTurn() {
		return keyed(rotating());
	}

	/**
	 * Takes the node with the fewest calls in flight; among equals, the one whose recent
	 * calls took clearly less time, by a factor of about two; among the remaining, takes
	 * turns. So a slow node gets few calls, whether calls are made one by one or many at
	 * a time, and is tried again about every ten seconds.
	 * @return the selector
	 */
	public static NodeSelector leastInFlight() {
		Turns turns = new Turns();
		Comparator<NodeCandidate> order = Comparator.comparingInt(NodeCandidate::inFlight)
			.thenComparingInt(NodeSelectors::slowness);
		return keyed((call, nodes) -> {
			List<NodeCandidate> sorted = sorted(nodes, order);
			int equal = 1;
			while (equal < sorted.size() && order.compare(sorted.get(0), sorted.get(equal)) == 0) {
				equal++;
			}
			rotate(turns, call, sorted.subList(0, equal));
			return sorted;
		});
	}

	/** How slow a node is, in powers of two; smaller differences are not significant. */
	private static int slowness(NodeCandidate node) {
		return Long.SIZE - Long.numberOfLeadingZeros(TimeUnit.NANOSECONDS.toMicros(node.latency().toNanos()));
	}

	/**
	 * Takes the same node for the same key, as long as that node is connected, by
	 * rendezvous hashing: all callers agree without communication, and when a node comes
	 * or goes, only its keys change nodes. The next node is asked if the first has not
	 * taken the call.
	 * @return the selector; calls without a key take turns
	 */
	public static NodeSelector byKey() {
		return inTurn();
	}

	/**
	 * Takes nodes with a label before all others.
	 * @param name the name of the label in the metadata of the nodes
	 * @param value the value to prefer
	 * @param among chooses among the nodes with this label, and among the others
	 * @return the selector
	 */
	public static NodeSelector preferring(String name, String value, NodeSelector among) {
		return (call, nodes) -> split(call, nodes, (node) -> value.equals(node.info().metadata().get(name)), among);
	}

	/**
	 * Takes nodes that have the same value of a label as the node that calls before all
	 * others, such as those of its zone.
	 * @param name the name of the label in the metadata of the nodes
	 * @param among chooses among the nodes of the same value, and among the others
	 * @return the selector
	 */
	public static NodeSelector nearby(String name, NodeSelector among) {
		return (call, nodes) -> {
			String own = call.self().metadata().get(name);
			return (own == null) ? among.order(call, nodes)
					: split(call, nodes, (node) -> own.equals(node.info().metadata().get(name)), among);
		};
	}

	/**
	 * Takes the node that calls before all others, if it is among them.
	 * @param among chooses among the others
	 * @return the selector
	 */
	public static NodeSelector ownNodeFirst(NodeSelector among) {
		return (call, nodes) -> split(call, nodes, NodeCandidate::own, among);
	}

	/**
	 * Finds the node that a key belongs to, as {@link #byKey} does, for an application
	 * that keeps its own list of nodes.
	 * @param key the key
	 * @param nodes the nodes, at least one
	 * @return the node
	 * @throws IllegalArgumentException if there is no node
	 */
	public static PeerId ownerOf(String key, Collection<PeerId> nodes) {
		return Rendezvous.ownerOf(key, nodes);
	}

	private static NodeSelector rotating() {
		Turns turns = new Turns();
		return (call, nodes) -> {
			List<NodeCandidate> rotated = new ArrayList<>(nodes);
			rotate(turns, call, rotated);
			return rotated;
		};
	}

	/**
	 * Moves the node whose turn it is to the front. Turns are counted for each service
	 * and first node: if some nodes are preferred, these and the others take separate
	 * turns. They are not counted by path, since there may be any number of paths.
	 */
	private static void rotate(Turns turns, NodeSelection call, List<NodeCandidate> nodes) {
		int first = turns.next(nodes.get(0).id() + " " + call.target().service(), nodes.size());
		Collections.rotate(nodes, -first);
	}

	private static NodeSelector keyed(NodeSelector otherwise) {
		return (call, nodes) -> {
			String key = call.target().key();
			return (key != null) ? sorted(nodes, Rendezvous.order(key)) : otherwise.order(call, nodes);
		};
	}

	private static List<NodeCandidate> sorted(List<NodeCandidate> nodes, Comparator<NodeCandidate> order) {
		List<NodeCandidate> sorted = new ArrayList<>(nodes);
		sorted.sort(order);
		return sorted;
	}

	/** A call with a key goes by the key among all nodes, whichever are preferred. */
	private static List<NodeCandidate> split(NodeSelection call, List<NodeCandidate> nodes,
			Predicate<NodeCandidate> preferred, NodeSelector among) {
		if (call.target().key() != null) {
			return among.order(call, nodes);
		}
		List<NodeCandidate> first = nodes.stream().filter(preferred).toList();
		List<NodeCandidate> last = nodes.stream().filter(preferred.negate()).toList();
		List<NodeCandidate> all = new ArrayList<>(first.isEmpty() ? first : among.order(call, first));
		all.addAll(last.isEmpty() ? last : among.order(call, last));
		return all;
	}

}
