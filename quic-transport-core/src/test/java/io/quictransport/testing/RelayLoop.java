package io.quictransport.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

/**
 * Moves the packets of a relay, on one thread: one socket faces all clients, and each
 * client has a socket of its own towards the target, so that the target tells them apart.
 */
final class RelayLoop implements Runnable {

	private static final int LARGEST_PACKET = 65_535;

	private static final int SOCKET_BUFFER = 4 * 1024 * 1024;

	/** How many packets one socket may pass before the others have their turn. */
	private static final int BURST = 64;

	private final Selector selector;

	private final DatagramChannel front;

	private final InetSocketAddress target;

	private final SplittableRandom random;

	private final RelayDirection toTarget;

	private final RelayDirection toClients;

	private final Map<SocketAddress, RelayClient> clients = new HashMap<>();

	private final DelayQueue delayed = new DelayQueue();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_PACKET);

	private volatile boolean stopped;

	RelayLoop(InetSocketAddress target, long seed, RelayDirection toTarget, RelayDirection toClients)
			throws IOException {
		this.target = target;
		this.random = new SplittableRandom(seed);
		this.toTarget = toTarget;
		this.toClients = toClients;
		this.selector = Selector.open();
		this.front = openSocket();
		InetAddress local = target.getAddress().isLoopbackAddress() ? target.getAddress()
				: InetAddress.getLoopbackAddress();
		this.front.bind(new InetSocketAddress(local, 0));
		this.front.register(this.selector, SelectionKey.OP_READ);
	}

	InetSocketAddress address() throws IOException {
		return (InetSocketAddress) this.front.getLocalAddress();
	}

	void stop() {
		this.stopped = true;
		this.selector.wakeup();
	}

	@Override
	public void run() {
		try {
			while (!this.stopped) {
				long waitMillis = this.delayed.deliverDue();
				this.selector.select((key) -> read((RelayClient) key.attachment()), waitMillis);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			close();
		}
	}

	private void read(@Nullable RelayClient client) {
		try {
			if (client == null) {
				readClients();
			}
			else {
				readTarget(client);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void readClients() throws IOException {
		for (int i = 0; i < BURST; i++) {
			SocketAddress sender = this.front.receive(this.buffer.clear());
			if (sender == null) {
				return;
			}
			RelayClient client = this.clients.get(sender);
			if (client == null) {
				client = openClient(sender);
				this.clients.put(sender, client);
			}
			pass(client.toTarget());
		}
	}

	private void readTarget(RelayClient client) throws IOException {
		for (int i = 0; i < BURST; i++) {
			SocketAddress sender = client.socket().receive(this.buffer.clear());
			if (sender == null) {
				return;
			}
			if (sender.equals(this.target)) {
				pass(client.toClient());
			}
		}
	}

	private void pass(RelayPath path) {
		ByteBuffer packet = ByteBuffer.allocate(this.buffer.flip().remaining()).put(this.buffer).flip();
		for (Fate.Copy copy : path.decide(packet).copies()) {
			if (copy.delayNanos() == 0) {
				path.deliver(copy.packet());
			}
			else {
				this.delayed.add(path, copy);
			}
		}
	}

	private RelayClient openClient(SocketAddress client) throws IOException {
		DatagramChannel socket = openSocket();
		// Not connected: a connected one would report the target's absence as an error.
		socket.bind(null);
		RelayPath there = new RelayPath(this.toTarget, this.random.split(),
				(packet) -> socket.send(packet, this.target));
		RelayPath back = new RelayPath(this.toClients, this.random.split(),
				(packet) -> this.front.send(packet, client));
		RelayClient opened = new RelayClient(socket, there, back);
		socket.register(this.selector, SelectionKey.OP_READ, opened);
		return opened;
	}

	private DatagramChannel openSocket() throws IOException {
		boolean six = this.target.getAddress() instanceof Inet6Address;
		DatagramChannel socket = DatagramChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
		socket.configureBlocking(false);
		return socket.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER)
			.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
	}

	private void close() {
		try {
			for (SelectionKey key : this.selector.keys()) {
				key.channel().close();
			}
			this.selector.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
