package io.quictransport.sample;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;

import io.quictransport.PeerId;

/**
 * Finds the owner of a key by rendezvous hashing: each node draws a number from its id
 * and the key, and the highest wins. All nodes come to the same owner without talking,
 * and when a node joins, only the keys that it wins change hands.
 */
final class Rendezvous {

	private static final long FNV_OFFSET = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	private Rendezvous() {
	}

	static PeerId ownerOf(String key, Collection<PeerId> members) {
		return members.stream()
			.max(Comparator.<PeerId>comparingLong((member) -> draw(member, key)).thenComparing((member) -> member))
			.orElseThrow(() -> new IllegalArgumentException("a key needs at least one member to own it"));
	}

	private static long draw(PeerId member, String key) {
		// Neither keys nor ids contain a slash.
		long hash = FNV_OFFSET;
		for (byte next : (member.value() + "/" + key).getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (next & 0xff)) * FNV_PRIME;
		}
		// FNV hardly spreads the last bytes into the high bits, which decide the draw.
		hash = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
		hash = (hash ^ (hash >>> 29)) * 0xbf58476d1ce4e5b9L;
		return hash ^ (hash >>> 32);
	}

}
