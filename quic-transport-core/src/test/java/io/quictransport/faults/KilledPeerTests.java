package io.quictransport.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.RequestHandler;
import io.quictransport.process.ChildProcess;
import io.quictransport.process.ChildSettings;
import io.quictransport.process.EchoProcess;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer's process is killed: it says nothing, and its next incarnation comes back before
 * or after its absence was noticed (fault F12).
 */
@Alone
class KilledPeerTests {

	private static final PeerId PEER = new PeerId("node-b");

	private static final Duration IDLE = Duration.ofSeconds(2);

	private static final Duration PING = Duration.ofMillis(500);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration SHORT = Duration.ofSeconds(1);

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final int HANGING = 5;

	private final TestNodes nodes = new TestNodes();

	private final Path directory;

	KilledPeerTests(@TempDir Path directory) {
		this.directory = directory;
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void aDeathIsNoticedInTimeAndTheNextIncarnationTakenInAtOnceNoticedOrNot(Stalls stalls) throws Exception {
		kills(2, stalls);
	}

	@Test
	@Tag("nightly")
	void twentyDeathsAreNoticedInTimeAndTheNextIncarnationsTakenInAtOnce(Stalls stalls) throws Exception {
		kills(20, stalls);
	}

	/** In every second round the peer is back before its absence is noticed. */
	private void kills(int rounds, Stalls stalls) throws Exception {
		QuicTransport node = this.nodes.start("node-a", (options) -> options.withTimeouts(
				(timeouts) -> timeouts.withIdle(IDLE).withPingInterval(PING).withConnect(Duration.ofMillis(500))));
		for (int round = 1; round <= rounds; round++) {
			boolean noticed = round % 2 == 1;
			try (PeerLog log = new PeerLog(node);
					ChildProcess victim = ChildProcess.start(this.nodes, PEER, this.directory,
							ChildSettings.DEFAULT.withLeakDetection("simple").withShortLived())) {
				QuicTransport next = this.nodes.start(PEER.value());
				next.onRequest(EchoProcess.ECHO, RequestHandler.replying(NetworkMessage::payload));
				assertThat(victim.ask(EchoProcess.CONNECT, "node-a", TestNodes.addressOf(node))).isEqualTo("connected");
				await().untilAsserted(() -> assertThat(log.lines()).containsExactly("up node-b"));
				List<CompletableFuture<NetworkMessage>> passing = hang(node, noticed ? HANGING : 0, SHORT);
				List<CompletableFuture<NetworkMessage>> lasting = hang(node, HANGING, LONG);
				awaitHandlers(victim, passing.size() + HANGING);
				victim.kill();
				String detected = noticed ? "detected_ms=" + awaitNotice(node, log, passing, stalls).toMillis()
						: "not_detected";
				assertThat(node.isConnected(PEER)).isEqualTo(!noticed);
				assertThat(lasting).noneMatch(CompletableFuture::isDone);
				Duration acceptance = comeBack(next, node, lasting, stalls);
				await().untilAsserted(() -> assertThat(log.lines()).containsExactly("up node-b",
						noticed ? "down node-b IDLE_TIMEOUT" : "down node-b RESTARTED", "up node-b"));
				System.out
					.println("event=killed round=" + round + " " + detected + " accepted_ms=" + acceptance.toMillis());
				get(next.stop());
				await().until(() -> !node.isConnected(PEER));
			}
		}
	}

	/**
	 * Waits until the peer that was killed just now is down.
	 * @return how long that took
	 */
	private static Duration awaitNotice(QuicTransport node, PeerLog log,
			List<CompletableFuture<NetworkMessage>> inFlight, Stalls stalls) {
		long killed = System.nanoTime();
		await().untilAsserted(() -> assertThat(log.lines()).endsWith("down node-b IDLE_TIMEOUT"));
		Duration detection = stalls.running(killed, log.lastAt());
		assertThat(detection).isLessThanOrEqualTo(IDLE.plus(SECOND));
		for (CompletableFuture<NetworkMessage> call : inFlight) {
			assertUnknown(call, ErrorCode.DEADLINE_EXCEEDED);
		}
		NetworkException unsent = failureOf(node.request(PEER, EchoProcess.ECHO, new byte[1]));
		assertThat(unsent.code()).isEqualTo(ErrorCode.NOT_CONNECTED);
		assertThat(unsent.outcome()).isEqualTo(Outcome.NOT_SENT);
		assertThat(unsent.isRetryable()).isTrue();
		return detection;
	}

	/**
	 * Has the next incarnation dial; calls of the one before must not reach it.
	 * @return the time from the dial to the accepted HELLO, an upper bound for the time
	 * from HELLO on
	 */
	private static Duration comeBack(QuicTransport next, QuicTransport node,
			List<CompletableFuture<NetworkMessage>> inFlight, Stalls stalls) {
		long dialled = System.nanoTime();
		get(next.connectPeer(TestNodes.infoOf(node)));
		Duration acceptance = stalls.running(dialled, System.nanoTime());
		assertThat(acceptance).isLessThanOrEqualTo(SECOND);
		for (CompletableFuture<NetworkMessage> call : inFlight) {
			assertUnknown(call, ErrorCode.PEER_RESTARTED);
		}
		assertThat(get(node.request(PEER, EchoProcess.ECHO, bytes("new")))).isEqualTo(bytes("new"));
		assertThat(next.stats().handlers().running()).isZero();
		assertThat(node.stats().messages().inFlight()).isZero();
		assertThat(node.stats().connections().open()).isEqualTo(1);
		return acceptance;
	}

	private static List<CompletableFuture<NetworkMessage>> hang(QuicTransport node, int count, Duration timeout) {
		List<CompletableFuture<NetworkMessage>> calls = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			calls.add(node.request(NetworkMessage.request(PEER, EchoProcess.HANG, new byte[1]), timeout));
		}
		return calls;
	}

	private static void awaitHandlers(ChildProcess child, int count) {
		await().until(() -> handlers(child) == count);
	}

	private static int handlers(ChildProcess child) throws Exception {
		return Integer.parseInt(child.ask(EchoProcess.STATS).split(" ")[1]);
	}

	private static void assertUnknown(CompletableFuture<NetworkMessage> call, ErrorCode code) {
		NetworkException failure = failureOf(call);
		assertThat(failure.code()).isEqualTo(code);
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
		assertThat(failure.isRetryable()).isFalse();
	}

}
