package io.quictransport.testing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Provides ports of the loopback address for code that must know its port before binding
 * it. They are below the range from which a system assigns ports, and each process that
 * runs tests has its own block of them, so no other socket takes one. A port is not
 * provided again before the rest of its block has been.
 */
public final class FreePorts {

	private static final int FIRST = 15_000;

	private static final int AFTER_LAST = 32_000;

	private static final int BLOCK = 500;

	private static final FreePorts OF_PROCESS = ofBlock();

	/** Held while the process lives: its port stands for the whole block. */
	private final ServerSocket claim;

	private int given;

	private FreePorts(ServerSocket claim) {
		this.claim = claim;
	}

	private static FreePorts ofBlock() {
		List<Integer> blocks = new ArrayList<>();
		for (int port = FIRST; port + BLOCK <= AFTER_LAST; port += BLOCK) {
			blocks.add(port);
		}
		Collections.shuffle(blocks);
		for (int port : blocks) {
			try {
				return new FreePorts(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
			}
			catch (IOException ex) {
				// Another process has this block.
			}
		}
		throw new IllegalStateException(
				"each of the " + blocks.size() + " blocks of ports from " + FIRST + " on is taken by a process");
	}

	/**
	 * Finds a port that is free for UDP and for TCP.
	 * @return the port
	 */
	public static int next() {
		return OF_PROCESS.take();
	}

	/**
	 * Finds an address for a node that is to come back at the same one: while it is away,
	 * no socket without a port of its own gets its port.
	 * @return the address
	 */
	public static InetSocketAddress address() {
		return new InetSocketAddress("127.0.0.1", next());
	}

	private synchronized int take() {
		for (int tried = 1; tried < BLOCK; tried++) {
			this.given = this.given % (BLOCK - 1) + 1;
			int port = this.claim.getLocalPort() + this.given;
			if (isFree(port)) {
				return port;
			}
		}
		throw new IllegalStateException("no port after " + this.claim.getLocalPort() + " is free");
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
