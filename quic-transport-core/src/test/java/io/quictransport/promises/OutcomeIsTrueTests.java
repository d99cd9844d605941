package io.quictransport.promises;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerPhase;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.attack.RawStream.Frame;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.StreamFrames;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestClock;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a caller is told of its message is true: what was not sent never leaves, what was
 * not accepted is never handled, and nothing is handled twice.
 */
class OutcomeIsTrueTests {

	private static final PeerId PEER = new PeerId("node-x");

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Duration STALL = Duration.ofMillis(400);

	/**
	 * A test moves the clock by this part of a stall at once, so that the peer is heard
	 * often enough.
	 */
	private static final int STEPS = 4;

	/** From here on a payload travels alone. */
	private static final int LARGE = 64 * 1024 + 1;

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final List<CompletableFuture<?>> calls = new ArrayList<>();

	@AfterEach
	void close() {
		this.calls.forEach((call) -> call.cancel(true));
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void aLargeRequestWhoseHandlerRunsIsNotSaidToBeRefusedByADrain() {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport b = this.nodes.start("node-b");
		CompletableFuture<byte[]> answer = new CompletableFuture<>();
		CountDownLatch entered = new CountDownLatch(1);
		b.onRequest("held", (request, context) -> {
			entered.countDown();
			return answer;
		});
		b.onMessage(Route.path("note").withDispatch(Dispatch.EVENT_LOOP), (message, context) -> {
		});
		TestNodes.connect(a, b);
		CompletableFuture<NetworkMessage> call = a.request(NetworkMessage.request(idOf(b), "held", new byte[LARGE]),
				LONG);
		await().atMost(TestNodes.PATIENCE).until(() -> entered.getCount() == 0);
		sendLarge(a, b, 1_100);
		b.drain(LONG);
		await().atMost(TestNodes.PATIENCE).until(() -> a.peers().get(0).phase() == PeerPhase.DRAINING);
		answer.complete(new byte[] { 5 });
		assertThat(get(call).payload()).containsExactly(5);
	}

	@Test
	void whatCouldNotBeSentInTimeNeverLeavesThoughItsStreamIsGrantedLater() {
		QuicTransport a = this.nodes.start("node-a");
		int port = this.raw.listenGranting(this.nodes.certificates.certificate(PEER.value()), 2, 1024 * 1024);
		RawConnection peer = connect(a, port);
		// The control stream and this one are all that the peer grants.
		this.calls.add(a.request(NetworkMessage.request(PEER, "large", new byte[LARGE]), LONG));
		RawStream large = peer.accept();
		large.next();
		CompletableFuture<NetworkMessage> request = a.request(NetworkMessage.request(PEER, "late", new byte[1]),
				Duration.ofMillis(200));
		CompletableFuture<Void> event = a.send(NetworkMessage.message(PEER, "late", new byte[1]),
				Duration.ofMillis(200));
		assertThat(failureOf(request).outcome()).isEqualTo(Outcome.NOT_SENT);
		assertThat(failureOf(event).outcome()).isEqualTo(Outcome.NOT_SENT);
		this.calls.add(a.request(NetworkMessage.request(PEER, "after", new byte[1]), LONG));
		large.finish();
		assertThat(pathOf(peer.accept().next())).isEqualTo("after");
	}

	@Test
	void aMessageThatWaitsForAStreamToBeGrantedIsNoStall() {
		TestClock clock = new TestClock();
		QuicTransport a = startPinging("node-a", clock);
		int port = this.raw.listenGranting(this.nodes.certificates.certificate(PEER.value()), 2, 1024 * 1024);
		CompletableFuture<NodeInfo> connected = a.connectPeer(PeerInfo.of(PEER, "127.0.0.1:" + port));
		RawConnection peer = this.raw.accept();
		RawStream control = peer.answer(PEER.value());
		get(connected);
		this.calls.add(a.openStream(PEER, "stream"));
		RawStream stream = peer.accept();
		stream.next();
		stream.write((out) -> StreamFrames.writeCredit(out, 1_000_000));
		this.calls.add(a.send(NetworkMessage.message(PEER, "waits", new byte[1]), LONG));
		clock.halt();
		for (int i = 0; i < 3 * STEPS; i++) {
			clock.advance(STALL.dividedBy(STEPS));
			heardFor(control, 1);
		}
		assertThat(a.stats().connections().replaced()).isZero();
	}

	@Test
	void aMessageGoesOnALaneThatIsOpenRatherThanOnOneThatCannotBeOpened() {
		QuicTransport a = this.nodes.start("node-a");
		int port = this.raw.listenGranting(this.nodes.certificates.certificate(PEER.value()), 2, 1024 * 1024);
		RawConnection peer = connect(a, port);
		this.calls.add(a.request(NetworkMessage.request(PEER, "first", new byte[1]), LONG));
		RawStream lane = peer.accept();
		assertThat(pathOf(lane.next())).isEqualTo("first");
		this.calls.add(a.request(NetworkMessage.request(PEER, "second", new byte[1]), LONG));
		assertThat(pathOf(lane.next())).isEqualTo("second");
	}

	@Test
	void aRequestThatWasSettledBeforeItsFirstCopyArrivesIsHandledOnce() {
		QuicTransport b = this.nodes.start("node-b");
		AtomicInteger handled = new AtomicInteger();
		b.onRequest(Route.path("count").withDispatch(Dispatch.EVENT_LOOP), RequestHandler.replying((request) -> {
			handled.incrementAndGet();
			return request.payload();
		}));
		b.onRequest("held", (request, context) -> new CompletableFuture<>());
		b.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying(NetworkMessage::payload));
		Hello hello = RawConnection.hello(PEER.value(), 1, 0);
		RawConnection first = this.raw.dial(b, this.nodes.certificates.certificate(PEER.value()));
		first.greet(hello);
		RawStream early = first.open(StreamKind.LANE);
		RawConnection second = this.raw.dial(b, this.nodes.certificates.certificate(PEER.value()));
		second.greet(RawConnection.hello(PEER.value(), 1, 1));
		RawStream lane = second.open(StreamKind.LANE).write((out) -> {
			request(out, 1, "held");
			request(out, 2, "count");
		});
		assertThat(lane.next().type()).isEqualTo(FrameType.RESPONSE);
		lane.write((out) -> {
			new Settled(1, new long[] { 2 }).write(out);
			request(out, 3, "echo");
		});
		assertThat(lane.next().type()).isEqualTo(FrameType.RESPONSE);
		early.write((out) -> {
			request(out, 2, "count");
			request(out, 4, "echo");
		});
		awaitResponse(early, 4);
		assertThat(handled).hasValue(1);
	}

