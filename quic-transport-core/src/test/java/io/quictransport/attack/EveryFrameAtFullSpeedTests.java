package io.quictransport.attack;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.internal.wire.ControlFrames;
import io.quictransport.internal.wire.MessageFrames.Failure;
import io.quictransport.internal.wire.ControlFrames.GoAway;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.ControlFrames.Settled;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.StreamFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import io.quictransport.testing.Alone;
import io.quictransport.testing.Stalls;
import io.quictransport.testing.Timings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

/**
 * A peer with a valid certificate sends one type of frame as fast as it can: another peer
 * is served nearly as before, what it has cost is given back, and where it goes beyond a
 * limit or breaks a rule, the log and the meter of errors say so.
 *
 * <p>
 * {@code -Dattack.seconds} is how long all types together are sent, 60 by default, in
 * equal parts. One that is cut off dials again, at most 2.5 times a second.
 */
@Alone
@Tag("nightly")
class EveryFrameAtFullSpeedTests {

	private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("attack.seconds", 60))
		.dividedBy(Attack.values().length);

	private static final Duration WARM_UP = Duration.ofMillis(500);

	private static final long REDIAL_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

	private static final PeerId BAD = new PeerId("node-x");

	private static final int BATCH = 200;

	/** The writes that have not left yet. */
	private static final int AHEAD = 8;

	private static final int MOST_STREAMS = TransportLimits.DEFAULT_MAX_MESSAGE_STREAMS;

	/** A chunk of the allocator, which it keeps or not as it likes. */
	private static final long CHUNK = 4 << 20;

	private static final long HEAP_NOISE = 1 << 20;

	private final TestNodes nodes = new TestNodes();

	private final CapturedLogs logs = new CapturedLogs();

	private final CountDownLatch released = new CountDownLatch(1);

	private final AtomicLong frames = new AtomicLong();

	private QuicTransport node;

	private QuicTransport good;

	@BeforeEach
	void connect() {
		this.node = this.nodes.start("node-b");
		this.node.onRequest(Route.path("echo").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying(NetworkMessage::payload));
		this.node.onRequest(Route.path("held").withDispatch(Dispatch.EVENT_LOOP),
				(request, context) -> new CompletableFuture<>());
		this.node.onMessage("held", (message, context) -> this.released.await());
		this.node.onStream(Route.path("held").withDispatch(Dispatch.EVENT_LOOP), (stream) -> {
		});
		this.good = this.nodes.start("node-a");
		TestNodes.connect(this.good, this.node);
	}

	@AfterEach
	void close() {
		this.logs.end();
		this.released.countDown();
		this.nodes.close();
	}

	@ParameterizedTest
	@EnumSource
	void othersAreServedAndNothingIsKept(Attack attack, Stalls stalls) {
		CompletableFuture<Void> atOnce = CompletableFuture.completedFuture(null);
		latency(2_000, atOnce, stalls);
		Duration before = latency(2_000, atOnce, stalls).percentile(99);
		// The log names the same peer for the same reason once a minute.
		this.logs.begin();
		send(attack, WARM_UP);
		long heapBefore = heap();
		long directBefore = direct();
		this.frames.set(0);
		CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(attack, EACH));
		Duration during = latency(100, sending, stalls).percentileWithoutStalls(99);
		get(sending);
		String errors = this.node.stats().errors().toString();
		await().atMost(TestNodes.PATIENCE).until(() -> !this.node.isConnected(BAD));
		long heapAfter = heap();
		long directAfter = direct();
		System.out.println("event=full_speed frame=" + attack + " frames=" + this.frames + " p99_before=" + before
				+ " p99_during=" + during + " heap=" + heapBefore + "/" + heapAfter + " direct=" + directBefore + "/"
				+ directAfter + " errors=" + errors);
		assertSoftly((softly) -> {
			softly.assertThat(during).as("p99").isLessThan(before.multipliedBy(2).plusMillis(5));
			softly.assertThat(heapAfter).as("heap").isLessThan(heapBefore * 105 / 100 + HEAP_NOISE);
			softly.assertThat(directAfter).as("direct memory").isLessThan(directBefore * 105 / 100 + CHUNK);
			ErrorCode code = attack.code;
			String line = attack.line;
			if (code != null && line != null) {
				softly.assertThat(this.node.stats().errors()).as("errors").containsKey(code);
				softly.assertThat(this.logs.texts())
					.as("log")
					.anySatisfy((text) -> assertThat(text).contains(line).contains(BAD.value()));
			}
		});
		assertThat(this.good.stats().connections().dialled()).isEqualTo(1);
	}

	/** How long requests of the good peer take, so many and all until an end. */
	private Timings latency(int least, CompletableFuture<?> end, Stalls stalls) {
		Timings timings = new Timings(stalls);
		while (timings.count() < least || !end.isDone()) {
			timings.time(() -> get(this.good.request(idOf(this.node), "echo", new byte[64])));
		}
		return timings;
	}

	private void send(Attack attack, Duration time) {
		long endsAt = System.nanoTime() + time.toNanos();
		while (System.nanoTime() - endsAt < 0) {
			long begun = System.nanoTime();
			try (RawPeers raw = new RawPeers()) {
				RawConnection connection = raw.dial(this.node, this.nodes.certificates.certificate(BAD.value()));
				RawStream control = connection.greet(BAD.value());
				if (attack.onItsOwnStreams) {
					openStreams(connection, attack, endsAt);
				}
				else {
					writeOn(connection, stream(attack, connection, control), attack, endsAt);
				}
			}
			catch (AssertionError | RuntimeException ex) {
				// It was cut off, or refused, before it had begun.
			}
			if (System.nanoTime() - endsAt < 0) {
				LockSupport.parkNanos(begun + REDIAL_NANOS - System.nanoTime());
			}
		}
	}

	private RawStream stream(Attack attack, RawConnection connection, RawStream control) {
		return switch (attack) {
			case HELLO, NODE_INFO, PING, PONG, GOAWAY, DONE, CANCEL, SETTLED -> control;
			case REQUEST, EVENT -> connection.open(StreamKind.LANE);
			case RESPONSE, ERROR, ACK, NACK -> laneOfTheNode(connection);
			case ITEM, CREDIT, OPEN, END, RESET -> throw new IllegalArgumentException(attack + " has its own streams");
		};
	}

	/** A lane on which the node waits for answers. */
	private RawStream laneOfTheNode(RawConnection connection) {
		this.node.request(NetworkMessage.request(BAD, "x", new byte[1]), Duration.ofSeconds(30));
		RawStream lane = connection.accept();
		lane.next();
		return lane;
	}

	private void writeOn(RawConnection connection, RawStream stream, Attack attack, long endsAt) {
		Semaphore window = new Semaphore(AHEAD);
		long next = 1;
		while (connection.isOpen() && System.nanoTime() - endsAt < 0) {
			if (!acquire(window)) {
				continue;
			}
			long from = next;
			next += BATCH;
			stream.dropFrames();
			ByteBuf out = stream.channel().alloc().directBuffer();
			for (long i = from; i < next; i++) {
				attack.content.write(out, i);
			}
			this.frames.addAndGet(BATCH);
			stream.channel().writeAndFlush(out).addListener((done) -> window.release());
		}
	}

	private static boolean acquire(Semaphore window) {
		try {
			return window.tryAcquire(10, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Ends each stream with what is sent on it, but for as many as the node serves at a
	 * time: they stay open.
	 */
	private void openStreams(RawConnection connection, Attack attack, long endsAt) {
		AtomicLong opened = new AtomicLong();
		while (connection.isOpen() && System.nanoTime() - endsAt < 0) {
			connection.openIfNotClosed().ifPresent((stream) -> {
				ByteBuf out = stream.channel().alloc().directBuffer();
				out.writeByte(StreamKind.MESSAGES);
				new StreamFrames.Open(0, 1_000_000, "held", Map.of()).write(out);
				for (int i = 1; i <= attack.inEachStream; i++) {
					attack.content.write(out, i);
				}
				boolean stays = attack == Attack.OPEN && opened.incrementAndGet() <= MOST_STREAMS;
				stream.channel().writeAndFlush(new DefaultQuicStreamFrame(out, !stays));
				this.frames.addAndGet(1 + attack.inEachStream);
			});
		}
	}

	private static long heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static long direct() {
		return (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider)
				? provider.metric().usedDirectMemory() : 0;
	}

	private static NetworkMessage request() {
		return NetworkMessage.request(new PeerId("any"), "held", new byte[1]);
	}

	/**
	 * Names a frame, where it is sent, and what the node says of a peer that sends
	 * nothing else.
	 */
	enum Attack {

		/** A second one breaks the rules. */
		HELLO(ErrorCode.PROTOCOL_VIOLATION, "protocol_violation",
				(out, i) -> RawConnection.hello(BAD.value()).write(out)),

		/** The newest counts. */
		NODE_INFO((out, i) -> ControlFrames.writeNodeInfo(out, NodeInfo.of(BAD).withVersion(i))),

		/** Each is answered. */
		PING(ControlFrames::writePing),

		/** What nobody has asked for is dropped. */
		PONG(ControlFrames::writePong),

		/** It may be said three times that no more work is taken. */
		GOAWAY(ErrorCode.PROTOCOL_VIOLATION, "protocol_violation",
				(out, i) -> new GoAway(ErrorCode.DRAINING, "", Map.of(), Set.of()).write(out)),

		/** All but the first mean nothing. */
		DONE((out, i) -> ControlFrames.writeDone(out)),

		/** There is nothing to cancel. */
		CANCEL(ControlFrames::writeCancel),

		/** With gaps, of which the node remembers as many as it may. */
		SETTLED((out, i) -> new Settled(1, new long[] { 3 * i, 3 * i + 2_000_000_000L }).write(out)),

		/** Beyond the limit on handlers. */
		REQUEST(ErrorCode.OVERLOADED, "peer_refused",
				(out, i) -> MessageFrames.writeMessage(out, i, 60_000, request())),

		/** Beyond the limit on messages that wait. */
		EVENT(ErrorCode.OVERLOADED, "peer_refused", (out, i) -> RawPeers.event(out, i, "held", (byte) 1)),

		/** To ids that nobody waits for. */
		RESPONSE((out, i) -> MessageFrames.writeResponse(out, 1_000_000 + i, Map.of(), new byte[1])),

		/** To ids that nobody waits for. */
		ERROR((out, i) -> new Failure(1_000_000 + i, ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED, 0, "no")
			.writeError(out)),

		/** Of what is acknowledged already. */
		ACK((out, i) -> ControlFrames.writeAck(out, 1)),

		/** Of what is resolved already. */
		NACK((out, i) -> new Failure(1, ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED, 0, "no").writeNack(out)),

		/** Beyond the limit on streams, of which none is ended. */
		OPEN(ErrorCode.OVERLOADED, "peer_refused", 0, (out, i) -> {
		}),

		/** Beyond the credit. */
		ITEM(ErrorCode.PROTOCOL_VIOLATION, "protocol_violation", 20,
				(out, i) -> StreamFrames.writeItem(out, new byte[64 * 1024])),

		/** Beyond all bounds. */
		CREDIT(ErrorCode.PROTOCOL_VIOLATION, "protocol_violation", 20,
				(out, i) -> StreamFrames.writeCredit(out, Long.MAX_VALUE / 8)),

		/** More than one. */
		END(ErrorCode.PROTOCOL_VIOLATION, "protocol_violation", 20, (out, i) -> StreamFrames.writeEnd(out)),

		/** More than one, of which the first counts. */
		RESET(null, null, 20, (out, i) -> new StreamFrames.Reset(ErrorCode.CANCELLED, "").write(out));

		private final @Nullable ErrorCode code;

		private final @Nullable String line;

		private final boolean onItsOwnStreams;

		private final int inEachStream;

		private final Content content;

		Attack(Content content) {
			this(null, null, false, 0, content);
		}

		Attack(ErrorCode code, String line, Content content) {
			this(code, line, false, 0, content);
		}

		Attack(@Nullable ErrorCode code, @Nullable String line, int inEachStream, Content content) {
			this(code, line, true, inEachStream, content);
		}

		Attack(@Nullable ErrorCode code, @Nullable String line, boolean onItsOwnStreams, int inEachStream,
				Content content) {
			this.code = code;
			this.line = line;
			this.onItsOwnStreams = onItsOwnStreams;
			this.inEachStream = inEachStream;
			this.content = content;
		}

	}

	/**
	 * Writes one of many frames.
	 */
	@FunctionalInterface
	private interface Content {

		void write(ByteBuf out, long number);

	}

}
