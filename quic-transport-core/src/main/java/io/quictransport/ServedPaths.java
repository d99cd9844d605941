package io.quictransport;

import java.util.Set;

import io.quictransport.internal.text.ForeignText;

/**
 * Lists the paths that a node serves, as it announces them to its peers
 * ({@link NodeInfo#paths()}), so that a call for a path, or a publication, goes only to
 * nodes that take it.
 *
 * <p>
 * An entry is a path, or the beginning of paths followed by {@code *}; a beginning is
 * empty or ends with a dot or a slash. Such an entry may promise more than the node
 * serves, because a handler of a set of paths announces a set that includes all paths of
 * its own. If a handler is registered or removed while the node runs, the announcement
 * follows soon after. In any case the node itself decides which calls it serves.
 *
 * @param requests the paths of requests
 * @param messages the paths of one-way messages
 * @param streams the paths of streams
 */
public record ServedPaths(Set<String> requests, Set<String> messages, Set<String> streams) {

	/** The entry that includes all paths. */
	public static final String ALL = "*";

	/** Serves nothing. */
	public static final ServedPaths NONE = new ServedPaths(Set.of(), Set.of(), Set.of());

	/** May serve any path. */
	public static final ServedPaths ANY = new ServedPaths(Set.of(ALL), Set.of(ALL), Set.of(ALL));

	/**
	 * Copies the sets, so that the value never changes.
	 * @param requests see {@link #requests()}
	 * @param messages see {@link #messages()}
	 * @param streams see {@link #streams()}
	 */
	public ServedPaths {
		requests = ForeignText.copyOf(requests);
		messages = ForeignText.copyOf(messages);
		streams = ForeignText.copyOf(streams);
	}

	/**
	 * Lists the entries of one kind.
	 * @param kind the kind
	 * @return its entries
	 */
	public Set<String> of(PathKind kind) {
		return switch (kind) {
			case REQUEST -> this.requests;
			case MESSAGE -> this.messages;
			case STREAM -> this.streams;
		};
	}

	/**
	 * Whether the node has announced a path. Costs a look-up for each part of the path,
	 * however many paths the node serves.
	 * @param kind what goes over the path
	 * @param path the path
	 * @return whether an entry is or includes the path
	 */
	public boolean include(PathKind kind, String path) {
		Set<String> entries = of(kind);
		if (entries.isEmpty()) {
			return false;
		}
		if (entries.contains(path) || entries.contains(ALL)) {
			return true;
		}
		for (int i = 0; i < path.length(); i++) {
			char part = path.charAt(i);
			if ((part == '.' || part == '/') && entries.contains(path.substring(0, i + 1) + ALL)) {
				return true;
			}
		}
		return false;
	}

}
