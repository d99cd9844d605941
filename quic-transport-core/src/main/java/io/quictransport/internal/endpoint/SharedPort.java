package io.quictransport.internal.endpoint;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Shares the port of a node among the accepting sockets of its event loops: the kernel
 * delivers each datagram to the socket of its {@link HomeLoop}, by a program attached to
 * the sockets. Datagrams that reach another socket nevertheless, where there is no such
 * program or before it is attached, are passed on. Thread-safe.
 *
 * <p>
 * The first socket is bound alone and shares its port afterwards, so a port in use by
 * another process is still reported as busy, and other processes find this node's port
 * busy.
 */
final class SharedPort {

	private static final Log logger = Log.of(SharedPort.class);

	private static final int SOL_SOCKET = 1;

	private static final int SO_ATTACH_REUSEPORT_CBPF = 51;

	/**
	 * The datagrams that may wait for an event loop other than the one that read them.
	 */
	private static final int MOST_PASSED_ON = 256;

	private final int loops;

	/** Guarded by this. */
	private final List<Channel> bound = new ArrayList<>();

	/** The router of each socket, null before it is bound. */
	private final AtomicReferenceArray<Router> routers;

	SharedPort(int loops) {
		this.loops = loops;
		this.routers = new AtomicReferenceArray<>(loops);
	}

	/** The socket of an event loop is bound, that of the first one first. */
	synchronized void bound(Channel socket) {
		this.bound.add(socket);
		Channel first = this.bound.get(0);
		if (this.bound.size() < this.loops) {
			first.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
		}
		else if (this.loops > 1) {
			steer(first);
		}
	}

	/** Where the next socket is to be bound, null if it is the first. */
	synchronized @Nullable InetSocketAddress address() {
		return this.bound.isEmpty() ? null : (InetSocketAddress) this.bound.get(0).localAddress();
	}

	boolean isShared() {
		return this.loops > 1;
	}

	private void steer(Channel first) {
		InetSocketAddress address = (InetSocketAddress) first.localAddress();
		ByteBuffer filter = filter(this.loops);
		ByteBuffer program = Buffer.allocateDirectWithNativeOrder(2 * Long.BYTES);
		try {
			program.putShort(0, (short) (filter.remaining() / Long.BYTES));
			if (Buffer.addressSize() == Long.BYTES) {
				program.putLong(Long.BYTES, Buffer.memoryAddress(filter));
			}
			else {
				program.putInt(Integer.BYTES, (int) Buffer.memoryAddress(filter));
				program.limit(Long.BYTES);
			}
			first.config()
				.setOption(new RawUnixChannelOption("SO_ATTACH_REUSEPORT_CBPF", SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF,
						program.remaining()), program);
			logger.debug("event=datagrams_steered address={} loops={}", address, this.loops);
		}
		catch (ChannelException ex) {
			logger.warn(
					"event=datagrams_not_steered address={} loops={} reason=\"the system takes no program that chooses"
							+ " the socket of a datagram; event loops pass them on to each other\"",
					address, this.loops, ex);
		}
		finally {
			Buffer.free(program);
			Buffer.free(filter);
		}
	}

	/**
	 * Assembles the program in the system's classic packet-filter instructions: the first
	 * byte of the destination connection id, modulo the number of loops.
	 */
	private static ByteBuffer filter(int loops) {
		List<long[]> instructions = List.of(
				// load the first byte; with a long header skip two instructions
				instruction(0x30, 0, 0, 0), instruction(0x45, 2, 0, HomeLoop.LONG_HEADER),
				// load the id's first byte of a short header, skip one
				instruction(0x30, 0, 0, HomeLoop.SHORT_ID_AT), instruction(0x05, 0, 0, 1),
				// load that of a long header
				instruction(0x30, 0, 0, HomeLoop.LONG_ID_AT),
				// divide and return the remainder
				instruction(0x94, 0, 0, loops), instruction(0x16, 0, 0, 0));
		ByteBuffer filter = Buffer.allocateDirectWithNativeOrder(instructions.size() * Long.BYTES);
		for (long[] each : instructions) {
			filter.putShort((short) each[0]).put((byte) each[1]).put((byte) each[2]).putInt((int) each[3]);
		}
		return filter.flip();
	}

	private static long[] instruction(int code, int ifTrue, int ifFalse, int operand) {
		return new long[] { code, ifTrue, ifFalse, operand };
	}

	/** Makes the first handler of the accepting socket of an event loop. */
	Router router(int loop) {
		return new Router(loop);
	}

	/**
	 * Passes the datagrams of other event loops on to them. Confined to its event loop.
	 */
	final class Router extends ChannelInboundHandlerAdapter {

		private final int loop;

		private @Nullable ChannelHandlerContext context;

		private @Nullable LoopTasks tasks;

		/** The datagrams that others have passed on and that are not read yet. */
		private final AtomicInteger waiting = new AtomicInteger();

		private Router(int loop) {
			this.loop = loop;
		}

		@Override
		public void channelActive(ChannelHandlerContext ctx) {
			this.context = ctx;
			this.tasks = new LoopTasks(ctx.executor());
			SharedPort.this.routers.set(this.loop, this);
			ctx.fireChannelActive();
		}

		@Override
		public void channelRead(ChannelHandlerContext ctx, Object message) {
			DatagramPacket packet = (DatagramPacket) message;
			int home = HomeLoop.of(packet.content(), SharedPort.this.loops);
			if (home == this.loop) {
				ctx.fireChannelRead(packet);
				return;
			}
			Router there = SharedPort.this.routers.get(home);
			LoopTasks tasks = (there != null) ? there.tasks : null;
			if (there == null || tasks == null || !there.hasRoom()) {
				// As if a socket's buffer had overflowed: its sender sends it again.
				packet.release();
			}
			else if (!tasks.offer(() -> there.take(packet))) {
				there.waiting.decrementAndGet();
				packet.release();
			}
		}

		private boolean hasRoom() {
			if (this.waiting.incrementAndGet() <= MOST_PASSED_ON) {
				return true;
			}
			this.waiting.decrementAndGet();
			return false;
		}

		private void take(DatagramPacket packet) {
			this.waiting.decrementAndGet();
			ChannelHandlerContext ctx = this.context;
			if (ctx == null || ctx.isRemoved()) {
				packet.release();
				return;
			}
			ctx.fireChannelRead(packet);
			ctx.fireChannelReadComplete();
		}

	}

}