	@Test
	void aLargeMessageThatIsReadSlowlyIsNoStallUntilItIsReadNoMore() {
		TestClock clock = new TestClock();
		QuicTransport a = startPinging("node-a", clock);
		int window = 16 * 1024;
		int port = this.raw.listenGranting(this.nodes.certificates.certificate(PEER.value()), 100, window);
		CompletableFuture<NodeInfo> connected = a.connectPeer(PeerInfo.of(PEER, "127.0.0.1:" + port));
		RawConnection peer = this.raw.accept();
		RawStream control = peer.answer(PEER.value());
		get(connected);
		clock.halt();
		this.calls.add(a.request(NetworkMessage.request(PEER, "large", new byte[8 * STEPS * window]), LONG));
		RawStream slow = peer.accept();
		slow.channel().config().setAutoRead(false);
		for (int round = 0; round < 3 * STEPS; round++) {
			long before = slow.received();
			slow.channel().read();
			await().atMost(TestNodes.PATIENCE).until(() -> slow.received() > before);
			clock.advance(STALL.dividedBy(STEPS));
			heardFor(control, 1);
		}
		assertThat(a.stats().connections().replaced()).isZero();
		await().atMost(TestNodes.PATIENCE).until(() -> {
			clock.advance(STALL.dividedBy(STEPS));
			heardFor(control, 1);
			return a.stats().connections().replaced() == 1;
		});
	}

