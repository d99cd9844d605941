package io.quictransport.internal.endpoint;

import java.util.OptionalInt;

/**
 * Defines how large the datagrams of a socket are.
 *
 * @param sent the largest UDP payload that is sent; discovery finds what the path carries
 * of it
 * @param received the largest UDP payload that is received, as advertised to peers
 */
record DatagramSizes(int sent, int received) {

	/** Every path that carries QUIC carries this (RFC 9000, section 14). */
	static final int SAFE = 1200;

	/**
	 * What an Ethernet carries, less the headers of IPv6: used where nothing is known of
	 * the interfaces.
	 */
	static final int ETHERNET = 1452;

	/**
	 * The most that is looked for unasked. The codec sends no more than 16,383 bytes; of
	 * this size one system call sends four datagrams instead of three.
	 */
	static final int MOST_UNASKED = 16_000;

	/**
	 * The least receive size: more than most paths carry, so that a peer may use all that
	 * its path carries.
	 */
	static final int LEAST_RECEIVED = 2048;

	/**
	 * Decides on the sizes.
	 * @param wanted the option, 0 if it is not set
	 * @param discovery whether the size that the path carries is probed
	 * @param carried what the interfaces carry, empty if that is not known
	 */
	static DatagramSizes of(int wanted, boolean discovery, OptionalInt carried) {
		if (wanted > 0) {
			int sent = Math.max(SAFE, Math.min(wanted, carried.orElse(wanted)));
			return new DatagramSizes(sent, Math.max(wanted, LEAST_RECEIVED));
		}
		int most = discovery ? Math.max(SAFE, Math.min(MOST_UNASKED, carried.orElse(ETHERNET))) : SAFE;
		return new DatagramSizes(most, Math.max(most, LEAST_RECEIVED));
	}

}
