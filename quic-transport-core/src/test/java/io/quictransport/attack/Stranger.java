package io.quictransport.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

import io.quictransport.support.TestNodes;

import static org.awaitility.Awaitility.await;

/**
 * A UDP socket of somebody whom nobody knows: sends what it likes, counts what comes
 * back, and answers nothing.
 */
final class Stranger implements AutoCloseable {

	private static final int RETRY = 0xF0;

	private static final int TAG = 16;

	private final DatagramChannel socket;

	private final InetSocketAddress target;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

	private final List<byte[]> received = new ArrayList<>();

	private long bytesSent;

	private long bytesReceived;

	private Stranger(DatagramChannel socket, InetSocketAddress target) {
		this.socket = socket;
		this.target = target;
	}

	static Stranger before(InetSocketAddress target) throws IOException {
		return at("127.0.0.1", target);
	}

	static Stranger at(String address, InetSocketAddress target) throws IOException {
		DatagramChannel socket = DatagramChannel.open();
		socket.bind(new InetSocketAddress(address, 0)).configureBlocking(false);
		return new Stranger(socket, target);
	}

	InetSocketAddress address() throws IOException {
		return (InetSocketAddress) this.socket.getLocalAddress();
	}

	Stranger send(byte[] datagram) throws IOException {
		this.buffer.clear().put(datagram).flip();
		this.bytesSent += this.socket.send(this.buffer, this.target);
		return this;
	}

	/** Takes in what has come. */
	List<byte[]> received() throws IOException {
		while (this.socket.receive(this.buffer.clear()) != null) {
			byte[] datagram = new byte[this.buffer.flip().remaining()];
			this.buffer.get(datagram);
			this.received.add(datagram);
			this.bytesReceived += datagram.length;
		}
		return this.received;
	}

	/** Counts what has come and forgets it. */
	void drain() throws IOException {
		received().clear();
	}

	/** Waits for one datagram at least. */
	byte[] first() {
		return await().atMost(TestNodes.PATIENCE).until(this::received, (all) -> !all.isEmpty()).get(0);
	}

	/** Waits for a Retry packet. */
	Retry retry() {
		ByteBuffer in = ByteBuffer.wrap(first());
		if ((in.get(0) & RETRY) != RETRY) {
			throw new AssertionError("a packet of another type came than Retry");
		}
		in.position(5);
		in.position(in.position() + 1 + in.get(in.position()));
		byte[] id = new byte[in.get()];
		in.get(id);
		byte[] token = new byte[in.remaining() - TAG];
		in.get(token);
		return new Retry(id, token);
	}

	long bytesSent() {
		return this.bytesSent;
	}

	long bytesReceived() throws IOException {
		received();
		return this.bytesReceived;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * What a server wants to see of a client before it believes its address.
	 *
	 * @param id the connection id to dial
	 * @param token to be shown
	 */
	record Retry(byte[] id, byte[] token) {

	}

}