	@Test
	void aCallWhoseDeadlinePassesWhileItWaitsForAConnectionIsNotSent() throws Exception {
		QuicTransport a = this.nodes.start("node-a");
		QuicTransport c = this.nodes.start("node-c");
		CountDownLatch blocked = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		a.onMessage(Route.path("block").withDispatch(Dispatch.EVENT_LOOP), (message, context) -> {
			blocked.countDown();
			released.await();
		});
		TestNodes.connect(c, a);
		int port = this.raw.listen(this.nodes.certificates.certificate(PEER.value()));
		a.connectPeer(PeerInfo.of(PEER, "127.0.0.1:" + port));
		RawConnection peer = this.raw.accept();
		RawStream control = peer.accept();
		assertThat(control.next().type()).isEqualTo(FrameType.HELLO);
		Duration timeout = Duration.ofMillis(300);
		long begun = System.nanoTime();
		CompletableFuture<NetworkMessage> late = a.request(NetworkMessage.request(PEER, "late", new byte[1]), timeout);
		this.calls.add(a.request(NetworkMessage.request(PEER, "after", new byte[1]), LONG));
		c.send(idOf(a), "block", new byte[1]);
		assertThat(blocked.await(TestNodes.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		control.write((out) -> RawConnection.hello(PEER.value()).write(out));
		// HELLO waits in the socket, the deadline passes, then both are seen.
		await().atMost(TestNodes.PATIENCE).until(() -> System.nanoTime() - begun > timeout.multipliedBy(2).toNanos());
		assertThat(late).isNotDone();
		released.countDown();
		assertThat(pathOf(peer.accept().next())).isEqualTo("after");
		assertThat(failureOf(late).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		assertThat(failureOf(late).outcome()).isEqualTo(Outcome.NOT_SENT);
	}

	@Test
	void aRequestOnAConnectionThatWasReplacedIsAnsweredWithinTheGraceOfADrain() {
		Duration grace = Duration.ofMillis(300);
		QuicTransport a = this.nodes.start("node-a", (options) -> options.withDrainGrace(grace));
		QuicTransport b = this.nodes.start("node-b", (options) -> options.withDrainGrace(grace));
		b.onRequest("slow", (request, context) -> CompletableFuture.supplyAsync(request::payload,
				CompletableFuture.delayedExecutor(4 * grace.toMillis(), TimeUnit.MILLISECONDS)));
		TestNodes.connect(a, b);
		CompletableFuture<NetworkMessage> call = a.request(NetworkMessage.request(idOf(b), "slow", new byte[] { 5 }),
				LONG);
		await().atMost(TestNodes.PATIENCE).until(() -> b.stats().handlers().running() == 1);
		a.rotateConnections();
		await().atMost(TestNodes.PATIENCE).until(() -> a.stats().connections().dialled() == 2);
		b.drain(LONG);
		assertThat(get(call).payload()).containsExactly(5);
	}

	@Test
	void whatMayHaveRunIsNotSaidToBeRefusedWhenItsRepetitionIs() {
		QuicTransport a = this.nodes.start("node-a");
		Hello hello = RawConnection.hello(PEER.value());
		RawConnection first = dialledBy(a, hello);
		CompletableFuture<NetworkMessage> call = a.request(NetworkMessage.request(PEER, "x", new byte[1]), LONG);
		first.accept().next();
		// Its handler runs, and the connection is lost.
		first.close();
		RawConnection second = this.raw.accept();
		RawStream control = second.answer(hello);
		second.accept().next();
		control.write((out) -> new GoAway(ErrorCode.DRAINING, "", Map.of(), Set.of()).write(out));
		await().atMost(TestNodes.PATIENCE).until(() -> a.peers().get(0).phase() == PeerPhase.DRAINING);
		a.disconnect(PEER);
		second.close();
		assertThat(failureOf(call).outcome()).isEqualTo(Outcome.UNKNOWN);
	}

	@Test
	void aRepeatedMessageWhoseHandlerIsGoneIsNotSaidToBeRefused() {
		QuicTransport b = this.nodes.start("node-b");
		AtomicInteger handled = new AtomicInteger();
		Registration registration = b.onMessage(Route.path("log").withDispatch(Dispatch.EVENT_LOOP),
				(message, context) -> handled.incrementAndGet());
		RawConnection first = this.raw.dial(b, this.nodes.certificates.certificate(PEER.value()));
		first.greet(RawConnection.hello(PEER.value(), 1, 0));
		RawStream lane = first.open(StreamKind.LANE).write((out) -> RawPeers.event(out, 1, "log", (byte) 1));
		assertThat(lane.next().type()).isEqualTo(FrameType.ACK);
		first.close();
		registration.close();
		RawConnection second = this.raw.dial(b, this.nodes.certificates.certificate(PEER.value()));
		second.greet(RawConnection.hello(PEER.value(), 1, 1));
		lane = second.open(StreamKind.LANE).write((out) -> RawPeers.event(out, 1, "log", (byte) 1));
		assertThat(lane.next().type()).isEqualTo(FrameType.ACK);
		assertThat(handled).hasValue(1);
	}

	@Test
	void aMessageThatWasRefusedForWantOfAHandlerIsRefusedAgainWhenItComesAfterTheNext() {
		QuicTransport b = this.nodes.start("node-b");
		List<Byte> handled = new CopyOnWriteArrayList<>();
		RawConnection first = this.raw.dial(b, this.nodes.certificates.certificate(PEER.value()));
		first.greet(RawConnection.hello(PEER.value(), 1, 0));
		RawStream lane = first.open(StreamKind.LANE).write((out) -> RawPeers.event(out, 1, "log", (byte) 1));
		assertThat(lane.next().type()).isEqualTo(FrameType.NACK);
		assertThat(lane.next().type()).isEqualTo(FrameType.ACK);
		b.onMessage(Route.path("log").withDispatch(Dispatch.EVENT_LOOP),
				(message, context) -> handled.add(message.payload()[0]));
		lane.write((out) -> RawPeers.event(out, 2, "log", (byte) 2));
		assertThat(lane.next().type()).isEqualTo(FrameType.ACK);
		first.close();
		RawConnection second = this.raw.dial(b, this.nodes.certificates.certificate(PEER.value()));
		second.greet(RawConnection.hello(PEER.value(), 1, 1));
		lane = second.open(StreamKind.LANE).write((out) -> {
			RawPeers.event(out, 1, "log", (byte) 1);
			RawPeers.event(out, 2, "log", (byte) 2);
			RawPeers.event(out, 3, "log", (byte) 3);
		});
		// It has not been handled, so it must not be acknowledged either.
		assertThat(lane.next().type()).isEqualTo(FrameType.NACK);
		lane.awaitAck(3);
		assertThat(handled).containsExactly((byte) 2, (byte) 3);
	}

	@Test
	void aRepeatedLargeMessageIsAnsweredThoughNoMoreLargeMessagesAreTaken() {
		QuicTransport b = this.nodes.start("node-b");
		AtomicInteger handled = new AtomicInteger();
		b.onMessage(Route.path("log").withDispatch(Dispatch.EVENT_LOOP),
				(message, context) -> handled.incrementAndGet());
		b.onRequest(Route.path("count").withDispatch(Dispatch.EVENT_LOOP), RequestHandler.replying((request) -> {
			handled.incrementAndGet();
			return request.payload();
		}));
		RawConnection first = this.raw.dial(b, this.nodes.certificates.certificate(PEER.value()));
		first.greet(RawConnection.hello(PEER.value(), 1, 0));
		assertThat(transferEvent(first, 1).next().type()).isEqualTo(FrameType.ACK);
		assertThat(first.open(StreamKind.TRANSFER).writeLast((out) -> request(out, 2, "count")))
			.satisfies(RawStream::awaitEnd);
		assertThat(first.accept().next().type()).isEqualTo(FrameType.RESPONSE);
		first.close();
		RawConnection second = this.raw.dial(b, this.nodes.certificates.certificate(PEER.value()));
		second.greet(RawConnection.hello(PEER.value(), 1, 1));
		int most = 4_096;
		for (int id = 3; id < 3 + most; id++) {
			transferEvent(second, id);
		}
		await().atMost(TestNodes.PATIENCE).untilAsserted(() -> assertThat(handled).hasValue(2 + most));
		assertThat(transferEvent(second, 1).next().type()).isEqualTo(FrameType.ACK);
		second.open(StreamKind.TRANSFER).writeLast((out) -> request(out, 2, "count"));
		assertThat(second.accept().next().type()).isEqualTo(FrameType.RESPONSE);
		Failure refused = nack(transferEvent(second, 5_000).next());
		assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
		// Nothing was admitted under this id, so that this is known.
		assertThat(refused.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
		assertThat(handled).hasValue(2 + most);
	}

	@Test
	void aRepeatedCallIsAnsweredThoughThePeerHasBegunToDrainMeanwhile() {
		QuicTransport a = this.nodes.start("node-a");
		Hello hello = RawConnection.hello(PEER.value());
		RawConnection first = dialledBy(a, hello);
		CompletableFuture<NetworkMessage> call = a.request(NetworkMessage.request(PEER, "x", new byte[1]), LONG);
		first.accept().next();
		first.close();
		RawConnection second = this.raw.accept();
		RawStream control = second.answer(hello);
		RawStream lane = second.accept();
		long id = MessageFrames.readId(lane.next().body());
		control.write((out) -> new GoAway(ErrorCode.DRAINING, "", Map.of(), Set.of()).write(out));
		await().atMost(TestNodes.PATIENCE).until(() -> a.peers().get(0).phase() == PeerPhase.DRAINING);
		lane.write((out) -> MessageFrames.writeResponse(out, id, Map.of(), new byte[] { 5 }));
		assertThat(get(call).payload()).containsExactly(5);
	}

	@Test
	void aDrainingNodeSaysOfARepeatedRequestThatItHasNotSeenTheFirst() {
		QuicTransport b = this.nodes.start("node-b");
		b.onRequest("echo", RequestHandler.replying(NetworkMessage::payload));
		RawConnection peer = this.raw.dial(b, this.nodes.certificates.certificate(PEER.value()));
		RawStream control = peer.greet(PEER.value());
		b.drain(LONG);
		assertThat(control.next().type()).isEqualTo(FrameType.GOAWAY);
		Frame answer = peer.open(StreamKind.LANE).write((out) -> request(out, 1, "echo")).next();
		assertThat(answer.type()).isEqualTo(FrameType.ERROR);
		assertThat(Failure.read(answer.body())).extracting(Failure::code, Failure::outcome)
			.containsExactly(ErrorCode.DRAINING, Outcome.NOT_ACCEPTED);
		peer.open(StreamKind.TRANSFER).writeLast((out) -> request(out, 2, "echo"));
		answer = peer.accept().next();
		assertThat(answer.type()).isEqualTo(FrameType.ERROR);
		assertThat(Failure.read(answer.body()).outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
	}

	private RawConnection connect(QuicTransport node, int port) {
		CompletableFuture<NodeInfo> connected = node.connectPeer(PeerInfo.of(PEER, "127.0.0.1:" + port));
		RawConnection peer = this.raw.accept();
		peer.answer(PEER.value());
		get(connected);
		return peer;
	}

	/** Lets the node's clock go on, and has it hear the peer all the time. */
	private static void heardFor(RawStream control, int pings) {
		for (int i = 0; i < pings; i++) {
			control.awaitPings(1);
			// A PING would spare the node's next one.
			control.write((out) -> ControlFrames.writePong(out, 1));
		}
	}

	private QuicTransport startPinging(String id, TestClock clock) {
		return this.nodes.start(id, clock, (options) -> options
			.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(50)).withStall(STALL)));
	}

	private static void sendLarge(QuicTransport from, QuicTransport to, int count) {
		Semaphore window = new Semaphore(8);
		AtomicInteger failed = new AtomicInteger();
		for (int i = 0; i < count; i++) {
			window.acquireUninterruptibly();
			from.send(NetworkMessage.message(idOf(to), "note", new byte[LARGE]), LONG)
				.whenComplete((admitted, cause) -> {
					if (cause != null) {
						failed.incrementAndGet();
					}
					window.release();
				});
		}
		window.acquireUninterruptibly(8);
		assertThat(failed).hasValue(0);
	}

	private static RawStream transferEvent(RawConnection peer, long id) {
		return peer.open(StreamKind.TRANSFER).writeLast((out) -> RawPeers.event(out, id, "log", (byte) 1));
	}

	/** The connection of a node that dials a peer of the bare codec. */
	private RawConnection dialledBy(QuicTransport node, Hello hello) {
		int port = this.raw.listen(this.nodes.certificates.certificate(PEER.value()));
		CompletableFuture<NodeInfo> connected = node.connectPeer(PeerInfo.of(PEER, "127.0.0.1:" + port));
		RawConnection dialled = this.raw.accept();
		dialled.answer(hello);
		get(connected);
		return dialled;
	}

	private static Failure nack(Frame frame) {
		assertThat(frame.type()).isEqualTo(FrameType.NACK);
		return Failure.read(frame.body());
	}

	private static void request(ByteBuf out, long id, String path) {
		MessageFrames.writeMessage(out, id, 60_000, NetworkMessage.request(new PeerId("any"), path, new byte[1]));
	}

	private static void awaitResponse(RawStream stream, long id) {
		Frame frame = stream.next();
		while (MessageFrames.readId(frame.body()) != id) {
			frame = stream.next();
		}
	}

	/** The path of a REQUEST or EVENT. */
	private static String pathOf(Frame frame) {
		ByteBuf body = frame.body();
		MessageFrames.readId(body);
		MessageFrames.readTimeout(body);
		return MessageFrames
			.readMessage(body, MessageType.REQUEST, PEER, PEER, new WireLimits(1024 * 1024, 8192),
					new MessageFrames.Paths())
			.path();
	}

}
