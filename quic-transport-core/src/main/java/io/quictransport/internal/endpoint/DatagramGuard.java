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
 * Filters datagrams before the codec of a socket, for checks that the codec does not
 * make.
 *
 * <p>
 * A first packet that is not padded to 1200 bytes, or whose connection id is shorter than
 * 8 bytes, is dropped (RFC 9000, sections 7.2 and 14.1): the codec would begin a
 * connection, or send a Retry packet that is larger.
 *
 * <p>
 * A connection keeps sending to its previous address when an unauthenticated sender sends
 * it a datagram that cannot be genuine: the codec sends to the source of the last
 * datagram, whether or not it was genuine. Confined to the event loop.
 */
final class DatagramGuard extends ChannelInboundHandlerAdapter {

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
	 * Connections by the first eight bytes of an id. This node makes its ids by a MAC or
	 * at random; an id that a client has chosen for its first packets displaces none.
	 */
	private final LongObjectMap<Guarded> connections = new LongObjectHashMap<>();

	/** The datagram that the codec is reading. */
	private @Nullable DatagramPacket reading;

	private long readingId;

	DatagramGuard(boolean accepting) {
		this.accepting = accepting;
	}

	/** The datagram that is being read has begun a connection. */
	static void begun(QuicChannel connection) {
		of(connection).name(guarded(connection));
		watch(connection);
	}

	/**
	 * Learns the source of genuine packets from a dialled connection.
	 * @param connection the connection
	 * @param elsewhere receives the source of each datagram that has the connection's id
	 * and comes from another address; anybody may have sent it
	 */
	static void watch(QuicChannel connection, Consumer<InetSocketAddress> elsewhere) {
		guarded(connection).elsewhere = elsewhere;
		watch(connection);
	}

	private static void watch(QuicChannel connection) {
		connection.pipeline().addLast(new Watch());
	}

	/**
	 * The datagram that is being read is genuine: it completes the handshake, or has come
	 * from another address. If none is being read, nothing is learnt.
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

	/** Registers the connection under the id in the datagram from now on. */
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
			// The dialled end does not move (RFC 9000, section 9); if it has
			// nevertheless, the connection must be notified.
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

	/** Whether it looks like a first packet and breaks the rules for those. */
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
			// An empty packet, which the codec drops after recording its source.
			ByteBuf reminder = ctx.alloc().directBuffer(SHORT_ID_AT + named.id.length + 1);
			reminder.writeByte(SHORT_HEADER).writeBytes(named.id).writeByte(0);
			ctx.fireChannelRead(new DatagramPacket(reminder, here, before));
		}
	}

	/**
	 * Tracks a connection and the sources of its genuine packets: as many addresses as
	 * the codec keeps paths, none before the handshake is complete.
	 */
	private static final class Guarded {

		private final QuicChannel connection;

		private final Set<InetSocketAddress> addresses = new HashSet<>();

		private Consumer<InetSocketAddress> elsewhere = (sender) -> {
		};

		/** The id by which the peer addresses the connection. */
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

	/** Notifies the guard when packets of a connection have proven to be genuine. */
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
