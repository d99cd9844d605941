package io.quictransport.testing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports of the loopback address for what must know its port before it binds it.
 * They lie below those that a system gives to sockets without a port of their own: while
 * one is free, no other process comes by it.
 */
public final class FreePorts {

	private static final int FIRST = 15_000;

	private static final int AFTER_LAST = 32_000;

	private FreePorts() {
	}

	/**
	 * Finds a port that is free for UDP and for TCP.
	 * @return the port
	 */
	public static int next() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, AFTER_LAST);
			if (isFree(port)) {
				return port;
			}
		}
	}

	/**
	 * Finds an address for a node that is to come back at the same one: while it is away,
	 * no socket without a port of its own gets its port.
	 * @return the address
	 */
	public static InetSocketAddress address() {
		return new InetSocketAddress("127.0.0.1", next());
	}

	private static boolean isFree(int port) {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
				DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
			return tcp.isBound() && udp.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
