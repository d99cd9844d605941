package io.quictransport.promises;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.StreamOpening;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.faults.RelayedPair;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.RelayConditions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds that a stream which cannot be opened by its own deadline fails with that
 * deadline, whatever has delayed its admission.
 */
class StreamDeadlineTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static final Duration SHORT = Duration.ofMillis(100);

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void whileItWaitsForItsTurn() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withRequest(LONG))
					.withLimits(new TransportLimits().withMaxMessageStreams(1)));
		QuicTransport b = this.nodes.start("node-b");
		b.onStream("hold", (stream) -> {
		});
		TestNodes.connect(a, b);
		MessageStream first = get(a.openStream(idOf(b), "hold"));
		assertDeadlineExceeded(a.openStream(StreamOpening.of(idOf(b), "hold").withTimeout(SHORT)));
		assertThat(first.closed()).isNotDone();
	}

	@Test
	void whileThePeerIsSilent() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withRequest(LONG)));
		int port = this.raw.listen(this.nodes.certificates.certificate("node-x"));
		CompletableFuture<?> connected = a
			.connectPeer(new PeerInfo(new PeerId("node-x"), List.of(new NodeAddress("127.0.0.1", port))));
		RawConnection peer = this.raw.accept();
		peer.answer("node-x");
		get(connected);
		CompletableFuture<MessageStream> opening = a
			.openStream(StreamOpening.of(new PeerId("node-x"), "any").withTimeout(SHORT));
		peer.accept();
		assertDeadlineExceeded(opening);
	}

	@Test
	void whileTheAdmissionIsOnItsWay() {
		try (RelayedPair pair = RelayedPair
			.connected((options) -> options.withTimeouts((timeouts) -> timeouts.withRequest(LONG)))) {
			pair.b.onStream("hold", (stream) -> {
			});
			pair.bothWays(RelayConditions.CLEAN.withDelay(SHORT));
			assertDeadlineExceeded(pair.a.openStream(StreamOpening.of(idOf(pair.b), "hold").withTimeout(SHORT)));
		}
	}

	@Test
	void whileThePeerIsBeingDialled() {
		QuicTransport a = this.nodes.start("node-a", (options) -> options
			.withTimeouts((timeouts) -> timeouts.withRequest(LONG).withConnect(LONG).withHandshake(LONG)));
		int port = this.raw.listen(this.nodes.certificates.certificate("node-x"));
		CompletableFuture<?> connected = a
			.connectPeer(new PeerInfo(new PeerId("node-x"), List.of(new NodeAddress("127.0.0.1", port))));
		this.raw.accept();
		assertDeadlineExceeded(a.openStream(StreamOpening.of(new PeerId("node-x"), "any").withTimeout(SHORT)));
		assertThat(connected).isNotDone();
	}

	private static void assertDeadlineExceeded(CompletableFuture<MessageStream> opening) {
		assertThat(failureOf(opening).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
	}

}
