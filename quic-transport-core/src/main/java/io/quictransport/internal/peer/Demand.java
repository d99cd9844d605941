package io.quictransport.internal.peer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Who wants a peer connected, the application or discovery, and where the peer may be.
 * Confined to the event loop.
 */
final class Demand {

	/** Where the application says it is. */
	private final Set<NodeAddress> addresses = new LinkedHashSet<>();

	/** Whether the application wants it connected. */
	private boolean wanted;

	/** Where discovery has found it, null if it keeps it no more. */
	private @Nullable List<NodeAddress> foundAt;

	/** Where this node has reached it last, null if nowhere yet. */
	private @Nullable NodeAddress reachedAt;

	/** The application wants the peer connected. */
	void wanted(List<NodeAddress> at) {
		this.wanted = true;
		this.addresses.addAll(at);
	}

	/** Discovery has found the peer. */
	void found(List<NodeAddress> at) {
		this.foundAt = at;
	}

	/**
	 * Discovery knows of the peer no more.
	 * @return whether it was the only one that wanted the peer
	 */
	boolean released() {
		boolean only = this.foundAt != null && !this.wanted;
		this.foundAt = null;
		return only;
	}

	/** Nobody wants the peer any more. */
	void end() {
		this.wanted = false;
		this.foundAt = null;
	}

	/** What the application has said of the peer's addresses holds no more. */
	void forgetAddresses() {
		this.addresses.clear();
		this.reachedAt = null;
	}

	boolean exists() {
		return this.wanted || this.foundAt != null;
	}

	/** This node has dialled the peer and found it there. */
	void reachedAt(NodeAddress at) {
		this.reachedAt = at;
	}

	/**
	 * Where to dial the peer, the best address first: where the application and discovery
	 * say that it is, and where it has been, if it still says so itself.
	 * @param said what the peer has said of itself, null if it has not yet
	 */
	List<NodeAddress> addresses(@Nullable NodeInfo said) {
		Set<NodeAddress> all = new LinkedHashSet<>((this.foundAt != null) ? this.foundAt : List.of());
		all.addAll(this.addresses);
		NodeAddress reached = this.reachedAt;
		if (said != null && reached != null && said.addresses().contains(reached)) {
			all.add(reached);
		}
		return List.copyOf(all);
	}

}
