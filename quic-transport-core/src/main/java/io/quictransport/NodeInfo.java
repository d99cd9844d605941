package io.quictransport;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quictransport.internal.text.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * Describes a node to its peers, exchanged in HELLO and again whenever it changes
 * ({@link NetworkTransport#announce}).
 *
 * <p>
 * The whole of it, encoded, must fit into one control frame (64 KiB).
 *
 * @param id the node's identity; peers accept only the id of its certificate
 * @param addresses where peers can dial the node, best first; empty means that it is only
 * reachable over connections it dials itself
 * @param services the names of the services it offers, for selecting a peer by service
 * @param metadata free labels such as zone or version
 * @param version increases with each change, so that a late announcement never replaces a
 * newer one
 * @param paths the paths that the node serves, null if it does not state them, as nodes
 * of earlier versions do not; the transport states its own node's by the handlers that it
 * has
 */
public record NodeInfo(PeerId id, List<NodeAddress> addresses, Set<String> services, Map<String, String> metadata,
		long version, @Nullable ServedPaths paths) {

	/**
	 * Copies the collections, so that the value never changes.
	 * @param id see {@link #id()}
	 * @param addresses see {@link #addresses()}
	 * @param services see {@link #services()}
	 * @param metadata see {@link #metadata()}
	 * @param version see {@link #version()}
	 * @param paths see {@link #paths()}
	 */
	public NodeInfo {
		addresses = List.copyOf(addresses);
		services = ForeignText.copyOf(services);
		metadata = ForeignText.copyOf(metadata);
	}

	/**
	 * Makes the info of a node that does not state which paths it serves.
	 * @param id see {@link #id()}
	 * @param addresses see {@link #addresses()}
	 * @param services see {@link #services()}
	 * @param metadata see {@link #metadata()}
	 * @param version see {@link #version()}
	 */
	public NodeInfo(PeerId id, List<NodeAddress> addresses, Set<String> services, Map<String, String> metadata,
			long version) {
		this(id, addresses, services, metadata, version, null);
	}

	/**
	 * Makes the info of a node that only has an id so far.
	 * @param id the node's identity
	 * @return version 0, with nothing else in it
	 */
	public static NodeInfo of(PeerId id) {
		return new NodeInfo(id, List.of(), Set.of(), Map.of(), 0);
	}

	/**
	 * Changes the advertised addresses.
	 * @param addresses where peers can dial the node, best first
	 * @return a copy with these addresses
	 */
	public NodeInfo withAddresses(List<NodeAddress> addresses) {
		return new NodeInfo(this.id, addresses, this.services, this.metadata, this.version, this.paths);
	}

	/**
	 * Changes the offered services.
	 * @param services the names of the services
	 * @return a copy with these services
	 */
	public NodeInfo withServices(Set<String> services) {
		return new NodeInfo(this.id, this.addresses, services, this.metadata, this.version, this.paths);
	}

	/**
	 * Changes the labels.
	 * @param metadata the labels
	 * @return a copy with these labels
	 */
	public NodeInfo withMetadata(Map<String, String> metadata) {
		return new NodeInfo(this.id, this.addresses, this.services, metadata, this.version, this.paths);
	}

	/**
	 * Changes the version.
	 * @param version the new version
	 * @return a copy with this version
	 */
	public NodeInfo withVersion(long version) {
		return new NodeInfo(this.id, this.addresses, this.services, this.metadata, version, this.paths);
	}

	/**
	 * Changes the served paths. For its own node, an application's value is replaced by
	 * the paths of its handlers.
	 * @param paths the paths that the node serves, null to state nothing
	 * @return a copy with these paths
	 */
	public NodeInfo withPaths(@Nullable ServedPaths paths) {
		return new NodeInfo(this.id, this.addresses, this.services, this.metadata, this.version, paths);
	}

	/**
	 * Whether the node may serve a path.
	 * @param kind what goes over the path
	 * @param path the path
	 * @return whether it has announced the path, or announces no paths at all
	 */
	public boolean mayServe(PathKind kind, String path) {
		ServedPaths stated = this.paths;
		return stated == null || stated.include(kind, path);
	}

	/** Describes the node; the served paths, which may be many, are left out. */
	@Override
	public String toString() {
		return ForeignText.line("NodeInfo[id=" + this.id + ", addresses=" + this.addresses + ", services="
				+ this.services + ", metadata=" + this.metadata + ", version=" + this.version + "]");
	}

}
