package io.quictransport.scenario.operating;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A name server on loopback that answers each name as a test tells it to, and knows no
 * other: a resolver may also ask for names within the machine's search domains.
 */
final class ScriptedNameServer implements AutoCloseable {

	static final int NOTHING_FOUND = 0;

	static final int SERVER_FAILURE = 2;

	static final int NO_SUCH_NAME = 3;

	private static final int ADDRESS = 1;

	private static final int SERVICE = 33;

	private final Map<String, Answer> answers = new ConcurrentHashMap<>();

	private final DatagramSocket socket;

	private volatile boolean silent;

	ScriptedNameServer() throws SocketException {
		this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::serve, "name-server");
		thread.setDaemon(true);
		thread.start();
	}

	InetSocketAddress address() {
		return new InetSocketAddress("127.0.0.1", this.socket.getLocalPort());
	}

	/** From now on it answers nothing. */
	void fallSilent() {
		this.silent = true;
	}

	/** From now on a name has no records, for a reason. */
	void fails(String name, int code) {
		this.answers.put(name, new Answer(code, 0, new byte[0][]));
	}

	/** From now on a name has this address. */
	void has(String name, InetAddress address) {
		this.answers.put(name, new Answer(0, ADDRESS, new byte[][] { address.getAddress() }));
	}

	/** From now on a service has these hosts, all at one port. */
	void serves(String service, int port, String... hosts) {
		byte[][] records = new byte[hosts.length][];
		for (int i = 0; i < hosts.length; i++) {
			byte[] target = encoded(hosts[i]);
			records[i] = ByteBuffer.allocate(6 + target.length)
				.putShort((short) 0)
				.putShort((short) 0)
				.putShort((short) port)
				.put(target)
				.array();
		}
		this.answers.put(service, new Answer(0, SERVICE, records));
	}

	private static byte[] encoded(String name) {
		ByteBuffer bytes = ByteBuffer.allocate(name.length() + 2);
		for (String label : name.split("\\.")) {
			bytes.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
		}
		return bytes.put((byte) 0).array();
	}

	private void serve() {
		DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
		while (!this.socket.isClosed()) {
			try {
				packet.setLength(4096);
				this.socket.receive(packet);
				answer(packet);
			}
			catch (SocketException ex) {
				// Closed by the test, or told that a resolver is gone.
				continue;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	private void answer(DatagramPacket query) throws IOException {
		ByteBuffer asked = ByteBuffer.wrap(query.getData(), 0, query.getLength());
		short id = asked.getShort();
		asked.position(12);
		StringBuilder name = new StringBuilder();
		for (int length = asked.get(); length > 0; length = asked.get()) {
			byte[] label = new byte[length];
			asked.get(label);
			name.append((name.length() > 0) ? "." : "").append(new String(label, StandardCharsets.US_ASCII));
		}
		int type = asked.getShort();
		asked.getShort();
		Answer answer = this.answers.getOrDefault(name.toString(), new Answer(NO_SUCH_NAME, 0, new byte[0][]));
		if (!this.silent) {
			byte[] question = new byte[asked.position() - 12];
			System.arraycopy(query.getData(), 12, question, 0, question.length);
			byte[] reply = answer.to(id, question, type);
			this.socket.send(new DatagramPacket(reply, reply.length, query.getSocketAddress()));
		}
	}

	@Override
	public void close() {
		this.socket.close();
	}

	/**
	 * What a name has.
	 *
	 * @param code the response code
	 * @param type the type of the records
	 * @param records their data
	 */
	private record Answer(int code, int type, byte[][] records) {

		/** A response of the authority for the name, whose records last a second. */
		byte[] to(short id, byte[] question, int asked) {
			byte[][] found = (asked == this.type) ? this.records : new byte[0][];
			ByteBuffer reply = ByteBuffer.allocate(4096)
				.putShort(id)
				.putShort((short) (0x8580 | this.code))
				.putShort((short) 1)
				.putShort((short) found.length)
				.putInt(0)
				.put(question);
			for (byte[] record : found) {
				reply.putShort((short) 0xC00C)
					.putShort((short) this.type)
					.putShort((short) 1)
					.putInt(1)
					.putShort((short) record.length)
					.put(record);
			}
			byte[] bytes = new byte[reply.position()];
			reply.flip().get(bytes);
			return bytes;
		}

	}

}
