package io.quictransport.internal.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.UnixChannelOption;
import io.quictransport.support.TestNodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Holds that datagrams reach the socket of their event loop, by the system or passed on.
 */
@EnabledOnOs(OS.LINUX)
class SharedPortTests {

	private static final int LOOPS = 3;

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(LOOPS, EpollIoHandler.newFactory());

	private final SharedPort port = new SharedPort(LOOPS);

	/** What the system has brought to each socket. */
	private final List<BlockingQueue<Integer>> brought = new ArrayList<>();

	/** What each socket's codec would read. */
	private final List<BlockingQueue<Integer>> read = new ArrayList<>();

	@AfterEach
	void close() {
		this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	@Test
	void theSystemBringsEachDatagramToTheSocketOfItsLoop() throws Exception {
		assertThat(Epoll.isAvailable()).isTrue();
		List<Channel> sockets = bindAll(true);
		for (int first = 0; first < 30; first++) {
			send(sockets.get(first % LOOPS), sockets.get(0), 0x40, first);
			send(sockets.get(first % LOOPS), sockets.get(0), 0xC0, first);
			for (int i = 0; i < 2; i++) {
				assertThat(next(this.brought.get(first % LOOPS))).isEqualTo(first);
				assertThat(next(this.read.get(first % LOOPS))).isEqualTo(first);
			}
		}
	}

	@Test
	void whatTheSystemBringsElsewhereIsPassedOn() throws Exception {
		List<Channel> sockets = bindAll(false);
		for (int first = 0; first < 30; first++) {
			send(sockets.get(first % LOOPS), sockets.get(0), 0x40, first);
			assertThat(next(this.read.get(first % LOOPS))).isEqualTo(first);
		}
		assertThat(this.read).allMatch(BlockingQueue::isEmpty);
	}

	@Test
	void aPortThatIsSharedIsBusyForOthers() throws Exception {
		Channel first = bindAll(true).get(0);
		assertThatException().isThrownBy(() -> bind(first.localAddress(), 0, false)).withMessageContaining("in use");
	}

	private List<Channel> bindAll(boolean steered) throws Exception {
		List<Channel> sockets = new ArrayList<>();
		for (int i = 0; i < LOOPS; i++) {
			this.brought.add(new LinkedBlockingQueue<>());
			this.read.add(new LinkedBlockingQueue<>());
			InetSocketAddress at = this.port.address();
			Channel socket = bind((at != null) ? at : new InetSocketAddress("127.0.0.1", 0), i, at != null);
			if (steered || i < LOOPS - 1) {
				this.port.bound(socket);
			}
			sockets.add(socket);
		}
		return sockets;
	}

	private Channel bind(SocketAddress at, int loop, boolean shared) throws Exception {
		Bootstrap bootstrap = new Bootstrap().group(this.group)
			.channel(EpollDatagramChannel.class)
			.handler(new ChannelInitializer<Channel>() {
				@Override
				protected void initChannel(Channel socket) {
					socket.pipeline()
						.addLast(new Notes(SharedPortTests.this.brought.get(loop), true),
								SharedPortTests.this.port.router(loop),
								new Notes(SharedPortTests.this.read.get(loop), false));
				}
			});
		if (shared) {
			bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
		}
		return bootstrap.bind(at).sync().channel();
	}

	private static void send(Channel from, Channel to, int firstByte, int firstOfId) {
		byte[] content = new byte[32];
		content[0] = (byte) firstByte;
		content[(firstByte >= HomeLoop.LONG_HEADER) ? HomeLoop.LONG_ID_AT : HomeLoop.SHORT_ID_AT] = (byte) firstOfId;
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(),
				((InetSocketAddress) to.localAddress()).getPort());
		from.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(content), address)).syncUninterruptibly();
	}

	private static @Nullable Integer next(BlockingQueue<Integer> queue) throws InterruptedException {
		return queue.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
	}

	/** Notes the first byte of each connection id. */
	private static final class Notes extends ChannelInboundHandlerAdapter {

		private final BlockingQueue<Integer> notes;

		private final boolean passes;

		Notes(BlockingQueue<Integer> notes, boolean passes) {
			this.notes = notes;
			this.passes = passes;
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			ByteBuf content = ((DatagramPacket) message).content();
			boolean longHeader = content.getUnsignedByte(0) >= HomeLoop.LONG_HEADER;
			this.notes.add((int) content.getUnsignedByte(longHeader ? HomeLoop.LONG_ID_AT : HomeLoop.SHORT_ID_AT));
			if (this.passes) {
				ctx.fireChannelRead(message);
			}
			else {
				((DatagramPacket) message).release();
			}
		}

	}

}
