package io.quictransport.nodes;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;

import io.quictransport.PeerId;

/**
 * Orders nodes for a key by rendezvous hashing: each node draws a number from its id and
 * the key, and the highest wins. All callers come to the same order without talking, and
 * when a node joins, only the keys that it wins change hands.
 */
final class Rendezvous {

	private static final long FNV_OFFSET = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	private Rendezvous() {
	}

	static PeerId ownerOf(String key, Collection<PeerId> nodes) {
		return nodes.stream()
			.max(Comparator.<PeerId>comparingLong((node) -> draw(node, key)).thenComparing((node) -> node))
			.orElseThrow(() -> new IllegalArgumentException("a key needs at least one node to own it"));
	}

	/** The owner is first. */
	static Comparator<NodeCandidate> order(String key) {
		return Comparator.<NodeCandidate>comparingLong((node) -> draw(node.id(), key))
			.thenComparing(NodeCandidate::id)
			.reversed();
	}

	private static long draw(PeerId node, String key) {
		// An id contains no slash: two pairs of id and key never make the same text.
		long hash = FNV_OFFSET;
		for (byte next : (node.value() + "/" + key).getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (next & 0xff)) * FNV_PRIME;
		}
		// FNV hardly spreads the last bytes into the high bits, which decide the draw.
		hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
		hash = (hash ^ (hash >>> 29)) * 0xbf58476d1ce4e5b9L;
		return hash ^ (hash >>> 32);
	}

}
