package io.quictransport.internal.peer;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the machine or the network answers that an address cannot be reached
 * (ICMP), rather than not at all. The system reports such an answer only to a socket that
 * is connected to a single address, not to one that exchanges datagrams with many peers.
 */
final class UnreachablePort {

	private static final int PATIENCE_MILLIS = 500;

	/** Too short for a packet of QUIC, so that a node that is there ignores it. */
	private static final byte[] PROBE = new byte[1];

	private UnreachablePort() {
	}

	/**
	 * Sends one datagram and waits for such an answer. Blocks.
	 * @param address the address
	 * @param from the address of this machine to send from
	 * @return what was answered, null if nothing was
	 */
	static @Nullable String answerOf(InetSocketAddress address, InetAddress from) {
		try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
			socket.connect(address);
			socket.setSoTimeout(PATIENCE_MILLIS);
			socket.send(new DatagramPacket(PROBE, PROBE.length));
			socket.receive(new DatagramPacket(new byte[1], 1));
			return null;
		}
		catch (PortUnreachableException ex) {
			return "nothing listens at this port: its machine, or a firewall, answers so (ICMP port unreachable); is"
					+ " the peer up, and is this its port?";
		}
		catch (SocketTimeoutException ex) {
			return null;
		}
		catch (IOException ex) {
			return "the network answers: " + ex.getMessage();
		}
	}

}
