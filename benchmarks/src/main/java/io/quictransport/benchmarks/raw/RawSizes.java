package io.quictransport.benchmarks.raw;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * Defines the size of datagrams and the number that is sent at once, with the transport's
 * defaults.
 *
 * @param payload the largest UDP payload that is sent
 * @param slot the room for one that is received
 * @param segments the most that one system call sends
 */
record RawSizes(int payload, int slot, int segments) {

	private static final int MOST = 16_000;

	private static final int HEADERS = 28;

	private static final int LEAST_SLOT = 2048;

	private static final int MOST_SEGMENTS = 44;

	private static final int MOST_AT_ONCE = 65_000;

	static RawSizes of(InetAddress local) throws SocketException {
		NetworkInterface network = NetworkInterface.getByInetAddress(local);
		if (network == null) {
			throw new SocketException("no interface has the address " + local);
		}
		int payload = Math.min(MOST, network.getMTU() - HEADERS);
		return new RawSizes(payload, Math.max(LEAST_SLOT, payload), Math.min(MOST_SEGMENTS, MOST_AT_ONCE / payload));
	}

}
