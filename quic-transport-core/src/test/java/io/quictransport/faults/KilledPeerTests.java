package io.quictransport.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.process.ChildProcess;
import io.quictransport.process.ChildSettings;
import io.quictransport.process.EchoProcess;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.PeerLog;
import io.quictransport.support.TestNodes;
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
class KilledPeerTests {

	private static final PeerId PEER = new PeerId("node-b");

	private static final Duration IDLE = Duration.ofSeconds(2);

	private static final Duration PING = Duration.ofMillis(500);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration SHORT = Duration.ofSeconds(1);

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final int HANGING = 5;

	private final TestNodes nodes = new TestNodes();

	private final List<ChildProcess> children = new CopyOnWriteArrayList<>();

	/** Has the next process ready while the test waits for other things. */
	private final ExecutorService warmer = Executors.newSingleThreadExecutor();

	private final Path directory;

	KilledPeerTests(@TempDir Path directory) {
		this.directory = directory;
	}

	@AfterEach
	void close() throws InterruptedException {
		this.warmer.shutdownNow();
		assertThat(this.warmer.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		this.children.forEach(ChildProcess::close);
		this.nodes.close();
	}

	@Test
	void aDeathIsNoticedInTimeAndTheNextIncarnationTakenInAtOnceNoticedOrNot() throws Exception {
		kills(3);
	}

	@Test
	@Tag("nightly")
	void twentyDeathsAreNoticedInTimeAndTheNextIncarnationsTakenInAtOnce() throws Exception {
		kills(20);
	}

	private void kills(int rounds) throws Exception {
		QuicTransport node = this.nodes.start("node-a",
				(options) -> options.withIdleTimeout(IDLE)
					.withPingInterval(PING)
					.withConnectTimeout(Duration.ofMillis(500)));
		PeerLog log = new PeerLog(node);
		CompletableFuture<ChildProcess> warming = warmChild();
		ChildProcess victim = warming.get(1, TimeUnit.MINUTES);
		victim.ask(EchoProcess.CONNECT, "node-a", TestNodes.addressOf(node));
		for (int round = 1; round <= rounds; round++) {
			warming = warmChild();
			await().untilAsserted(() -> assertThat(log.lines()).endsWith("up node-b"));
			boolean noticed = round % 2 == 1;
			List<CompletableFuture<NetworkMessage>> passing = hang(node, noticed ? HANGING : 0, SHORT);
			List<CompletableFuture<NetworkMessage>> lasting = hang(node, HANGING, LONG);
			awaitHandlers(victim, passing.size() + HANGING);
			if (!noticed) {
				warming.get(1, TimeUnit.MINUTES);
			}
			victim.kill();
			String detected = noticed ? "detected_ms=" + awaitNotice(node, log, passing).toMillis() : "not_detected";
			assertThat(node.isConnected(PEER)).isEqualTo(!noticed);
			assertThat(lasting).noneMatch(CompletableFuture::isDone);
			ChildProcess next = warming.get(1, TimeUnit.MINUTES);
			Duration acceptance = comeBack(next, node, lasting);
			await().untilAsserted(() -> assertThat(log.lines())
				.endsWith(noticed ? "down node-b IDLE_TIMEOUT" : "down node-b RESTARTED", "up node-b"));
			System.out
				.println("event=killed round=" + round + " " + detected + " accepted_ms=" + acceptance.toMillis());
			victim.close();
			victim = next;
		}
		assertThat(log.count("up")).isEqualTo(rounds + 1);
		assertThat(log.count("down")).isEqualTo(rounds);
	}

	/**
	 * Waits until the peer that was killed just now is down.
	 * @return how long that took
	 */
	private static Duration awaitNotice(QuicTransport node, PeerLog log,
			List<CompletableFuture<NetworkMessage>> inFlight) {
		long killed = System.nanoTime();
		await().atMost(IDLE.plusSeconds(3))
			.untilAsserted(() -> assertThat(log.lines()).endsWith("down node-b IDLE_TIMEOUT"));
		Duration detection = Duration.ofNanos(log.lastAt() - killed);
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
	private static Duration comeBack(ChildProcess next, QuicTransport node,
			List<CompletableFuture<NetworkMessage>> inFlight) throws Exception {
		long dialled = System.nanoTime();
		assertThat(next.ask(EchoProcess.CONNECT, "node-a", TestNodes.addressOf(node))).isEqualTo("connected");
		Duration acceptance = Duration.ofNanos(System.nanoTime() - dialled);
		assertThat(acceptance).isLessThanOrEqualTo(SECOND);
		for (CompletableFuture<NetworkMessage> call : inFlight) {
			assertUnknown(call, ErrorCode.PEER_RESTARTED);
		}
		assertThat(get(node.request(PEER, EchoProcess.ECHO, bytes("new")))).isEqualTo(bytes("new"));
		assertThat(handlers(next)).isZero();
		assertThat(node.stats().inFlight()).isZero();
		assertThat(node.stats().connections()).isEqualTo(1);
		return acceptance;
	}

	/** A process that has its classes loaded: it has been connected to another node. */
	private CompletableFuture<ChildProcess> warmChild() {
		CompletableFuture<ChildProcess> warmed = new CompletableFuture<>();
		this.warmer.execute(() -> {
			try {
				warmed.complete(newChild());
			}
			catch (Throwable ex) {
				warmed.completeExceptionally(ex);
			}
		});
		return warmed;
	}

	private ChildProcess newChild() throws Exception {
		ChildProcess child = ChildProcess.start(this.nodes, PEER, this.directory,
				ChildSettings.DEFAULT.withLeakDetection("simple").withShortLived());
		this.children.add(child);
		QuicTransport other = this.nodes.start("node-c");
		get(other.connectPeer(PeerInfo.of(PEER, child.address())));
		get(other.request(PEER, EchoProcess.ECHO, new byte[1]));
		assertThat(child.ask(EchoProcess.CONNECT, "node-c", TestNodes.addressOf(other))).isEqualTo("connected");
		get(other.stop());
		return child;
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
