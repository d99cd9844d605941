package io.quictransport.scenario.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.NetworkMessage;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerPhase;
import io.quictransport.RequestHandler;
import io.quictransport.TransportState;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.StreamFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of work in flight when a node drains or stops.
 */
class StopTests {

	/** For a handler that never ends; others are left the time that they need. */
	private static final Duration GRACE = Duration.ofSeconds(1);

	private final TestNodes nodes = new TestNodes();

	private final CountDownLatch release = new CountDownLatch(1);

	private final CompletableFuture<Void> running = new CompletableFuture<>();

	private QuicTransport a;

	private QuicTransport b;

	@BeforeEach
	void connect() {
		this.a = this.nodes.start("node-a");
		this.b = this.nodes.start("node-b", (options) -> options.withDrainGrace(TestNodes.UNHURRIED));
		this.a.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		this.b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		this.b.onRequest("wait", (request, context) -> {
			this.running.complete(null);
			this.release.await();
			return CompletableFuture.completedFuture(request.payload());
		});
		TestNodes.connect(this.a, this.b);
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.nodes.close();
	}

	@Test
	void aRequestWhoseHandlerRunsIsAnsweredBeforeItsNodeIsGone() {
		CompletableFuture<byte[]> call = this.a.request(idOf(this.b), "wait", new byte[] { 4 });
		get(this.running);
		CompletableFuture<Void> stopped = this.b.stop();
		await().until(() -> !this.a.isConnected(idOf(this.b)) || phaseOfB() == PeerPhase.DRAINING);
		assertThat(stopped).isNotDone();
		this.release.countDown();
		assertThat(get(call)).containsExactly(4);
		get(stopped);
		assertThat(this.a.isConnected(idOf(this.b))).isFalse();
	}

	@Test
	void aCallOfTheStoppingNodeItselfIsAnswered() {
		CountDownLatch answer = new CountDownLatch(1);
		CompletableFuture<Void> asked = new CompletableFuture<>();
		this.a.onRequest("wait", (request, context) -> {
			asked.complete(null);
			answer.await();
			return CompletableFuture.completedFuture(request.payload());
		});
		CompletableFuture<byte[]> call = this.b.request(idOf(this.a), "wait", new byte[] { 5 });
		get(asked);
		CompletableFuture<Void> stopped = this.b.stop();
		assertThat(this.b.state()).isEqualTo(TransportState.STOPPING);
		assertThat(failureOf(this.b.request(idOf(this.a), "echo", new byte[0])).code())
			.isEqualTo(ErrorCode.NOT_RUNNING);
		answer.countDown();
		assertThat(get(call)).containsExactly(5);
		get(stopped);
	}

	@Test
	void aHandlerThatHangsDoesNotHoldUpTheStop() {
		QuicTransport c = this.nodes.start("node-c", (options) -> options.withDrainGrace(GRACE));
		c.onRequest("hang", (request, context) -> {
			this.running.complete(null);
			this.release.await();
			return CompletableFuture.completedFuture(request.payload());
		});
		TestNodes.connect(this.a, c);
		CompletableFuture<byte[]> call = this.a.request(idOf(c), "hang", new byte[1]);
		get(this.running);
		long begun = System.nanoTime();
		get(c.stop());
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(GRACE);
		get(this.a.disconnect(idOf(c)));
		NetworkException failure = failureOf(call);
		assertThat(failure.code()).isIn(ErrorCode.NOT_RUNNING, ErrorCode.DISCONNECTED);
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
	}

