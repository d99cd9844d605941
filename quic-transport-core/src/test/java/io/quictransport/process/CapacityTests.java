package io.quictransport.process;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.netty.buffer.ByteBuf;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node whose peers use everything that its limits admit stays within the memory that
 * docs/capacity.md computes for it, and goes on.
 */
@Alone
class CapacityTests {

	private static final PeerId FULL = new PeerId("node-full");

	private static final int PEERS = 3;

	/** What the JVM, the library and the test's own part of the process take. */
	private static final long HEAP = 24 << 20;

	private static final long DIRECT = 24 << 20;

	private static final TransportLimits LIMITS = Capacity.LIMITS;

	private final TestNodes nodes = new TestNodes();

	private final Path directory;

	CapacityTests(@TempDir Path directory) {
		this.directory = directory;
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aNodeThatIsFilledToItsLimitsStaysWithinItsMemoryAndServesOthers() throws Exception {
		long heap = HEAP + PEERS * Capacity.heapOfPeer(LIMITS);
		// One of the peers fills the direct memory: it can do so alone.
		long direct = DIRECT + (PEERS + 1) * Capacity.directOfPeer(LIMITS);
		try (ChildProcess full = ChildProcess.start(this.nodes, FULL, this.directory,
				ChildSettings.DEFAULT.withLeakDetection("simple")
					.withIdle(TestNodes.PATIENCE.multipliedBy(2), TestNodes.PATIENCE)
					.withMemory(heap, direct));
				RawPeers raw = new RawPeers()) {
			Capacity.Use empty = Capacity.Use.parse(full.ask(EchoProcess.MEMORY));
			assertThat(empty.heap()).isLessThan(HEAP);
			for (int i = 0; i < PEERS; i++) {
				fillBothWays(full, "node-" + i);
			}
			leaveFramesUnfinished(raw, full, empty.direct());
			Capacity.Use use = Capacity.Use.parse(full.ask(EchoProcess.MEMORY));
			System.out.println("event=filled peers=" + PEERS + " empty=" + empty + " use=" + use + " heap=" + heap
					+ " direct=" + direct + " heap_of_peer=" + Capacity.heapOfPeer(LIMITS) + " direct_of_peer="
					+ Capacity.directOfPeer(LIMITS));
			assertThat(use.heap() - empty.heap()).isBetween(PEERS * Capacity.heapOfPeer(LIMITS) * 2 / 5,
					PEERS * Capacity.heapOfPeer(LIMITS));
			assertThat(use.direct() - empty.direct()).isLessThan((PEERS + 1) * Capacity.directOfPeer(LIMITS));
			QuicTransport other = start("node-other", full);
			assertThat(get(other.request(FULL, EchoProcess.ECHO, bytes("still here")))).isEqualTo(bytes("still here"));
			assertThat(full.output()).noneMatch((line) -> line.contains("OutOfMemory"))
				.noneMatch((line) -> line.contains("event=out_of_memory"))
				.noneMatch((line) -> line.contains("event=event_loop"));
			full.kill();
		}
	}

	/** Each end is sent what its limits admit. */
	private void fillBothWays(ChildProcess full, String id) throws Exception {
		QuicTransport peer = start(id, full);
		peer.onRequest(EchoProcess.HANG, (request, context) -> new CompletableFuture<>());
		peer.onMessage(EchoProcess.STUCK, (message, context) -> new CountDownLatch(1).await());
		peer.onStream(EchoProcess.UNREAD, (stream) -> {
		});
		Capacity.Filled filled = Capacity.fill(peer, FULL);
		assertThat(filled.requests()).isEqualTo(LIMITS.maxHandlers());
		assertThat(filled.streams()).isEqualTo(LIMITS.maxMessageStreams());
		assertThat(full.ask(EchoProcess.FILL, id)).contains("requests=" + LIMITS.maxHandlers(),
				"streams=" + LIMITS.maxMessageStreams());
	}

	/** A peer begins as many frames as it has streams, and finishes none. */
	private void leaveFramesUnfinished(RawPeers raw, ChildProcess full, long before) {
		String address = full.address();
		int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
		RawConnection connection = raw.dial(new InetSocketAddress("127.0.0.1", port),
				this.nodes.certificates.certificate("node-raw"));
		connection.greet("node-raw");
		List<RawStream> streams = new ArrayList<>();
		while (connection.allowedStreams() > 0) {
			streams.add(connection.open(StreamKind.LANE).write(CapacityTests::unfinished));
		}
		assertThat(streams).hasSizeGreaterThan(90);
		long begun = (long) streams.size() * (LIMITS.maxMessageSize() - 1);
		await().atMost(TestNodes.PATIENCE)
			.until(() -> Capacity.Use.parse(full.ask(EchoProcess.MEMORY)).direct() - before > begun);
	}

	private static void unfinished(ByteBuf out) {
		out.writeInt(LIMITS.maxMessageSize()).writeByte(FrameType.EVENT).writeZero(LIMITS.maxMessageSize() - 2);
	}

	private QuicTransport start(String id, ChildProcess full) {
		QuicTransport node = this.nodes.start(id, Capacity::options);
		get(node.connectPeer(PeerInfo.of(FULL, full.address())));
		return node;
	}

}
