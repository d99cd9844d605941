package io.quictransport.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.attack.RawStream.Frame;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.StreamFrames;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a node makes of a stream of messages whose other end keeps no rule.
 */
class HostileStreamTests {

	/** What the QUIC stream of a raw peer takes. */
	private static final long ROOM = 4 * 1024 * 1024;

	private static final long WINDOW = TransportLimits.DEFAULT_STREAM_BUFFER;

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final BlockingQueue<MessageStream> served = new LinkedBlockingQueue<>();

	@SuppressWarnings("NullAway.Init")
	private QuicTransport node;

	@SuppressWarnings("NullAway.Init")
	private RawConnection peer;

	@BeforeEach
	void connect() {
		this.node = this.nodes.start("node-b");
		this.node.onStream("path", this.served::add);
		this.peer = this.raw.dial(this.node, this.nodes.certificates.certificate("node-x"));
		this.peer.greet("node-x");
	}

	@AfterEach
	void nothingIsLeft() {
		await().atMost(TestNodes.PATIENCE).untilAsserted(() -> {
			assertThat(this.node.stats().handlers().running()).isZero();
			assertThat(this.node.stats().quicStreams().messageStreams()).isZero();
		});
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void aStreamIsGrantedRoomEchoedAndEnded() throws Exception {
		RawStream stream = open(100_000);
		MessageStream here = next();
		here.send(bytes("to the peer"));
		Frame item = stream.next();
		assertThat(item.type()).isEqualTo(FrameType.ITEM);
		assertThat(item.content()).isEqualTo(bytes("to the peer"));
		stream.write((out) -> StreamFrames.writeItem(out, bytes("from the peer"))).write(StreamFrames::writeEnd);
		List<byte[]> received = new ArrayList<>();
		get(here.forEach(received::add));
		assertThat(received).containsExactly(bytes("from the peer"));
		here.finish();
		Frame last = stream.next();
		while (last.type() == FrameType.CREDIT) {
			// For the item that was taken; it may come before END or behind it.
			last = stream.next();
		}
		assertThat(last.type()).isEqualTo(FrameType.END);
		stream.finish();
		get(here.closed());
	}

	@Test
	void itemsBeyondTheCreditSpoilTheStreamAndWhatCameBeforeIsDelivered() throws Exception {
		RawStream stream = open(0);
		MessageStream here = next();
		int item = 64 * 1024;
		long most = WINDOW / StreamFrames.cost(item);
		for (int i = 0; i <= most; i++) {
			stream.write((out) -> StreamFrames.writeItem(out, new byte[item]));
		}
		assertThat(stream.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		List<byte[]> received = new ArrayList<>();
		assertThat(failureOf(here.forEach(received::add)).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
		assertThat(received).hasSize((int) most);
		assertAlive();
	}

	@Test
	void emptyItemsAreBoundedToo() throws Exception {
		RawStream stream = open(0);
		next();
		stream.write((out) -> {
			for (long i = 0; i <= WINDOW / StreamFrames.ITEM_COST; i++) {
				StreamFrames.writeItem(out, new byte[0]);
			}
		});
		assertThat(stream.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		assertAlive();
	}

	@Test
	void anEndOfTheStreamWithoutEndIsAnError() throws Exception {
		RawStream stream = open(0);
		MessageStream here = next();
		stream.writeLast((out) -> StreamFrames.writeItem(out, bytes("last")));
		List<byte[]> received = new ArrayList<>();
		NetworkException lost = failureOf(here.forEach(received::add));
		assertThat(lost.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
		assertThat(here.closed()).isCompletedExceptionally();
	}

	@Test
	void anItemThatIsCutOffIsNotDelivered() throws Exception {
		RawStream stream = open(0);
		MessageStream here = next();
		stream.writeLast((out) -> {
			StreamFrames.writeItem(out, bytes("whole"));
			StreamFrames.writeItem(out, bytes("in part"));
			out.writerIndex(out.writerIndex() - 1);
		});
		List<byte[]> received = new ArrayList<>();
		assertThat(failureOf(here.forEach(received::add)).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
		assertThat(received).hasSizeLessThanOrEqualTo(1).allMatch((item) -> item.length == "whole".length());
	}

	@Test
	void framesOutOfTurnSpoilTheirStreamOnly() throws Exception {
		RawStream withoutOpen = this.peer.open(StreamKind.MESSAGES)
			.write((out) -> StreamFrames.writeItem(out, bytes("x")));
		assertThat(withoutOpen.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		RawStream openedTwice = open(0);
		next();
		openedTwice.write((out) -> opening("path", 0).write(out));
		assertThat(openedTwice.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		RawStream afterTheEnd = open(0);
		MessageStream here = next();
		afterTheEnd.write(StreamFrames::writeEnd).write((out) -> StreamFrames.writeItem(out, bytes("x")));
		assertThat(afterTheEnd.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		assertThat(here.closed()).failsWithin(TestNodes.PATIENCE);
		RawStream boundless = open((1L << 61) - 1);
		next();
		boundless.write((out) -> StreamFrames.writeCredit(out, 1));
		assertThat(boundless.resetCode()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION.number());
		assertAlive();
	}

	@Test
	void creditThatThePeerDoesNotMakeGoodLiftsNoBound() throws Exception {
		QuicTransport quick = this.nodes.start("node-c",
				(options) -> options.withTimeouts((timeouts) -> timeouts.withStreamWrite(Duration.ofMillis(300))));
		quick.onStream("path", this.served::add);
		RawConnection greedy = this.raw.dial(quick, this.nodes.certificates.certificate("node-x"));
		greedy.greet("node-x");
		RawStream stream = greedy.open(StreamKind.MESSAGES).write((out) -> opening("path", 1L << 60).write(out));
		stream.next();
		stream.channel().config().setAutoRead(false);
		MessageStream here = next();
		int item = 64 * 1024;
		long sent = 0;
		CompletableFuture<Void> last = here.send(new byte[item]);
		while (sent < 4 * ROOM && last.handle((done, cause) -> cause == null).get()) {
			sent += item;
			last = here.send(new byte[item]);
		}
		// What the QUIC stream has room for, and a little for it to go on with.
		assertThat(sent).isLessThan(ROOM + 1024 * 1024);
		assertThat(failureOf(last).code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
		assertThat(failureOf(here.closed())).hasMessageContaining("nothing was read for 300 ms");
	}

	@Test
	void aPeerThatSaysResetIsToldToTheHandlerWithItsCode() throws Exception {
		RawStream stream = open(0);
		MessageStream here = next();
		stream.write((out) -> new StreamFrames.Reset(ErrorCode.OVERLOADED, "enough").write(out));
		stream.finish();
		NetworkException told = failureOf(here.closed());
		assertThat(told.code()).isEqualTo(ErrorCode.OVERLOADED);
		assertThat(told.detail()).isEqualTo("enough");
		stream.awaitEnd();
	}

	@Test
	void aStreamNobodyServesIsRefusedByReset() {
		RawStream stream = this.peer.open(StreamKind.MESSAGES).write((out) -> opening("nowhere", 0).write(out));
		Frame refusal = stream.next();
		assertThat(refusal.type()).isEqualTo(FrameType.RESET);
		assertThat(StreamFrames.Reset.read(refusal.body()).code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
		stream.finish();
		stream.awaitEnd();
	}

	private RawStream open(long credit) {
		RawStream stream = this.peer.open(StreamKind.MESSAGES).write((out) -> opening("path", credit).write(out));
		Frame granted = stream.next();
		assertThat(granted.type()).isEqualTo(FrameType.CREDIT);
		assertThat(StreamFrames.readCredit(granted.body())).isEqualTo(WINDOW);
		return stream;
	}

	private static StreamFrames.Open opening(String path, long credit) {
		return new StreamFrames.Open(0, credit, path, Map.of());
	}

	private MessageStream next() throws InterruptedException {
		MessageStream stream = this.served.poll(TestNodes.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(stream).as("a stream that was opened").isNotNull();
		return stream;
	}

	/** The connection goes on, and serves another stream. */
	private void assertAlive() throws InterruptedException {
		RawStream stream = open(0);
		MessageStream here = next();
		stream.write(StreamFrames::writeEnd);
		here.finish();
		get(here.closed());
		stream.finish();
	}

}
