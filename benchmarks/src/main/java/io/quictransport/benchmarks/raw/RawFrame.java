package io.quictransport.benchmarks.raw;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.MessageFrames;
import io.quictransport.internal.wire.WireLimits;
import io.quictransport.quic.TransportLimits;

/**
 * Lists the frames of the raw subjects: the bytes that the transport writes for a typical
 * message, with the payload's length filled in. The receiver reads length and type only.
 */
@SuppressWarnings("ImmutableEnumChecker") // nobody changes what it holds
enum RawFrame {

	/** A message that is answered. */
	REQUEST(FrameType.REQUEST,
			(out) -> MessageFrames.writeMessage(out, Typical.ID, Typical.TIMEOUT_MILLIS,
					NetworkMessage.request(Typical.PEER, Typical.PATH, Typical.NOTHING))),

	/** The answer. */
	RESPONSE(FrameType.RESPONSE, (out) -> MessageFrames.writeResponse(out, Typical.ID, Map.of(), Typical.NOTHING)),

	/** A one-way message. */
	EVENT(FrameType.EVENT,
			(out) -> MessageFrames.writeMessage(out, Typical.ID, Typical.TIMEOUT_MILLIS,
					NetworkMessage.message(Typical.PEER, Typical.PATH, Typical.NOTHING))),

	/** Who a node is. */
	HELLO(FrameType.HELLO,
			(out) -> new Hello(Hello.VERSION, Typical.INCARNATION, 0, Typical.LIMITS,
					TransportLimits.DEFAULT_MAX_IN_FLIGHT, NodeInfo.of(Typical.PEER).withAddresses(Typical.ADDRESSES))
				.write(out)),

	/** How many one-way messages have arrived in all, modulo 2^32. */
	ACK(FrameType.ACK, (out) -> out.writeInt(1).writeByte(FrameType.ACK));

	/** Length and type. */
	static final int HEADER = Integer.BYTES + 1;

	/** The body of an {@link #ACK}. */
	static final int ACK_BODY = Integer.BYTES;

	private final int type;

	private final byte[] beforePayload;

	RawFrame(int type, Consumer<ByteBuf> encoder) {
		this.type = type;
		ByteBuf out = Unpooled.buffer();
		encoder.accept(out);
		this.beforePayload = ByteBufUtil.getBytes(out);
	}

	int type() {
		return this.type;
	}

	/** How many bytes stand before the payload. */
	int overhead() {
		return this.beforePayload.length;
	}

	/** How many bytes stand between length and type and the payload. */
	int fields() {
		return this.beforePayload.length - HEADER;
	}

	/** Writes everything before the payload. */
	void begin(ByteBuf out, int payloadLength) {
		out.writeInt(this.beforePayload.length - Integer.BYTES + payloadLength);
		out.writeBytes(this.beforePayload, Integer.BYTES, this.beforePayload.length - Integer.BYTES);
	}

	/** Begins a stream. */
	static void sayHello(ChannelHandlerContext stream) {
		ByteBuf hello = stream.alloc().directBuffer();
		HELLO.begin(hello, 0);
		stream.writeAndFlush(hello);
	}

	/** What typical messages are made of. */
	private static final class Typical {

		private static final long ID = 1_000_000;

		private static final long TIMEOUT_MILLIS = 10_000;

		private static final PeerId PEER = new PeerId("somebody");

		private static final long INCARNATION = 0x0123456789ABCDEFL;

		private static final WireLimits LIMITS = new WireLimits(TransportLimits.DEFAULT_MAX_MESSAGE_SIZE,
				TransportLimits.DEFAULT_MAX_HEADER_SIZE);

		private static final List<NodeAddress> ADDRESSES = List.of(new NodeAddress("127.0.0.1", 45678));

		private static final String PATH = "bench";

		private static final byte[] NOTHING = {};

	}

}
