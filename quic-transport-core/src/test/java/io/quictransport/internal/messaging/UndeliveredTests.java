package io.quictransport.internal.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.PeerPhase;
import io.quictransport.Route;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.attack.RawStream.Frame;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestClock;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests that have left and do not arrive, while the peer is heard on other streams:
 * another connection takes over. A peer that has them and takes its time is left alone.
 */
class UndeliveredTests {

	private static final PeerId PEER = new PeerId("node-x");

	private static final Duration STALL = Duration.ofMillis(400);

	private static final Duration LONG = Duration.ofMinutes(1);

	/** How often lanes are probed in the time that makes a stall. */
	private static final int LOOKS = 8;

	/** Together they take longer than it takes to count as stalled. */
	private static final int QUESTIONS = 3 * LOOKS / 2;

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final TestClock clock = new TestClock();

	private final QuicTransport node = this.nodes.start("node-a", this.clock,
			(options) -> options
				.withTimeouts((timeouts) -> timeouts.withPingInterval(Duration.ofMillis(50)).withStall(STALL))
				.withDrainGrace(LONG)
				.withLimits((limits) -> limits.withMaxLanes(1)));

	private final Hello hello = RawConnection.hello(PEER.value());

	private final List<CompletableFuture<?>> calls = new ArrayList<>();

	private RawConnection peer;

	/** Its control stream. */
	private RawStream control;

	@BeforeEach
	void connect() {
		int port = this.raw.listen(this.nodes.certificates.certificate(PEER.value()));
		CompletableFuture<NodeInfo> connected = this.node.connectPeer(PeerInfo.of(PEER, "127.0.0.1:" + port));
		this.peer = this.raw.accept();
		this.control = this.peer.answer(this.hello);
		get(connected);
	}

	@AfterEach
	void close() {
		this.calls.forEach((call) -> call.cancel(true));
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void requestsThatDoNotArriveAreSentAgainOverAnotherConnection() {
		CompletableFuture<NetworkMessage> call = request(new byte[1], LONG);
		long id = MessageFrames.readId(this.peer.accept().next().body());
		RawConnection next = awaitReplacement(this.control);
		next.answer(this.hello);
		RawStream lane = next.accept();
		assertThat(MessageFrames.readId(lane.next().body())).isEqualTo(id);
		lane.write((out) -> MessageFrames.writeResponse(out, id, Map.of(), new byte[] { 7 }));
		assertThat(get(call).payload()).containsExactly(7);
	}

	@Test
	void requestsThatNobodyWaitsForAnyMoreAreAskedForToo() {
		Duration deadline = Duration.ofMillis(5);
		do {
			// Until it is enough for the request to leave on this machine.
			deadline = deadline.multipliedBy(2);
			assertThat(failureOf(request(new byte[1], deadline)).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		}
		while (this.node.stats().messages().sent() == 0);
		awaitReplacement(this.control);
	}

	@Test
	void aPeerThatHasDialledIsAskedToDialAgain() {
		RawConnection caller = this.raw.dial(this.node, this.nodes.certificates.certificate("node-y"));
		RawStream theirs = caller.greet("node-y");
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.isConnected(new PeerId("node-y")));
		this.calls.add(this.node.request(NetworkMessage.request(new PeerId("node-y"), "x", new byte[1]), LONG));
		awaitStall(theirs);
		Frame told = theirs.next();
		assertThat(told.type()).isEqualTo(FrameType.GOAWAY);
		assertThat(GoAway.read(told.body()).code()).isEqualTo(ErrorCode.CONNECTION_REPLACED);
	}

	@Test
	void aLargeRequestThatIsNotReadToItsEndHasItsConnectionReplaced() {
		CompletableFuture<NetworkMessage> call = request(new byte[StreamPool.LARGE + 1], LONG);
		awaitReplacement(this.control);
		assertThat(call).isNotDone();
	}

	@Test
	void aStreamThatIsNeitherServedNorRefusedHasItsConnectionReplaced() {
		CompletableFuture<MessageStream> opening = this.node.openStream(PEER, "x");
		this.calls.add(opening);
		awaitReplacement(this.control);
		assertThat(opening).isNotDone();
	}

	@Test
	void aPeerThatHasTheRequestsMayTakeItsTime() {
		this.clock.halt();
		this.control.write((out) -> ControlFrames.writePing(out, 1));
		this.control.awaitPong();
		CompletableFuture<NetworkMessage> large = request(new byte[StreamPool.LARGE + 1], LONG);
		RawStream transfer = this.peer.accept();
		long largeId = MessageFrames.readId(transfer.next().body());
		transfer.finish();
		CompletableFuture<NetworkMessage> small = request(new byte[1], LONG);
		RawStream lane = this.peer.accept();
		long smallId = MessageFrames.readId(lane.next().body());
		long sequence = 1;
		for (int questions = 0; questions < QUESTIONS; questions++) {
			awaitAnswered(lane, ++sequence);
			// One look sees that answers came, the next that none came since.
			while (!lane.hasReceived(FrameType.EVENT)) {
				awaitLook();
			}
			Frame question = lane.next();
			assertThat(question.type()).isEqualTo(FrameType.EVENT);
			assertThat(MessageFrames.readId(question.body())).isEqualTo(LaneProbe.ID);
			long admitted = ++sequence;
			lane.write((out) -> {
				if (admitted % 4 == 1) {
					// A peer that does not know the question says that, too.
					new Failure(admitted, ErrorCode.NO_SUCH_PATH, Outcome.NOT_ACCEPTED, 0, "").writeNack(out);
				}
				ControlFrames.writeAck(out, admitted);
			});
		}
		lane.write((out) -> MessageFrames.writeResponse(out, smallId, Map.of(), new byte[] { 1 }));
		lane.write((out) -> MessageFrames.writeResponse(out, largeId, Map.of(), new byte[] { 2 }));
		assertThat(get(small).payload()).containsExactly(1);
		assertThat(get(large).payload()).containsExactly(2);
		assertThat(this.node.stats().connections().replaced()).isZero();
	}

	@Test
	void answersToWhatWasSentLongAgoDoNotHideWhatIsNotAcknowledged() {
		List<Long> ids = new ArrayList<>();
		request(new byte[1], LONG);
		RawStream lane = this.peer.accept();
		ids.add(MessageFrames.readId(lane.next().body()));
		CompletableFuture<Void> event = this.node.send(NetworkMessage.message(PEER, "x", new byte[1]), LONG);
		this.calls.add(event);
		await().atMost(TestNodes.PATIENCE).until(() -> {
			// Answers of some kind go on coming, on the lane and beside it.
			request(new byte[1], LONG);
			lane.write((out) -> MessageFrames.writeResponse(out, ids.get(0) + this.calls.size() - 1, Map.of(),
					new byte[1]));
			this.control.write((out) -> ControlFrames.writePing(out, 1));
			return this.node.stats().connections().replaced() > 0;
		});
		assertThat(event).isNotDone();
	}

	@Test
	void aPeerThatRefusesWorkDoesNotTakeItAgainByAskingForASuccessor() {
		this.control.write((out) -> {
			new GoAway(ErrorCode.DRAINING, "drains", Map.of(), Set.of()).write(out);
			GoAway.replaced().write(out);
		});
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.peers().get(0).phase() == PeerPhase.DRAINING);
		assertThat(failureOf(request(new byte[1], LONG)).code()).isEqualTo(ErrorCode.DRAINING);
	}

