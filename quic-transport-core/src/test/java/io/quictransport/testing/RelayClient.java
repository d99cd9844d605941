package io.quictransport.testing;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

/**
 * Represents one client of a relay: the socket that stands for it towards the target, and
 * the path of its packets there and back. Used on the relay's thread only.
 */
final class RelayClient {

	private final RelayLoop loop;

	private final RelayPath toTarget;

	private final RelayPath toClient;

	private @Nullable DatagramChannel socket;

	RelayClient(RelayLoop loop, SocketAddress client, SplittableRandom random) {
		this.loop = loop;
		this.toTarget = new RelayPath(loop.toTarget(), random.split(), this::sendToTarget);
		this.toClient = new RelayPath(loop.toClients(), random.split(), (packet) -> loop.front().send(packet, client));
	}

	RelayPath toTarget() {
		return this.toTarget;
	}

	RelayPath toClient() {
		return this.toClient;
	}

	/** Takes another socket; packets to the one before are lost, as behind a NAT. */
	void rebind(DatagramChannel next) throws IOException {
		DatagramChannel before = this.socket;
		this.socket = next;
		if (before != null) {
			before.close();
		}
	}

	/** Reads one packet of the target, null if there is none. */
	@Nullable SocketAddress receive(ByteBuffer packet) throws IOException {
		return (this.socket != null) ? this.socket.receive(packet) : null;
	}

	private int sendToTarget(ByteBuffer packet) throws IOException {
		return (this.socket != null) ? this.socket.send(packet, this.loop.target()) : 0;
	}

}
