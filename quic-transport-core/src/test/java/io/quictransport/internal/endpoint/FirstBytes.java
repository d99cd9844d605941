package io.quictransport.internal.endpoint;

import io.quictransport.PeerId;

/**
 * Tells tests how a dialler shows who it is, and which event loop it comes to by that.
 */
public final class FirstBytes {

	private FirstBytes() {
	}

	/** The first byte of the connection id to which a node sends its first packets. */
	public static int of(PeerId node) {
		return HomeLoop.byteOf(node);
	}

	/** The event loop that is the home of a node, among so many. */
	public static int homeOf(PeerId node, int loops) {
		return HomeLoop.of(node, loops);
	}

}
