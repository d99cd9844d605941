package io.quictransport.attack;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.PeerSnapshot;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.scenario.discovery.MulticastNodes;
import io.quictransport.support.PeerLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Announcements that lie (fault F34): who a peer is, only its certificate says.
 */
class HostileDiscoveryTests {

	private static final PeerId A = new PeerId("node-a");

	private static final PeerId B = new PeerId("node-b");

	private static final PeerId C = new PeerId("node-c");

	private static final int HERE = 1;

	private static final int GONE = 3;

	private final MulticastNodes nodes = new MulticastNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	/** Scenario S15. */
	@Test
	void junkIsPassedOverAndNodesAreFoundAfterIt() {
		long seed = ThreadLocalRandom.current().nextLong();
		System.out.println("seed=" + seed);
		Random random = new Random(seed);
		QuicTransport a = this.nodes.start("node-a");
		this.nodes.forge(new byte[] { (byte) 0xff, 0x00, (byte) 0xff, 0x00 });
		byte[] valid = MulticastNodes.announcement(HERE, "default", "node-x", 9);
		for (int i = 0; i < 5000; i++) {
			byte[] junk = new byte[random.nextInt(1500)];
			random.nextBytes(junk);
			System.arraycopy(valid, 0, junk, 0, Math.min(random.nextInt(valid.length), junk.length));
			this.nodes.forge(junk);
		}
		QuicTransport b = this.nodes.start("node-b");
		await().until(() -> a.isConnected(B) && b.isConnected(A));
	}

	@Test
	void forgedGoodbyesCostNothing() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		QuicTransport c = this.nodes.start("node-c");
		await().until(() -> a.isConnected(B) && b.isConnected(A) && a.isConnected(C));
		try (PeerLog log = new PeerLog(a)) {
			CompletableFuture<Void> stopped = new CompletableFuture<>();
			await().pollInterval(Duration.ofMillis(50)).until(() -> {
				for (int i = 0; i < 5; i++) {
					this.nodes.forge(MulticastNodes.announcement(GONE, "default", "node-b", 0));
				}
				// A goodbye that is true comes behind those that are not.
				if (!stopped.isDone()) {
					get(c.stop());
					stopped.complete(null);
				}
				return a.peers().stream().noneMatch((peer) -> peer.id().equals(C));
			});
			assertThat(a.isConnected(B)).isTrue();
			assertThat(log.lines()).filteredOn((line) -> line.contains("node-b")).containsExactly("up node-b");
		}
	}

	@Test
	void anAnnouncementProvesNobodysIdentity() {
		try (RawPeers raw = new RawPeers()) {
			int port = raw.listen(this.nodes.nodes.certificates.certificate("node-m"));
			QuicTransport a = this.nodes.start("node-a");
			await().pollInterval(Duration.ofMillis(100)).until(() -> {
				this.nodes.forge(MulticastNodes.announcement(HERE, "default", "node-b", port));
				return a.stats().errors().getOrDefault(ErrorCode.PEER_ID_MISMATCH, 0L) > 0;
			});
			assertThat(a.peers()).isEmpty();
			assertThat(a.isConnected(B)).isFalse();
		}
	}

	@Test
	void aThousandFakesAreDialledAtALimitedRateAndRealPeersNoticeNothing() throws Exception {
		int rate = 20;
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		await().until(() -> a.isConnected(B) && b.isConnected(A));
		try (FakePlace fakes = new FakePlace(); PeerLog log = new PeerLog(a)) {
			long begun = System.nanoTime();
			for (int i = 0; i < 1000; i++) {
				this.nodes.forge(MulticastNodes.announcement(HERE, "default", "fake-" + i, fakes.port()));
				if (i % 100 == 99) {
					assertThat(get(a.request(B, "echo", new byte[] { 1 }))).containsExactly(1);
				}
			}
			QuicTransport c = this.nodes.start("node-c");
			await().until(() -> a.isConnected(C) && c.isConnected(B));
			int nodesThatDial = 3;
			// More than those of the first second, which may come at once.
			await().until(() -> fakes.dials() > 2 * nodesThatDial * rate);
			int dials = fakes.dials();
			double seconds = (System.nanoTime() - begun) / 1e9;
			System.out.printf("dials=%d seconds=%.1f%n", dials, seconds);
			assertThat(dials).isLessThanOrEqualTo((int) (nodesThatDial * rate * (seconds + 1)));
			assertThat(a.peers()).extracting(PeerSnapshot::id).containsExactly(B, C);
			assertThat(log.count("down")).isZero();
		}
	}

	/**
	 * Where the fakes are said to be: counts who dials, by the connection ids that
	 * diallers choose, and never answers.
	 */
	private static final class FakePlace implements AutoCloseable {

		private final DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));

		private final Set<ByteBuffer> dials = ConcurrentHashMap.newKeySet();

		FakePlace() throws Exception {
			Thread reader = new Thread(this::read, "fake-place");
			reader.setDaemon(true);
			reader.start();
		}

		private void read() {
			byte[] buffer = new byte[2048];
			try {
				while (true) {
					DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
					this.socket.receive(packet);
					byte[] id = new byte[buffer[5]];
					System.arraycopy(buffer, 6, id, 0, id.length);
					this.dials.add(ByteBuffer.wrap(id));
				}
			}
			catch (IOException closed) {
				assertThat(this.socket.isClosed()).isTrue();
			}
		}

		int port() {
			return this.socket.getLocalPort();
		}

		int dials() {
			return this.dials.size();
		}

		@Override
		public void close() {
			this.socket.close();
		}

	}

}
