package io.quictransport.promises;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.quictransport.ConnectionEnds;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
import io.quictransport.support.CapturedLogs;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.failureOf;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Holds that a node which has no memory for a message loses that message only, says so,
 * and goes on when there is memory again.
 */
class OutOfDirectMemoryTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static final int LARGE = 900_000;

	/** The buffer in which a frame begins of which only a part has arrived. */
	private static final int PART_OF_FRAME = 64;

	/** A few more than may break off on a connection before it is closed. */
	private static final int STREAMS_OF_A_CONNECTION = 105;

	/** The buffer in which a stream gathers its small frames at first. */
	private static final int SMALL_FRAMES = 512;

	private final TestNodes nodes = new TestNodes();

	private final ScarceAllocator memory = new ScarceAllocator();

	/**
	 * Sends; its connections are accepted, because only their allocator can be chosen.
	 */
	private QuicTransport b;

	private QuicTransport a;

	@BeforeEach
	void connect() {
		// The codec's own packets are small here, so that memory for them is never
		// refused.
		this.b = this.nodes.start("node-b", (options) -> options.withTimeouts((timeouts) -> timeouts.withRequest(LONG))
			.withQuic(new QuicSettings().withMaxUdpPayload(1452).withCodecCustomizer((builder) -> {
				if (builder instanceof QuicServerCodecBuilder server) {
					server.option(ChannelOption.ALLOCATOR, this.memory)
						.streamOption(ChannelOption.ALLOCATOR, this.memory);
				}
			})));
		// A message that is not acknowledged does not count as stalled here.
		this.a = this.nodes.start("node-a", (options) -> options.withTimeouts((timeouts) -> timeouts.withStall(LONG)));
		this.a.onRequest("length", RequestHandler.replying((request) -> bytes("" + request.payload().length)));
		this.a.onMessage("any", (message, context) -> {
		});
		TestNodes.connect(this.a, this.b);
	}

	@AfterEach
	void close() {
		this.memory.refuseFrom(Integer.MAX_VALUE);
		this.nodes.close();
	}

	@Test
	void largeMessagesFailForWantOfMemoryAndGoOnWhenThereIsSome() {
		this.memory.refuseFrom(LARGE);
		List<CompletableFuture<byte[]>> calls = IntStream.range(0, 2 * TransportLimits.DEFAULT_MAX_TRANSFERS + 4)
			.mapToObj((i) -> this.b.request(idOf(this.a), "length", new byte[LARGE]))
			.toList();
		calls.forEach((call) -> assertThat(failureOf(call)).isNotNull());
		this.memory.refuseFrom(Integer.MAX_VALUE);
		assertThat(get(this.b.request(idOf(this.a), "length", new byte[LARGE]))).isEqualTo(bytes("" + LARGE));
		await().atMost(TestNodes.PATIENCE).until(() -> this.b.stats().messages().inFlight() == 0);
	}

	@Test
	void smallMessagesFailForWantOfMemoryAndGoOnWhenThereIsSome() {
		get(this.b.request(idOf(this.a), "length", new byte[10]));
		this.memory.refuseFrom(5_000);
		List<CompletableFuture<byte[]>> calls = IntStream.range(0, 20)
			.mapToObj((i) -> this.b.request(idOf(this.a), "length", new byte[20_000]))
			.toList();
		calls.forEach((call) -> assertThat(failureOf(call)).isNotNull());
		this.memory.refuseFrom(Integer.MAX_VALUE);
		assertThat(get(this.b.request(idOf(this.a), "length", new byte[20_000]))).isEqualTo(bytes("20000"));
	}

	@Test
	void oneWayMessagesOfAPathGoOnBehindOneThatFailedForWantOfMemory() {
		get(this.b.send(idOf(this.a), "any", new byte[10]));
		this.memory.refuseFrom(5_000);
		CompletableFuture<Void> first = this.b.send(idOf(this.a), "any", new byte[20_000]);
		assertThat(failureOf(first)).isNotNull();
		this.memory.refuseFrom(Integer.MAX_VALUE);
		get(this.b.send(NetworkMessage.message(idOf(this.a), "any", new byte[20_000]), LONG));
	}

	@Test
	void whatIsReceivedAndFindsNoMemoryIsReportedAndNotBlamedOnItsSender() {
		this.b.onRequest("length", RequestHandler.replying((request) -> bytes("" + request.payload().length)));
		CapturedLogs logs = new CapturedLogs();
		logs.begin();
		try {
			this.memory.refuseOnly(PART_OF_FRAME);
			for (int i = 0; i < STREAMS_OF_A_CONNECTION; i++) {
				assertThat(failureOf(this.a.request(idOf(this.b), "length", new byte[LARGE])).code())
					.isEqualTo(ErrorCode.CONNECTION_LOST);
			}
			this.memory.refuseOnly(0);
			assertThat(get(this.a.request(idOf(this.b), "length", new byte[LARGE]))).isEqualTo(bytes("" + LARGE));
			assertThat(logs.warnings("out_of_memory")).hasSize(2)
				.allSatisfy((line) -> assertThat(line).contains("peer=node-a"));
			assertThat(logs.warnings("protocol_violation")).isEmpty();
			assertThat(this.b.connectionEnds().counts().keySet()).extracting(ConnectionEnds.Kind::code)
				.doesNotContain(ErrorCode.PROTOCOL_VIOLATION);
		}
		finally {
			logs.end();
		}
	}

	@Test
	void messagesThatCannotBeAcknowledgedAreWhenThereIsMemoryAgain() {
		AtomicInteger handled = new AtomicInteger();
		this.b.onMessage("count", (message, context) -> handled.incrementAndGet());
		get(this.a.send(idOf(this.b), "count", new byte[10]));
		this.memory.refuseOnly(SMALL_FRAMES);
		CompletableFuture<Void> sent = this.a.send(NetworkMessage.message(idOf(this.b), "count", new byte[10]), LONG);
		await().atMost(TestNodes.PATIENCE).until(() -> handled.get() == 2);
		assertThat(sent).isNotDone();
		this.memory.refuseOnly(0);
		get(sent);
		assertThat(handled).hasValue(2);
	}

	/**
	 * Has no memory for buffers from a size on, in the way in which Netty's own allocator
	 * says so.
	 */
	private static final class ScarceAllocator extends AbstractByteBufAllocator {

		private final AtomicInteger refusedFrom = new AtomicInteger(Integer.MAX_VALUE);

		private final AtomicInteger refusedOnly = new AtomicInteger();

		ScarceAllocator() {
			super(true);
		}

		void refuseFrom(int size) {
			this.refusedFrom.set(size);
		}

		/** Refuses buffers of exactly this size. */
		void refuseOnly(int size) {
			this.refusedOnly.set(size);
		}

		@Override
		protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
			return ByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
		}

		@Override
		protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
			if (initialCapacity >= this.refusedFrom.get() || initialCapacity == this.refusedOnly.get()) {
				throw new OutOfMemoryError("no direct memory left (made up by a test)");
			}
			return ByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
		}

		@Override
		public boolean isDirectBufferPooled() {
			return ByteBufAllocator.DEFAULT.isDirectBufferPooled();
		}

	}

}