	@Test
	void everyAcknowledgedMessageIsHandledBeforeTheStopIsDone() {
		List<Integer> handled = new CopyOnWriteArrayList<>();
		CountDownLatch first = new CountDownLatch(1);
		this.b.onMessage("slow", (message, context) -> {
			first.await();
			handled.add((int) message.payload()[0]);
		});
		List<CompletableFuture<Void>> sent = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			sent.add(this.a.send(idOf(this.b), "slow", new byte[] { (byte) i }));
		}
		sent.forEach(TestNodes::get);
		CompletableFuture<Void> stopped = this.b.stop();
		// Then nothing but the handlers is left to wait for.
		await().until(() -> !this.a.isConnected(idOf(this.b)));
		assertThat(stopped).isNotDone();
		first.countDown();
		get(stopped);
		assertThat(handled).hasSize(100).isSorted();
	}

	@Test
	void aDrainingNodeRefusesInboundWorkButStillCalls() {
		CompletableFuture<byte[]> call = this.a.request(idOf(this.b), "wait", new byte[] { 6 });
		get(this.running);
		assertThat(get(this.b.drain(Duration.ofMillis(50)))).isFalse();
		assertThat(this.b.state()).isEqualTo(TransportState.DRAINING);
		await().until(() -> phaseOfB() == PeerPhase.DRAINING);
		assertThat(this.a.isConnected(idOf(this.b))).isTrue();
		NetworkException failure = failureOf(
				this.a.request(NetworkMessage.request(idOf(this.b), "echo", new byte[1]), Duration.ofMillis(300)));
		assertThat(failure.code()).isEqualTo(ErrorCode.DRAINING);
		assertThat(failure.isRetryable()).isTrue();
		assertThat(failure.outcome()).isIn(Outcome.NOT_SENT, Outcome.NOT_ACCEPTED);
		assertThat(
				failureOf(this.a.send(NetworkMessage.message(idOf(this.b), "any", new byte[1]), Duration.ofMillis(300)))
					.code())
			.isEqualTo(ErrorCode.DRAINING);
		assertThat(get(this.b.request(idOf(this.a), "echo", new byte[] { 1 }))).containsExactly(1);
		this.release.countDown();
		assertThat(get(call)).containsExactly(6);
		assertThat(get(this.b.drain(TestNodes.PATIENCE))).isTrue();
	}

	@Test
	void aDrainingNodeRefusesNewConnections() {
		assertThat(get(this.b.drain(Duration.ZERO))).isTrue();
		QuicTransport c = this.nodes.start("node-c");
		NetworkException failure = failureOf(c.connectPeer(TestNodes.infoOf(this.b)));
		assertThat(failure.code()).isEqualTo(ErrorCode.DRAINING);
		assertThat(failure.isRetryable()).isTrue();
		await().untilAsserted(() -> assertThat(this.b.stats().connections().refused()).isPositive());
	}

	@Test
	void aDrainingNodeRefusesWorkOnConnectionsThatItDialsLater() {
		QuicTransport c = this.nodes.start("node-c");
		c.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		assertThat(get(this.b.drain(Duration.ZERO))).isTrue();
		TestNodes.connect(this.b, c);
		assertThat(failureOf(c.request(idOf(this.b), "echo", new byte[1])).code()).isEqualTo(ErrorCode.DRAINING);
		assertThat(get(this.b.request(idOf(c), "echo", new byte[] { 1 }))).containsExactly(1);
	}

	@Test
	void aStreamThatADrainingPeerHasBeenAskedForIsOpenedWhenItIsServed() {
		QuicTransport opener = this.nodes.start("node-d",
				(options) -> options.withLimits(options.limits().withMaxMessageStreams(1)));
		PeerId peer = new PeerId("node-c");
		try (RawPeers raw = new RawPeers()) {
			int port = raw.listen(this.nodes.certificates.certificate(peer.value()));
			opener.connectPeer(PeerInfo.of(peer, "127.0.0.1:" + port));
			RawConnection connection = raw.accept();
			RawStream control = connection.answer(peer.value());
			await().until(() -> opener.isConnected(peer));
			CompletableFuture<MessageStream> asked = opener.openStream(peer, "chat");
			CompletableFuture<MessageStream> waiting = opener.openStream(peer, "chat");
			RawStream stream = connection.accept();
			assertThat(stream.next().type()).isEqualTo(FrameType.OPEN);
			control.write((out) -> new GoAway(ErrorCode.DRAINING, "", Map.of(), Set.of()).write(out));
			assertThat(failureOf(waiting).code()).isEqualTo(ErrorCode.DRAINING);
			stream.write((out) -> StreamFrames.writeCredit(out, 100));
			get(get(asked).send(new byte[1]));
			assertThat(stream.next().type()).isEqualTo(FrameType.ITEM);
		}
	}

	@Test
	void aHandlerThatOutlivesAStopIsNotWaitedForByTheNextDrain() throws InterruptedException {
		QuicTransport c = this.nodes.start("node-c", (options) -> options.withDrainGrace(Duration.ofMillis(100)));
		CompletableFuture<Thread> handling = new CompletableFuture<>();
		c.onRequest("wait", (request, context) -> {
			handling.complete(Thread.currentThread());
			this.release.await();
			return CompletableFuture.completedFuture(request.payload());
		});
		TestNodes.connect(this.a, c);
		this.a.request(idOf(c), "wait", new byte[1]);
		Thread handler = get(handling);
		get(c.stop());
		get(c.start());
		assertThat(c.stats().handlers().running()).isZero();
		this.release.countDown();
		handler.join(TestNodes.PATIENCE.toMillis());
		assertThat(handler.isAlive()).isFalse();
		assertThat(get(c.drain(TestNodes.PATIENCE))).isTrue();
		assertThat(c.stats().handlers().running()).isZero();
	}

	private PeerPhase phaseOfB() {
		return this.a.peers().get(0).phase();
	}

}
