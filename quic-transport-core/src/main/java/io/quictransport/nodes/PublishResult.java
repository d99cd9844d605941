package io.quictransport.nodes;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.quictransport.PeerId;

/**
 * Reports the result of a publication at each node that it was for.
 *
 * <p>
 * Nodes that are away are reported: those that this node knows and that have stated that
 * they take such messages are listed as {@link Delivery.State#NOT_SENT}, unless they come
 * back before the deadline. No message is kept for them beyond it: a node that comes back
 * later must ask for what it has missed.
 *
 * @param deliveries what is known at each node, by id
 * @param unidentified the known peers that have not been connected yet, so that it is not
 * known whether the publication is for them; nothing was sent to them
 */
public record PublishResult(Map<PeerId, Delivery> deliveries, Set<PeerId> unidentified) {

	/**
	 * Copies the collections, so that the value never changes.
	 * @param deliveries see {@link #deliveries()}
	 * @param unidentified see {@link #unidentified()}
	 */
	public PublishResult {
		SortedMap<PeerId, Delivery> byId = new TreeMap<>(deliveries);
		SortedSet<PeerId> ids = new TreeSet<>(unidentified);
		deliveries = Collections.unmodifiableMap(byId);
		unidentified = Collections.unmodifiableSet(ids);
	}

	/**
	 * The nodes of which this is known.
	 * @param state what is known
	 * @return their ids, in order
	 */
	public Set<PeerId> nodes(Delivery.State state) {
		return this.deliveries.entrySet()
			.stream()
			.filter((each) -> each.getValue().state() == state)
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Whether every node that the publication is known to be for has it.
	 * @return whether all that serve the path have acknowledged it
	 */
	public boolean isComplete() {
		return this.deliveries.values().stream().allMatch(Delivery::isDone);
	}

}
