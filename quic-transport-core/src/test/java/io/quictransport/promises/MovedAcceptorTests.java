package io.quictransport.promises;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.ConnectionSnapshot;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The node that was dialled gets another address in the middle of the traffic.
 */
class MovedAcceptorTests {

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aCallerHasItsAnswersWhenTheNodeThatItHasDialledMoves() throws IOException {
		try (MovingNode front = new MovingNode()) {
			QuicTransport b = this.nodes.start("node-b", (options) -> options.withAdvertisedAddresses(
					List.of(NodeAddress.of(front.address()), NodeAddress.of(front.nextAddress()))));
			front.begin(b.localAddress());
			b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
			QuicTransport a = this.nodes.start("node-a");
			get(a.connectPeer(new PeerInfo(idOf(b), List.of(NodeAddress.of(front.address())))));
			get(a.request(idOf(b), "echo", new byte[1]));
			front.move();
			// Far below the idle timeout: the silence must be noticed by itself.
			CompletableFuture<NetworkMessage> call = a
				.request(NetworkMessage.request(idOf(b), "echo", new byte[] { 7 }), Duration.ofSeconds(6));
			await().atMost(TestNodes.PATIENCE).until(call::isDone);
			assertThat(call).isCompletedWithValueMatching((reply) -> reply.payload()[0] == 7);
		}
	}

	@Test
	void aNodeThatDoesNotTellItsNewAddressIsFoundByItsDatagrams() throws IOException {
		try (MovingNode front = new MovingNode()) {
			QuicTransport b = this.nodes.start("node-b",
					(options) -> options.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(100)))
						.withAdvertisedAddresses(List.of(NodeAddress.of(front.address()))));
			front.begin(b.localAddress());
			QuicTransport a = this.nodes.start("node-a");
			get(a.connectPeer(new PeerInfo(idOf(b), List.of(NodeAddress.of(front.address())))));
			front.move();
			await().atMost(TestNodes.PATIENCE)
				.until(() -> front.nextAddress()
					.equals(TestNodes.live(a).map(ConnectionSnapshot::remoteAddress).orElse(null)));
			assertThat(a.stats().connections().open()).isEqualTo(1);
		}
	}

	/**
	 * A node that is reached at one address at first and at another one later; nothing
	 * comes from, or gets to, the address before.
	 */
	private static final class MovingNode implements AutoCloseable {

		private final DatagramSocket before = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));

		private final DatagramSocket after = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));

		private final DatagramSocket back = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));

		private volatile boolean moved;

		private volatile @Nullable SocketAddress client;

		MovingNode() throws SocketException {
		}

		InetSocketAddress address() {
			return (InetSocketAddress) this.before.getLocalSocketAddress();
		}

		InetSocketAddress nextAddress() {
			return (InetSocketAddress) this.after.getLocalSocketAddress();
		}

		void begin(InetSocketAddress node) {
			carry(this.before, (packet) -> {
				this.client = packet.getSocketAddress();
				if (!this.moved) {
					send(this.back, packet, node);
				}
			});
			carry(this.after, (packet) -> {
				if (this.moved) {
					send(this.back, packet, node);
				}
			});
			carry(this.back, (packet) -> {
				SocketAddress to = this.client;
				if (to != null) {
					send(this.moved ? this.after : this.before, packet, to);
				}
			});
		}

		void move() {
			this.moved = true;
		}

		private static void send(DatagramSocket from, DatagramPacket packet, SocketAddress to) throws IOException {
			from.send(new DatagramPacket(packet.getData(), packet.getLength(), to));
		}

		private static void carry(DatagramSocket from, Carrying action) {
			Thread thread = new Thread(() -> {
				byte[] room = new byte[65_536];
				while (!from.isClosed()) {
					try {
						DatagramPacket packet = new DatagramPacket(room, room.length);
						from.receive(packet);
						action.carry(packet);
					}
					catch (IOException ex) {
						// Closed, or refused by a socket that is.
					}
				}
			}, "moving-node");
			thread.setDaemon(true);
			thread.start();
		}

		@Override
		public void close() {
			this.before.close();
			this.after.close();
			this.back.close();
		}

	}

	/**
	 * Takes a packet further.
	 */
	@FunctionalInterface
	private interface Carrying {

		void carry(DatagramPacket packet) throws IOException;

	}

}
