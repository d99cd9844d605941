package io.quictransport.internal.endpoint;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicPathEvent;
import io.netty.util.AttributeKey;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the codec of a socket and does what the codec does not.
 *
 * <p>
 * A first packet that is not padded to 1200 bytes, or names a connection by less than 8,
 * is dropped (RFC 9000, sections 7.2 and 14.1): the codec would begin a connection, or
 * send a Retry packet that is larger.
 *
 * <p>
 * What a connection sends goes on to where it went before when a stranger sends it a
 * datagram that he cannot have made: the codec sends to the address that the last
 * datagram came from, whether or not it was genuine. Confined to the event loop.
 */
public final class DatagramGuard extends ChannelInboundHandlerAdapter {

	private static final AttributeKey<Guarded> GUARDED = AttributeKey.valueOf(DatagramGuard.class, "guarded");

	private static final int SMALLEST_FIRST = 1200;

	private static final int PACKET_TYPE = 0x30;

	private static final int VERSION = 1;

	private static final int VERSION_AT = 1;

	private static final int LONG_ID_LENGTH_AT = 5;

	private static final int LONG_ID_AT = 6;

	private static final int SHORT_ID_AT = 1;

	private static final int ID_BYTES = 20;

	private static final int SHORT_HEADER = 0x40;

	private final boolean accepting;

	/**
	 * By the first eight bytes of an id. This node makes its ids by a MAC or at random;
	 * one that a dialler has chosen for his first packets displaces none.
	 */
	private final LongObjectMap<Guarded> connections = new LongObjectHashMap<>();

	/** What the codec reads at the moment. */
	private @Nullable DatagramPacket reading;

	private long readingId;

	DatagramGuard(boolean accepting) {
		this.accepting = accepting;
	}

	/** The datagram that is being read has begun a connection. */
	public static void begun(QuicChannel connection) {
		of(connection).name(guarded(connection));
		watch(connection);
	}

	/**
	 * Learns from a connection that is dialled where genuine packets of it come from.
	 * @param connection the connection
	 * @param elsewhere is told of each datagram that names the connection and comes from
	 * another address; it may be anybody's
	 */
	public static void watch(QuicChannel connection, Consumer<InetSocketAddress> elsewhere) {
		guarded(connection).elsewhere = elsewhere;
		watch(connection);
	}

	private static void watch(QuicChannel connection) {
		connection.pipeline().addLast(new Watch());
	}

	/**
	 * The datagram that is being read is one of the peer's: it ends the handshake, or has
	 * come from another address. Where none is being read, nothing is learnt.
	 */
	private static void genuine(QuicChannel connection) {
		DatagramGuard guard = of(connection);
		DatagramPacket reading = guard.reading;
		if (reading != null) {
			Guarded guarded = guarded(connection);
			guarded.learn(reading);
			guard.name(guarded);
		}
	}

	private static DatagramGuard of(QuicChannel connection) {
		return connection.parent().pipeline().get(DatagramGuard.class);
	}

	private static Guarded guarded(QuicChannel connection) {
		Guarded guarded = connection.attr(GUARDED).get();
		if (guarded == null) {
			guarded = new Guarded(connection);
			connection.attr(GUARDED).set(guarded);
		}
		return guarded;
	}

	/** Knows the connection by the id in the datagram from now on. */
	private void name(Guarded guarded) {
		if (this.reading != null && !this.connections.containsKey(this.readingId)) {
			long id = this.readingId;
			this.connections.put(id, guarded);
			guarded.connection.closeFuture().addListener((closed) -> this.connections.remove(id));
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		DatagramPacket packet = (DatagramPacket) message;
		ByteBuf content = packet.content();
		int length = content.readableBytes();
		int at = content.readerIndex();
		boolean longHeader = length > 0 && content.getByte(at) < 0;
		int idAt = longHeader ? LONG_ID_AT : SHORT_ID_AT;
		if (length < idAt + Long.BYTES || (longHeader && this.accepting && isBadFirst(content, at, length))) {
			packet.release();
			return;
		}
		long id = content.getLong(at + idAt);
		Guarded named = this.connections.get(id);
		if (named == null || named.knows(packet.sender())) {
			read(ctx, packet, id);
		}
		else if (this.accepting) {
			readFromElsewhere(ctx, packet, id, named);
		}
		else {
			// Who has been dialled does not move (RFC 9000, section 9); if it has all the
			// same, the connection must know.
			InetSocketAddress sender = packet.sender();
			packet.release();
			named.elsewhere.accept(sender);
		}
	}

	private void read(ChannelHandlerContext ctx, DatagramPacket packet, long id) {
		this.reading = packet;
		this.readingId = id;
		ctx.fireChannelRead(packet);
		this.reading = null;
	}

	/** Whether it begins like a first packet, and breaks the rules for those. */
	private static boolean isBadFirst(ByteBuf content, int at, int length) {
		boolean known = content.getInt(at + VERSION_AT) == VERSION;
		boolean first = !known || (content.getByte(at) & PACKET_TYPE) == 0;
		return first && (length < SMALLEST_FIRST || (known && content.getByte(at + LONG_ID_LENGTH_AT) < Long.BYTES));
	}

	private void readFromElsewhere(ChannelHandlerContext ctx, DatagramPacket packet, long id, Guarded named) {
		InetSocketAddress before = (InetSocketAddress) named.connection.remoteSocketAddress();
		InetSocketAddress here = packet.recipient();
		InetSocketAddress sender = packet.sender();
		read(ctx, packet, id);
		if (before != null && !named.knows(sender)) {
			// An empty packet, which is dropped, but the codec notes where it came from.
			ByteBuf reminder = ctx.alloc().directBuffer(SHORT_ID_AT + named.id.length + 1);
			reminder.writeByte(SHORT_HEADER).writeBytes(named.id).writeByte(0);
			ctx.fireChannelRead(new DatagramPacket(reminder, here, before));
		}
	}

	/**
	 * A connection and where genuine packets of it have come from: as many addresses as
	 * the codec keeps paths, none before the handshake is done.
	 */
	private static final class Guarded {

		private final QuicChannel connection;

		private final Set<InetSocketAddress> addresses = new HashSet<>();

		private Consumer<InetSocketAddress> elsewhere = (sender) -> {
		};

		/** By which the peer names the connection. */
		private byte[] id = {};

		Guarded(QuicChannel connection) {
			this.connection = connection;
		}

		boolean knows(InetSocketAddress sender) {
			return this.addresses.isEmpty() || this.addresses.contains(sender);
		}

		void learn(DatagramPacket genuine) {
			this.addresses.add(genuine.sender());
			if (this.id.length == 0) {
				ByteBuf content = genuine.content();
				int at = content.readerIndex();
				boolean longHeader = content.getByte(at) < 0;
				this.id = ByteBufUtil.getBytes(content, at + (longHeader ? LONG_ID_AT : SHORT_ID_AT),
						longHeader ? content.getByte(at + LONG_ID_LENGTH_AT) : ID_BYTES);
			}
		}

	}

	/**
	 * Tells the guard when packets of a connection have proven to be genuine.
	 */
	private static final class Watch extends ChannelInboundHandlerAdapter {

		@Override
		public void channelActive(ChannelHandlerContext ctx) {
			genuine((QuicChannel) ctx.channel());
			ctx.fireChannelActive();
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event instanceof QuicPathEvent.New) {
				genuine((QuicChannel) ctx.channel());
			}
			ctx.fireUserEventTriggered(event);
		}

	}

}
