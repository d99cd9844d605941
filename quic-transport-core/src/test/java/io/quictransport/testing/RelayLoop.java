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
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Moves the packets of a relay, on one thread: one socket faces all clients, and each
 * client has a separate socket towards the target, so that the target can tell them
 * apart.
 */
final class RelayLoop implements Runnable {

	private static final int LARGEST_PACKET = 65_535;

	private static final int SOCKET_BUFFER = 4 * 1024 * 1024;

	/** How many packets one socket may pass before the others have their turn. */
	private static final int BURST = 64;

	private static final int REQUEST_SECONDS = 5;

	/** A packet that arrives meanwhile is noticed so much later. */
	private static final long SHORT_WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

	private final Selector selector;

	private final DatagramChannel front;

	private final InetSocketAddress target;

	private final SplittableRandom random;

	private final RelayDirection toTarget;

	private final RelayDirection toClients;

	private final Map<SocketAddress, RelayClient> clients = new HashMap<>();

	private final DelayQueue delayed = new DelayQueue();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_PACKET);

	private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();

	private @Nullable InetAddress clientAddress;

	private int lastAddress = 1;

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
				runRequests();
				await(this.delayed.deliverDue());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			close();
		}
	}

	/**
	 * Waits for packets, at most for so long. A selector counts in milliseconds, which
	 * would add as much to each delay.
	 */
	private void await(long nanos) throws IOException {
		long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
		if (nanos > 0 && millis == 0) {
			LockSupport.parkNanos(Math.min(nanos, SHORT_WAIT_NANOS));
			this.selector.selectNow((key) -> read((RelayClient) key.attachment()));
		}
		else {
			this.selector.select((key) -> read((RelayClient) key.attachment()), millis);
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
			SocketAddress sender = client.receive(this.buffer.clear());
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
		long arrivedNanos = this.delayed.now();
		for (Fate.Copy copy : path.decide(packet, arrivedNanos).copies()) {
			if (copy.delayNanos() == 0) {
				path.deliver(copy.packet());
			}
			else {
				this.delayed.add(path, copy, arrivedNanos);
			}
		}
	}

	/** Gives each client another port towards the target. */
	void rebindPorts() {
		request(this::rebind);
	}

	/** Gives each client another loopback address towards the target. */
	void rebindAddresses() {
		request(() -> {
			this.lastAddress++;
			this.clientAddress = InetAddress.getByAddress(new byte[] { 127, 0, 0, (byte) this.lastAddress });
			rebind();
		});
	}

	private void rebind() throws IOException {
		for (RelayClient client : this.clients.values()) {
			client.rebind(openClientSocket(client));
		}
	}

	/** Runs a task on the relay's thread and waits for it. */
	private void request(Task task) {
		CompletableFuture<Optional<IOException>> done = new CompletableFuture<>();
		this.requests.add(() -> {
			try {
				task.run();
				done.complete(Optional.empty());
			}
			catch (IOException ex) {
				done.complete(Optional.of(ex));
			}
		});
		this.selector.wakeup();
		Optional<IOException> failure = done.orTimeout(REQUEST_SECONDS, TimeUnit.SECONDS).join();
		if (failure.isPresent()) {
			throw new UncheckedIOException(failure.get());
		}
	}

	private void runRequests() {
		for (Runnable request = this.requests.poll(); request != null; request = this.requests.poll()) {
			request.run();
		}
	}

	private RelayClient openClient(SocketAddress client) throws IOException {
		RelayClient opened = new RelayClient(this, client, this.random.split());
		opened.rebind(openClientSocket(opened));
		return opened;
	}

	private DatagramChannel openClientSocket(RelayClient client) throws IOException {
		DatagramChannel socket = openSocket();
		// Not connected: a connected one would report the target's absence as an error.
		socket.bind((this.clientAddress != null) ? new InetSocketAddress(this.clientAddress, 0) : null);
		socket.register(this.selector, SelectionKey.OP_READ, client);
		return socket;
	}

	private DatagramChannel openSocket() throws IOException {
		boolean six = this.target.getAddress() instanceof Inet6Address;
		DatagramChannel socket = DatagramChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
		socket.configureBlocking(false);
		return socket.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER)
			.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
	}

	InetSocketAddress target() {
		return this.target;
	}

	DatagramChannel front() {
		return this.front;
	}

	RelayDirection toTarget() {
		return this.toTarget;
	}

	RelayDirection toClients() {
		return this.toClients;
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

	/**
	 * Something to do on the relay's thread.
	 */
	@FunctionalInterface
	private interface Task {

		void run() throws IOException;

	}

}
