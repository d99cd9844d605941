package io.quictransport.internal.endpoint;

import io.quictransport.PeerId;

/**
 * Tells tests that dial with the bare codec how a dialler shows whom it is.
 */
public final class FirstBytes {

	private FirstBytes() {
	}

	/** The first byte of the connection id to which a node sends its first packets. */
	public static int of(PeerId node) {
		return HomeLoop.byteOf(node);
	}

}