	@Test
	void whatIsNoMessageIsAcknowledgedWhileTheHandlerRunsAndReachesNone() {
		CompletableFuture<byte[]> reply = new CompletableFuture<>();
		this.node.onRequest(Route.path("slow").withDispatch(Dispatch.EVENT_LOOP), (request, context) -> reply);
		RawConnection caller = this.raw.dial(this.node, this.nodes.certificates.certificate("node-y"));
		caller.greet("node-y");
		RawStream lane = caller.open(StreamKind.LANE).write((out) -> {
			NetworkMessage request = NetworkMessage.request(TestNodes.idOf(this.node), "slow", new byte[0]);
			MessageFrames.writeMessage(out, 1, LONG.toMillis(), request);
			MessageFrames.writeMessage(out, LaneProbe.ID, 1,
					NetworkMessage.message(TestNodes.idOf(this.node), "nowhere", new byte[0]));
		});
		Frame told = lane.next();
		assertThat(told.type()).isEqualTo(FrameType.ACK);
		assertThat(ControlFrames.readNumber(told.body())).isEqualTo(2);
		assertThat(reply).isNotDone();
		reply.complete(new byte[0]);
		assertThat(lane.next().type()).isEqualTo(FrameType.RESPONSE);
		assertThat(this.node.stats().errors()).doesNotContainKey(ErrorCode.NO_SUCH_PATH);
	}

	private CompletableFuture<NetworkMessage> request(byte[] payload, Duration deadline) {
		CompletableFuture<NetworkMessage> call = this.node.request(NetworkMessage.request(PEER, "x", payload),
				deadline);
		this.calls.add(call);
		return call;
	}

	/**
	 * Lets so much time pass that the node looks after its lanes, which it says by a
	 * PING.
	 */
	private void awaitLook() {
		this.clock.advance(STALL.dividedBy(LOOKS).plusMillis(1));
		this.control.awaitPings(1);
	}

	/**
	 * Has the peer answer another request of the lane: what it has sent before is read.
	 */
	private void awaitAnswered(RawStream lane, long sequence) {
		CompletableFuture<NetworkMessage> other = request(new byte[1], LONG);
		long id = MessageFrames.readId(lane.next().body());
		lane.write((out) -> {
			MessageFrames.writeResponse(out, id, Map.of(), new byte[1]);
			ControlFrames.writeAck(out, sequence);
		});
		get(other);
	}

	/** Waits for the next connection, while the peer is heard on this one. */
	private RawConnection awaitReplacement(RawStream heard) {
		awaitStall(heard);
		return this.raw.accept();
	}

	private void awaitStall(RawStream heard) {
		await().atMost(TestNodes.PATIENCE).until(() -> {
			heard.write((out) -> ControlFrames.writePing(out, 1));
			return this.node.stats().connections().replaced() > 0;
		});
	}

}
