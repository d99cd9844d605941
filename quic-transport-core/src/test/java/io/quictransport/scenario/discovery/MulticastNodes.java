package io.quictransport.scenario.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.discovery.MulticastOptions;
import io.quictransport.discovery.MulticastPeerDiscovery;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.FreePorts;

/**
 * Nodes on loopback that find each other by multicast, at a port that no other test uses,
 * and somebody who forges announcements.
 */
public final class MulticastNodes implements AutoCloseable {

	static final Duration INTERVAL = Duration.ofMillis(300);

	private static final NetworkInterface LOOPBACK = loopback();

	public final TestNodes nodes = new TestNodes();

	final MulticastOptions multicast = new MulticastOptions().withInterval(INTERVAL)
		.withGroup(new InetSocketAddress("239.255.42.98", FreePorts.next()));

	private final MulticastSocket forger;

	public MulticastNodes() {
		try {
			this.forger = new MulticastSocket(this.multicast.group().getPort());
			this.forger.setNetworkInterface(LOOPBACK);
			this.forger.joinGroup(this.multicast.group(), LOOPBACK);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public QuicTransport start(String id) {
		return start(id, UnaryOperator.identity());
	}

	public QuicTransport start(String id, UnaryOperator<QuicTransportOptions> changes) {
		return this.nodes.start(id, (options) -> changes.apply(withMulticast(options)));
	}

	QuicTransportOptions withMulticast(QuicTransportOptions options) {
		return options.withReconnectMinBackoff(Duration.ofMillis(50))
			.withReconnectMaxBackoff(Duration.ofSeconds(1))
			.withTimeouts((timeouts) -> timeouts.withConnect(Duration.ofSeconds(1)))
			.withDiscovery(new DiscoveryOptions().withProviders(List.of(new MulticastPeerDiscovery(this.multicast)))
				.withDebounce(Duration.ofMillis(50))
				.withRemovalDelay(Duration.ofSeconds(1)));
	}

	/** An announcement, written by the book: docs/wire-protocol.md, section 18. */
	public static byte[] announcement(int kind, String cluster, String id, int port) {
		ByteBuffer bytes = ByteBuffer.allocate(1200);
		bytes.put(new byte[] { 'Q', 'T', 'A', 1 }).put((byte) kind).putShort((short) 15);
		put(bytes, cluster);
		put(bytes, id);
		if (port == 0) {
			bytes.put((byte) 0);
		}
		else {
			bytes.put((byte) 1);
			put(bytes, "127.0.0.1");
			bytes.putShort((short) port);
		}
		byte[] written = new byte[bytes.flip().remaining()];
		bytes.get(written);
		return written;
	}

	private static void put(ByteBuffer to, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		to.put((byte) bytes.length).put(bytes);
	}

	public void forge(byte[] datagram) {
		try {
			this.forger.send(new DatagramPacket(datagram, datagram.length, this.multicast.group()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The kind of the next announcement of a node that the forger hears. */
	int hearKindOf(String id, Duration patience) throws IOException {
		this.forger.setSoTimeout((int) patience.toMillis());
		DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
		while (true) {
			this.forger.receive(packet);
			if (new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).contains(id)) {
				return packet.getData()[4];
			}
		}
	}

	private static NetworkInterface loopback() {
		try {
			return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.nodes.close();
		this.forger.close();
	}

}
