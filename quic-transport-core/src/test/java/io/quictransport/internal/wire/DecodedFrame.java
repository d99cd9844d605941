package io.quictransport.internal.wire;

import io.quictransport.internal.wire.MessageFrames.Failure;

import io.quictransport.internal.wire.ControlFrames.Settled;

import io.quictransport.internal.wire.ControlFrames.GoAway;

import io.quictransport.internal.wire.ControlFrames.Hello;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.PeerId;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;

/**
 * A frame of any type as the codec reads it, and how the codec writes it again.
 *
 * @param value its fields, which can be compared
 * @param writer writes the whole frame
 */
record DecodedFrame(Object value, Consumer<ByteBuf> writer) {

	private static final PeerId HERE = new PeerId("here");

	static DecodedFrame read(int type, ByteBuf body, WireLimits limits, MessageFrames.Paths paths) {
		return switch (type) {
			case FrameType.PING -> token(ControlFrames.readToken(body), ControlFrames::writePing);
			case FrameType.PONG -> token(ControlFrames.readToken(body), ControlFrames::writePong);
			case FrameType.ACK -> token(ControlFrames.readNumber(body), ControlFrames::writeAck);
			case FrameType.CANCEL -> token(ControlFrames.readNumber(body), ControlFrames::writeCancel);
			case FrameType.CREDIT -> token(StreamFrames.readCredit(body), StreamFrames::writeCredit);
			case FrameType.DONE -> new DecodedFrame("done", ControlFrames::writeDone);
			case FrameType.END -> new DecodedFrame("end", StreamFrames::writeEnd);
			case FrameType.SETTLED -> settled(Settled.read(body));
			case FrameType.HELLO -> hello(Hello.read(body));
			case FrameType.NODE_INFO -> node(ControlFrames.readNodeInfo(body));
			case FrameType.GOAWAY -> goAway(GoAway.read(body));
			case FrameType.REQUEST -> message(body, MessageType.REQUEST, limits, paths);
			case FrameType.EVENT -> message(body, MessageType.MESSAGE, limits, paths);
			case FrameType.RESPONSE -> response(body, limits);
			case FrameType.ERROR -> failure(Failure.readError(body), Failure::writeError);
			case FrameType.NACK -> failure(Failure.read(body), Failure::writeNack);
			case FrameType.OPEN -> open(StreamFrames.Open.read(body, limits));
			case FrameType.ITEM -> item(MessageFrames.readPayload(body, limits));
			case FrameType.RESET -> reset(StreamFrames.Reset.read(body));
			default -> throw new MalformedFrameException("a frame has the unknown type " + type);
		};
	}

	private static DecodedFrame token(long number, NumberWriter writer) {
		return new DecodedFrame(number, (out) -> writer.write(out, number));
	}

	private static DecodedFrame settled(Settled settled) {
		return new DecodedFrame(List.of(settled.lowest(), LongBuffer.wrap(settled.above())), settled::write);
	}

	private static DecodedFrame hello(Hello hello) {
		return new DecodedFrame(hello, hello::write);
	}

	private static DecodedFrame node(NodeInfo node) {
		return new DecodedFrame(node, (out) -> ControlFrames.writeNodeInfo(out, node));
	}

	private static DecodedFrame goAway(GoAway goAway) {
		return new DecodedFrame(goAway, goAway::write);
	}

	private static DecodedFrame message(ByteBuf body, MessageType type, WireLimits limits, MessageFrames.Paths paths) {
		long id = MessageFrames.readId(body);
		long timeout = MessageFrames.readTimeout(body);
		NetworkMessage message = MessageFrames.readMessage(body, type, HERE, HERE, limits, paths);
		return new DecodedFrame(
				List.of(id, timeout, message.type(), message.path(), message.correlationId(), message.headers(),
						ByteBuffer.wrap(message.payload())),
				(out) -> MessageFrames.writeMessage(out, id, timeout, message));
	}

	private static DecodedFrame response(ByteBuf body, WireLimits limits) {
		long id = MessageFrames.readId(body);
		Map<String, String> headers = MessageFrames.readHeaders(body, limits);
		byte[] payload = MessageFrames.readPayload(body, limits);
		return new DecodedFrame(List.of(id, headers, ByteBuffer.wrap(payload)),
				(out) -> MessageFrames.writeResponse(out, id, headers, payload));
	}

	private static DecodedFrame failure(Failure failure, FailureWriter writer) {
		return new DecodedFrame(failure, (out) -> writer.write(failure, out));
	}

	private static DecodedFrame open(StreamFrames.Open open) {
		return new DecodedFrame(open, open::write);
	}

	private static DecodedFrame item(byte[] payload) {
		return new DecodedFrame(ByteBuffer.wrap(payload), (out) -> StreamFrames.writeItem(out, payload));
	}

	private static DecodedFrame reset(StreamFrames.Reset reset) {
		return new DecodedFrame(reset, reset::write);
	}

	/**
	 * Writes a frame that carries a number.
	 */
	@FunctionalInterface
	private interface NumberWriter {

		void write(ByteBuf out, long number);

	}

	/**
	 * Writes one of the frames that carry a failure.
	 */
	@FunctionalInterface
	private interface FailureWriter {

		void write(Failure failure, ByteBuf out);

	}

}
