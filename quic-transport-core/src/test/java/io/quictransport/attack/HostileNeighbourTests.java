package io.quictransport.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.PeerListener;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import io.quictransport.testing.Timings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer with a certificate of its own that means harm to another: whatever it claims
 * counts for itself only.
 */
public class HostileNeighbourTests {

	private static final PeerId GOOD = new PeerId("node-a");

	private static final PeerId BAD = new PeerId("node-x");

	private static final int REPLY = 60_000;

	/** Of streams of junk, in nanoseconds. */
	private static final long JUNK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(2);

	/** Travels on a stream of its own. */
	private static final int LARGE_REPLY = 200_000;

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final CompletableFuture<byte[]> held = new CompletableFuture<>();

	private final BlockingQueue<NetworkMessage> handled = new LinkedBlockingQueue<>();

	private QuicTransport node;

	private QuicTransport good;

	private RawConnection bad;

	private RawStream control;

	@BeforeEach
	void connect() {
		this.node = this.nodes.start("node-b",
				(options) -> options.withLimits(options.limits().withMaxQueuedBytes(64 * 1024).withMaxHandlers(16)));
		this.node.onRequest("held", (request, context) -> this.held);
		this.node.onRequest(Route.path("fill").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying((request) -> new byte[REPLY]));
		this.node.onRequest(Route.path("fill-large").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying((request) -> new byte[LARGE_REPLY]));
		this.node.onMessage("note", (message, context) -> this.handled.add(message));
		this.good = this.nodes.start("node-a");
		TestNodes.connect(this.good, this.node);
		this.bad = this.raw.dial(this.node, this.nodes.certificates.certificate("node-x"));
		this.control = this.bad.greet("node-x");
	}

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void aHelloWithTheIdOfAConnectedPeerIsRefusedAndThePeerStays() {
		CompletableFuture<byte[]> call = requestOfGood();
		RawConnection impostor = this.raw.dial(this.node, this.nodes.certificates.certificate("node-x"));
		impostor.open().write((out) -> {
			out.writeByte(StreamKind.CONTROL);
			RawConnection.hello("node-a").write(out);
		});
		assertThat(impostor.closed().code()).isEqualTo(ErrorCode.PEER_ID_MISMATCH.number());
		assertGoodIsServed(call);
	}

	@Test
	void whatEndsAConnectionEndsThatOfItsSenderOnly() {
		CompletableFuture<byte[]> call = requestOfGood();
		this.control.write((out) -> {
			new Settled(1_000_000, new long[0]).write(out);
			for (int id = 0; id < 1_000; id++) {
				ControlFrames.writeCancel(out, id);
			}
			new GoAway(ErrorCode.NOT_RUNNING, "forged", Map.of(0L, 1_000L, 4L, 1_000L), Set.of(4L, 8L)).write(out);
			ControlFrames.writeDone(out);
		});
		await().until(() -> !this.node.isConnected(BAD));
		assertGoodIsServed(call);
	}

	@Test
	void nodeInfoOfAnotherNodeIsIgnored() {
		NodeInfo before = infoOfGood();
		NodeInfo forged = NodeInfo.of(GOOD).withMetadata(Map.of("forged", "yes")).withVersion(1_000);
		this.control.write((out) -> ControlFrames.writeNodeInfo(out, forged));
		awaitAnswer();
		assertThat(infoOfGood()).isEqualTo(before);
		assertThat(this.node.peers()).noneMatch((peer) -> String.valueOf(peer).contains("forged"));
	}

