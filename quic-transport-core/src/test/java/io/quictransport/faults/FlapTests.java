package io.quictransport.faults;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.Holdings;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static io.quictransport.support.TestNodes.infoOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Connections that come and go, and dials that are given up, leave nothing behind (fault
 * F14, and the task list of the transport's origin that only grew).
 */
class FlapTests {

	private static final PeerId NOBODY = new PeerId("nobody");

	private static final int WARM_UP = 20;

	private static final int LONGEST_HANDSHAKE_NANOS = 6_000_000;

	/** So long an accepted connection waits for a dialler that has gone away. */
	private static final Duration HANDSHAKE = Duration.ofSeconds(3);

	/** Each look at the holdings collects all garbage. */
	private static final Duration LOOK = Duration.ofMillis(200);

	/** Longer than a test: what waits for it would be found. */
	private static final Duration GRACE = Duration.ofMinutes(5);

	private final TestNodes nodes = new TestNodes();

	/** The transport's own executor has now more threads, now fewer. */
	private final ExecutorService handlers = Executors.newSingleThreadExecutor();

	private final SplittableRandom random = new SplittableRandom(seed());

	@AfterEach
	void close() {
		this.nodes.close();
		this.handlers.shutdown();
	}

	@Test
	void twoHundredConnectionsAndCancelledDialsLeaveNothingBehind() throws Exception {
		flap(200);
	}

	@Test
	@Tag("nightly")
	void aThousandConnectionsAndCancelledDialsLeaveNothingBehind() throws Exception {
		flap(1000);
	}

	@Test
	void aDialThatIsCancelledLetsGoOfWhatItHeld() throws Exception {
		QuicTransport a = startWithLongGrace("node-a");
		try (DatagramSocket silent = silentSocket()) {
			Holdings before = Holdings.now();
			CompletableFuture<NodeInfo> connected = a.connectPeer(peerAt(silent));
			await().until(() -> Holdings.now().instancesOf("Connection") > before.instancesOf("Connection"));
			get(a.disconnect(NOBODY));
			assertThat(failureOf(connected).code()).isEqualTo(ErrorCode.DISCONNECTED);
			assertThat(a.peers()).isEmpty();
			await().pollInterval(LOOK).untilAsserted(() -> Holdings.now().assertNotAbove(before));
		}
	}

	private void flap(int rounds) throws Exception {
		QuicTransport a = startWithLongGrace("node-a");
		QuicTransport b = startWithLongGrace("node-b");
		b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		try (DatagramSocket silent = silentSocket()) {
			long connections = Holdings.now().instancesOf("Connection");
			rounds(a, b, silent, WARM_UP);
			await().pollInterval(LOOK).until(() -> Holdings.now().instancesOf("Connection") <= connections);
			Holdings before = Holdings.now();
			rounds(a, b, silent, rounds);
			await().pollInterval(LOOK).untilAsserted(() -> Holdings.now().assertNotAbove(before));
			System.out
				.println("event=flapped rounds=" + rounds + " before=[" + before + "] after=[" + Holdings.now() + "]");
		}
		assertThat(a.peers()).isEmpty();
		for (QuicTransport node : new QuicTransport[] { a, b }) {
			assertThat(node.stats().connections().open()).isZero();
			assertThat(node.stats().quicStreams().open()).isZero();
			assertThat(node.stats().messages().inFlight()).isZero();
			assertThat(node.stats().handlers().running()).isZero();
		}
	}

	private void rounds(QuicTransport a, QuicTransport b, DatagramSocket silent, int count) {
		for (int round = 0; round < count; round++) {
			get(a.connectPeer(infoOf(b)));
			assertThat(get(a.request(idOf(b), "echo", new byte[] { 1 }))).hasSize(1);
			get(a.disconnect(idOf(b)));
			cancelAfter(a, peerAt(silent), 0);
			cancelAfter(a, infoOf(b), this.random.nextInt(LONGEST_HANDSHAKE_NANOS));
			await().pollInterval(Duration.ofMillis(2))
				.until(() -> a.peers().isEmpty() && b.stats().connections().open() == 0);
		}
	}

	/** Dials and gives up, perhaps in the middle of the handshake. */
	private static void cancelAfter(QuicTransport node, PeerInfo peer, int nanos) {
		CompletableFuture<NodeInfo> connected = node.connectPeer(peer);
		LockSupport.parkNanos(nanos);
		get(node.disconnect(Objects.requireNonNull(peer.id())));
		assertThat(connected).isDone();
	}

	private QuicTransport startWithLongGrace(String id) {
		return this.nodes.start(id,
				(options) -> options.withDrainGrace(GRACE)
					.withTimeouts((timeouts) -> timeouts.withHandshake(HANDSHAKE))
					.withHandlerExecutor(this.handlers));
	}

	/** A port that takes packets and never answers. */
	private static DatagramSocket silentSocket() throws Exception {
		return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
	}

	private static PeerInfo peerAt(DatagramSocket socket) {
		return PeerInfo.of(NOBODY, "127.0.0.1:" + socket.getLocalPort());
	}

	private static long seed() {
		long seed = System.nanoTime();
		System.out.println("flap: seed " + seed);
		return seed;
	}

}
