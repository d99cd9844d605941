package io.quictransport.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Passes on what one client and a node send each other, and keeps the last datagram of
 * either, and the client's first.
 */
final class Wiretap implements AutoCloseable {

	private final DatagramChannel front;

	private final DatagramChannel back;

	private final InetSocketAddress target;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);

	private final Thread thread = new Thread(this::run, "wiretap");

	private volatile InetSocketAddress client;

	private volatile byte @Nullable [] first;

	private volatile byte[] toTarget = {};

	private volatile byte[] toClient = {};

	private volatile boolean ended;

	@SuppressWarnings("NullAway.Init")
	private Wiretap(InetSocketAddress target) throws IOException {
		this.target = target;
		this.front = open();
		this.back = open();
	}

	static Wiretap before(InetSocketAddress target) throws IOException {
		Wiretap wiretap = new Wiretap(target);
		wiretap.thread.start();
		return wiretap;
	}

	private static DatagramChannel open() throws IOException {
		DatagramChannel socket = DatagramChannel.open();
		socket.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
		return socket;
	}

	InetSocketAddress address() throws IOException {
		return (InetSocketAddress) this.front.getLocalAddress();
	}

	InetSocketAddress client() {
		return Objects.requireNonNull(this.client);
	}

	byte[] firstToTarget() {
		return Objects.requireNonNull(this.first);
	}

	byte[] lastToTarget() {
		return this.toTarget;
	}

	byte[] lastToClient() {
		return this.toClient;
	}

	private void run() {
		try {
			while (!this.ended) {
				InetSocketAddress from = (InetSocketAddress) this.front.receive(this.buffer.clear());
				if (from != null) {
					this.client = from;
					this.toTarget = pass(this.back, this.target);
					if (this.first == null) {
						this.first = this.toTarget;
					}
				}
				boolean answered = this.back.receive(this.buffer.clear()) != null;
				if (answered) {
					this.toClient = pass(this.front, this.client);
				}
				if (from == null && !answered) {
					LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private byte[] pass(DatagramChannel over, InetSocketAddress to) throws IOException {
		byte[] datagram = new byte[this.buffer.flip().remaining()];
		this.buffer.duplicate().get(datagram);
		over.send(this.buffer, to);
		return datagram;
	}

	@Override
	public void close() throws Exception {
		this.ended = true;
		this.thread.join();
		this.front.close();
		this.back.close();
	}

}