	@Test
	void theSourceOfAMessageIsTheNodeOfTheCertificate() throws Exception {
		NetworkMessage message = NetworkMessage.message(new PeerId("node-b"), "note", bytes("x"));
		this.bad.open(StreamKind.LANE).write((out) -> MessageFrames.writeMessage(out, 1, 5000, message));
		NetworkMessage received = this.handled.poll(TestNodes.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(received).isNotNull();
		assertThat(received.source()).isEqualTo(BAD);
	}

	@Test
	void aPeerThatReadsNoAnswersIsRefusedUntilItDoes() {
		CompletableFuture<byte[]> call = requestOfGood();
		RawStream lane = this.bad.open(StreamKind.LANE);
		lane.channel().config().setAutoRead(false);
		awaitRefusal(lane, "fill", 200);
		assertThat(this.node.isConnected(BAD)).isTrue();
		lane.channel().config().setAutoRead(true);
		long id = 1_000_000;
		RawStream other = this.bad.open(StreamKind.LANE);
		await().until(() -> {
			other.write((out) -> MessageFrames.writeMessage(out, id, 5000, requestOfBad("fill")));
			return other.next().type() == FrameType.RESPONSE;
		});
		assertGoodIsServed(call);
	}

	@Test
	void aPeerThatTakesNoLargeAnswersIsRefused() {
		CompletableFuture<byte[]> call = requestOfGood();
		// It never ends the streams that they come on.
		awaitRefusal(this.bad.open(StreamKind.LANE), "fill-large", 50);
		assertThat(this.node.isConnected(BAD)).isTrue();
		assertGoodIsServed(call);
	}

	@Test
	void aRequestThatIsRepeatedOnAndOnDoesNotFillTheMemory() throws Exception {
		CompletableFuture<byte[]> call = requestOfGood();
		RawStream lane = this.bad.open(StreamKind.LANE);
		lane.channel().config().setAutoRead(false);
		lane.write((out) -> {
			for (int i = 0; i < 500; i++) {
				MessageFrames.writeMessage(out, 7, 5000, requestOfBad("fill"));
			}
			MessageFrames.writeMessage(out, 8, 5000, NetworkMessage.message(idOf(this.node), "note", bytes("x")));
		});
		assertThat(this.handled.poll(TestNodes.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
		// It is still there: not even cut off, because no more than the bound was
		// written.
		RawStream other = this.bad.open(StreamKind.LANE)
			.write((out) -> MessageFrames.writeMessage(out, 9, 5000, requestOfBad("nowhere")));
		assertThat(other.next().type()).isEqualTo(FrameType.ERROR);
		assertGoodIsServed(call);
	}

	@Test
	@Tag("nightly")
	void aPeerThatReadsNoRefusalsIsCutOff() {
		CompletableFuture<byte[]> call = requestOfGood();
		RawStream lane = this.bad.open(StreamKind.LANE);
		lane.channel().config().setAutoRead(false);
		for (int i = 0; i < 400 && this.node.isConnected(BAD); i++) {
			long refused = refused(ErrorCode.NO_SUCH_PATH);
			lane.write((out) -> {
				for (int id = 0; id < 1_000; id++) {
					MessageFrames.writeMessage(out, id, 5000, requestOfBad("nowhere"));
				}
			});
			await().until(() -> !this.node.isConnected(BAD) || refused(ErrorCode.NO_SUCH_PATH) >= refused + 1_000);
		}
		assertThat(this.bad.closed().code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		assertThat(this.bad.closed().reason()).contains("unread");
		assertGoodIsServed(call);
	}

	@Test
	void aPeerThatPingsAndDoesNotReadIsCutOff() {
		CompletableFuture<byte[]> call = requestOfGood();
		PeerId flooding = new PeerId("node-y");
		RawConnection flood = this.raw.dialWithLittleRoom(this.node, this.nodes.certificates.certificate("node-y"));
		RawStream pings = flood.greet("node-y");
		pings.channel().config().setAutoRead(false);
		// A PONG takes as many bytes as its PING.
		for (int mebibytes = 0; mebibytes < 2; mebibytes++) {
			pings.write((out) -> {
				while (out.readableBytes() < 1024 * 1024) {
					ControlFrames.writePing(out, 7);
				}
			});
		}
		await().until(() -> !this.node.isConnected(flooding));
		assertThat(flood.closed().code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		assertThat(flood.closed().reason()).contains("unread");
		assertGoodIsServed(call);
	}

	@Test
	void ofChangesThatListenersCannotKeepUpWithTheLastIsTold() throws Exception {
		CompletableFuture<byte[]> call = requestOfGood();
		CountDownLatch release = new CountDownLatch(1);
		BlockingQueue<NodeInfo> told = new LinkedBlockingQueue<>();
		this.node.subscribe(new PeerListener() {
			@Override
			public void peerUpdated(NodeInfo peer) {
				told.add(peer);
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					throw new AssertionError(ex);
				}
			}
		});
		int last = 1_000;
		for (int version = 1; version <= last; version++) {
			NodeInfo changed = NodeInfo.of(BAD).withVersion(version);
			this.control.write((out) -> ControlFrames.writeNodeInfo(out, changed));
		}
		await().until(() -> this.node.peers()
			.stream()
			.anyMatch((peer) -> peer.id().equals(BAD) && Objects.requireNonNull(peer.info()).version() == last));
		release.countDown();
		await().until(() -> told.stream().anyMatch((peer) -> peer.id().equals(BAD) && peer.version() == last));
		assertThat(told).hasSizeLessThanOrEqualTo(2);
		assertGoodIsServed(call);
	}

	@Alone
	@Test
	void othersAreServedAsBeforeWhileAThousandStreamsOfJunkCome(Stalls stalls) {
		junkStreams(1_000, 500, Duration.ofMillis(20), stalls);
	}

	@Alone
	@Test
	@Tag("nightly")
	void othersAreServedAsBeforeWhileTenThousandStreamsOfJunkCome(Stalls stalls) {
		junkStreams(10_000, 5_000, Duration.ofMillis(1), stalls);
	}

	/**
	 * Every second stream is spoilt, and the hundredth spoilt one ends a connection.
	 * @param slack for the handshakes of the next ones, which the same event loop makes
	 */
	private void junkStreams(int streams, int warmUp, Duration slack, Stalls stalls) {
		this.node.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying(NetworkMessage::payload));
		CompletableFuture<Void> atOnce = CompletableFuture.completedFuture(null);
		latency(warmUp, atOnce, stalls);
		Duration before = latency(warmUp, atOnce, stalls).percentile(99);
		CompletableFuture<Void> junk = CompletableFuture.runAsync(() -> {
			long begun = System.nanoTime();
			for (int sent = 0; sent < streams; sent += 200) {
				spoilAHundredStreams();
				LockSupport.parkNanos(begun + (sent + 200) * JUNK_INTERVAL - System.nanoTime());
			}
		});
		Duration during = latency(200, junk, stalls).percentileWithoutStalls(99);
		get(junk);
		System.out.println("event=junk_streams streams=" + streams + " p99_before=" + before + " p99_during=" + during);
		assertThat(during).isLessThan(before.multipliedBy(2).plus(slack));
		assertThat(this.good.stats().connections().dialled()).isEqualTo(1);
		assertThat(refused(ErrorCode.PROTOCOL_VIOLATION)).isGreaterThanOrEqualTo(streams / 2);
	}

	private void spoilAHundredStreams() {
		RawConnection connection = this.raw.dial(this.node, this.nodes.certificates.certificate("node-y"));
		connection.greet("node-y");
		for (int i = 0; i < 100; i += 10) {
			List<RawStream> valid = new ArrayList<>();
			List<RawStream> spoilt = new ArrayList<>();
			for (int id = i; id < i + 10; id++) {
				long next = id;
				valid.add(connection.open(StreamKind.LANE)
					.writeLast((out) -> MessageFrames.writeMessage(out, next, 5000, requestOfBad("echo"))));
				if (id < 99) {
					spoilt.add(connection.open(StreamKind.LANE).write((out) -> out.writeInt(-1)));
				}
			}
			valid.forEach((stream) -> assertThat(stream.next().type()).isEqualTo(FrameType.RESPONSE));
			spoilt.forEach((stream) -> assertThat(stream.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number()));
		}
		connection.open(StreamKind.LANE).write((out) -> out.writeInt(-1));
		assertThat(connection.closed().code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
	}

	/**
	 * How long requests of the good peer take, so many and all until an end.
	 */
	private Timings latency(int least, CompletableFuture<?> end, Stalls stalls) {
		Timings timings = new Timings(stalls);
		while (timings.count() < least || !end.isDone()) {
			timings.time(() -> get(this.good.request(idOf(this.node), "echo", new byte[64])));
		}
		return timings;
	}

	/** Asks and says that it has got its answers, until it is refused. */
	private void awaitRefusal(RawStream lane, String path, int most) {
		for (long id = 1; id <= most && refused(ErrorCode.OVERLOADED) == 0; id++) {
			long next = id;
			long answered = this.node.stats().messages().sent();
			lane.write((out) -> {
				new Settled(next, new long[0]).write(out);
				MessageFrames.writeMessage(out, next, 5000, requestOfBad(path));
			});
			await().until(() -> this.node.stats().messages().sent() > answered || refused(ErrorCode.OVERLOADED) > 0);
		}
		assertThat(refused(ErrorCode.OVERLOADED)).isEqualTo(1);
	}

	private long refused(ErrorCode code) {
		return this.node.stats().errors().getOrDefault(code, 0L);
	}

	private NetworkMessage requestOfBad(String path) {
		return NetworkMessage.request(idOf(this.node), path, new byte[1]);
	}

	/** What the peer has sent so far is read, or its connection closed. */
	private void awaitAnswer() {
		long before = this.node.stats().messages().received();
		NetworkMessage message = NetworkMessage.message(new PeerId("node-b"), "note", bytes("x"));
		if (this.bad.isOpen()) {
			this.bad.open(StreamKind.LANE)
				.write((out) -> MessageFrames.writeMessage(out, 1_000_000 + before, 5000, message));
			await().until(() -> !this.bad.isOpen() || this.node.stats().messages().received() > before);
		}
	}

	private CompletableFuture<byte[]> requestOfGood() {
		CompletableFuture<byte[]> call = this.good
			.request(NetworkMessage.request(idOf(this.node), "held", new byte[1]), Duration.ofMinutes(5))
			.thenApply(NetworkMessage::payload);
		await().until(() -> this.node.stats().handlers().running() == 1);
		return call;
	}

	private NodeInfo infoOfGood() {
		return this.node.peers()
			.stream()
			.filter((peer) -> peer.id().equals(GOOD))
			.map((peer) -> Objects.requireNonNull(peer.info()))
			.findFirst()
			.orElseThrow();
	}

	private void assertGoodIsServed(CompletableFuture<byte[]> call) {
		assertThat(this.node.isConnected(GOOD)).isTrue();
		assertThat(call).isNotDone();
		this.held.complete(bytes("answer"));
		assertThat(get(call)).isEqualTo(bytes("answer"));
		assertThat(this.good.stats().connections().dialled()).isEqualTo(1);
		assertThat(this.good.stats().connections().closed()).isZero();
	}

}
