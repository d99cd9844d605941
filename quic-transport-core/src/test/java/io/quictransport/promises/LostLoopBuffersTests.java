package io.quictransport.promises;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.ThreadExecutorMap;
import io.quictransport.Dispatch;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.TransportState;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.attack.RawStream;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.StreamFrames;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Holds that a transport whose event loop ends without being asked to keeps none of the
 * memory that its connections had: what had come in part, and what had not left.
 */
class LostLoopBuffersTests {

	private static final PeerId PEER = new PeerId("node-x");

	private static final int MUCH = 200_000;

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	private final RecordingAllocator memory = new RecordingAllocator();

	private final CompletableFuture<EventExecutor> loop = new CompletableFuture<>();

	/** Its connections are accepted, because only their allocator can be chosen. */
	private final QuicTransport node = this.nodes.start("node-b",
			(options) -> options.withQuic(new QuicSettings().withCodecCustomizer((builder) -> {
				if (builder instanceof QuicServerCodecBuilder server) {
					server.option(ChannelOption.ALLOCATOR, this.memory)
						.streamOption(ChannelOption.ALLOCATOR, this.memory);
				}
			})));

	@BeforeEach
	void needEpoll() {
		assumeThat(Epoll.isAvailable()).as("epoll, whose loop the test can break").isTrue();
	}

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void framesThatHaveComeInPartAreReleased() {
		RawConnection peer = connect();
		peer.open(StreamKind.LANE).write((out) -> part(out, FrameType.EVENT));
		peer.open(StreamKind.TRANSFER).write((out) -> part(out, FrameType.REQUEST));
		peer.open(StreamKind.MESSAGES).write((out) -> part(out, FrameType.OPEN));
		await().atMost(TestNodes.PATIENCE).until(() -> this.memory.held() >= 3);
		endLoop(peer);
	}

	@Test
	void aFrameOfAConnectionThatIsNotOpenYetIsReleased() {
		RawConnection other = this.raw.dial(this.node, this.nodes.certificates.certificate(PEER.value()));
		other.open(StreamKind.CONTROL).write((out) -> part(out, FrameType.HELLO));
		await().atMost(TestNodes.PATIENCE).until(() -> this.memory.held() >= 1);
		RawConnection peer = this.raw.dial(this.node, this.nodes.certificates.certificate("node-y"));
		peer.greet("node-y");
		endLoop(peer);
	}

	@Test
	void whatThePeerDoesNotReadIsReleased() {
		this.node.onRequest(Route.path("much").withDispatch(Dispatch.EVENT_LOOP),
				RequestHandler.replying((request) -> new byte[60_000]));
		RawConnection peer = this.raw.dialWithLittleRoom(this.node, this.nodes.certificates.certificate(PEER.value()));
		peer.greet(PEER.value());
		peer.open(StreamKind.LANE).write((out) -> {
			for (int id = 1; id <= 8; id++) {
				request(out, id, "much");
			}
		});
		await().atMost(TestNodes.PATIENCE).until(() -> this.memory.held() >= 1);
		endLoop(peer);
	}

	@Test
	void messagesAndItemsThatHaveNotLeftAreReleased() {
		RawConnection peer = connect();
		this.node.openStream(PEER, "stream").thenAccept((stream) -> stream.send(new byte[MUCH]));
		RawStream stream = peer.accept();
		stream.write((out) -> StreamFrames.writeCredit(out, MUCH * 2));
		stream.channel().config().setAutoRead(false);
		for (int i = 0; i < 40; i++) {
			this.node.request(PEER, "large", new byte[MUCH]);
		}
		await().atMost(TestNodes.PATIENCE).until(() -> this.memory.held() >= 1);
		endLoop(peer);
	}

	private RawConnection connect() {
		RawConnection peer = this.raw.dial(this.node, this.nodes.certificates.certificate(PEER.value()));
		peer.greet(PEER.value());
		return peer;
	}

	/** Ends the node's loop by an Error, so that nothing has been prepared for it. */
	private void endLoop(RawConnection peer) {
		this.node.onRequest(Route.path("end").withDispatch(Dispatch.EVENT_LOOP), (request, context) -> {
			EventExecutor current = ThreadExecutorMap.currentExecutor();
			BreakingHandle.breakLoop((IoEventLoop) current);
			this.loop.complete(current);
			return new CompletableFuture<>();
		});
		peer.open(StreamKind.LANE).write((out) -> request(out, 1_000, "end"));
		TestNodes.get(this.loop).terminationFuture().awaitUninterruptibly();
		await().atMost(TestNodes.PATIENCE).until(() -> this.node.state() != TransportState.RUNNING);
		await().atMost(TestNodes.PATIENCE).untilAsserted(() -> assertThat(this.memory.unreleased()).isEmpty());
	}

	private static void part(ByteBuf out, int type) {
		out.writeInt(10_000).writeByte(type).writeZero(100);
	}

	private static void request(ByteBuf out, long id, String path) {
		MessageFrames.writeMessage(out, id, 60_000, NetworkMessage.request(new PeerId("any"), path, new byte[1]));
	}

	/**
	 * Throws an Error where the loop looks for events, so that it ends without closing
	 * anything, as it does when it finds no memory there.
	 */
	private static final class BreakingHandle implements EpollIoHandle {

		private final FileDescriptor always = Native.newEventFd();

		static void breakLoop(IoEventLoop loop) {
			loop.register(new BreakingHandle())
				.addListener((Future<IoRegistration> done) -> done.getNow().submit(EpollIoOps.EPOLLOUT));
		}

		@Override
		public FileDescriptor fd() {
			return this.always;
		}

		@Override
		public void handle(IoRegistration registration, IoEvent event) {
			throw new OutOfMemoryError("made up by a test");
		}

		@Override
		public void close() throws IOException {
			this.always.close();
		}

	}

	/**
	 * Keeps the buffers that it has made, to see which are released.
	 */
	private static final class RecordingAllocator extends AbstractByteBufAllocator {

		private final Queue<ByteBuf> made = new ConcurrentLinkedQueue<>();

		RecordingAllocator() {
			super(true);
		}

		List<ByteBuf> unreleased() {
			return this.made.stream().filter((buffer) -> buffer.refCnt() > 0).toList();
		}

		int held() {
			return unreleased().size();
		}

		@Override
		protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
			return recorded(ByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity));
		}

		@Override
		protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
			return recorded(ByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity));
		}

		private ByteBuf recorded(ByteBuf buffer) {
			this.made.add(buffer);
			return buffer;
		}

		@Override
		public boolean isDirectBufferPooled() {
			return ByteBufAllocator.DEFAULT.isDirectBufferPooled();
		}

	}

}
