package io.quictransport.internal.peer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Tracks whether the application or discovery wants a peer connected, and where the peer
 * may be reached. Confined to the event loop.
 */
final class Demand {

	/** The addresses given by the application. */
	private final Set<NodeAddress> addresses = new LinkedHashSet<>();

	/** Whether the application wants it connected. */
	private boolean wanted;

	/** The addresses found by discovery, null if it no longer lists the peer. */
	private @Nullable List<NodeAddress> foundAt;

	/** The provider that has found them. */
	private String foundBy = "";

	/** The address at which this node last reached it, null if none. */
	private @Nullable NodeAddress reachedAt;

	/** The application wants the peer connected. */
	void wanted(List<NodeAddress> at) {
		this.wanted = true;
		this.addresses.addAll(at);
	}

	/**
	 * Discovery has found the peer.
	 * @param at where it may be reached
	 * @param by names the provider
	 */
	void found(List<NodeAddress> at, String by) {
		this.foundAt = at;
		this.foundBy = by;
	}

	/**
	 * Discovery no longer lists the peer.
	 * @return whether only discovery wanted the peer
	 */
	boolean released() {
		boolean only = this.foundAt != null && !this.wanted;
		this.foundAt = null;
		return only;
	}

	/** Nothing wants the peer any more. */
	void end() {
		this.wanted = false;
		this.foundAt = null;
	}

	/** The addresses given by the application are no longer valid. */
	void forgetAddresses() {
		this.addresses.clear();
		this.reachedAt = null;
	}

	/** Who wants the peer connected. */
	String source() {
		return (this.foundAt == null) ? "application" : (this.wanted ? "application, " : "") + this.foundBy;
	}

	boolean exists() {
		return this.wanted || this.foundAt != null;
	}

	/** This node has dialled the peer and found it there. */
	void reachedAt(NodeAddress at) {
		this.reachedAt = at;
	}

	/**
	 * Where to dial the peer, the best address first: those of the application and of
	 * discovery, then the last address reached, if the peer still advertises it.
	 * @param said what the peer states of itself, null if it has not yet
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
