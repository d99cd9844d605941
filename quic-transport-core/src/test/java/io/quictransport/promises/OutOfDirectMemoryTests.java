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
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.TransportLimits;
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
		this.a = this.nodes.start("node-a");
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

	/**
	 * Has no memory for buffers from a size on, in the way in which Netty's own allocator
	 * says so.
	 */
	private static final class ScarceAllocator extends AbstractByteBufAllocator {

		private final AtomicInteger refusedFrom = new AtomicInteger(Integer.MAX_VALUE);

		ScarceAllocator() {
			super(true);
		}

		void refuseFrom(int size) {
			this.refusedFrom.set(size);
		}

		@Override
		protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
			return ByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
		}

		@Override
		protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
			if (initialCapacity >= this.refusedFrom.get()) {
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
