package io.quictransport.internal.wire;

import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quictransport.ErrorCode;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the frames that carry messages: REQUEST, EVENT and RESPONSE. Payloads
 * are copied once, from or to the caller's array.
 */
public final class MessageFrames {

	private MessageFrames() {
	}

	/**
	 * Writes a REQUEST or EVENT frame.
	 * @param out the buffer to write to
	 * @param id the message's id
	 * @param timeoutMillis the time left until its deadline
	 * @param message the message, whose type decides the frame's
	 */
	public static void writeMessage(ByteBuf out, long id, long timeoutMillis, NetworkMessage message) {
		write(out, id, timeoutMillis, message, null);
	}

	/**
	 * Writes a REQUEST or EVENT frame.
	 * @param out the buffer to write to
	 * @param id the message's id
	 * @param timeoutMillis the time left until its deadline
	 * @param message the message, whose type decides the frame's
	 * @param paths the cached paths of earlier messages
	 */
	public static void writeMessage(ByteBuf out, long id, long timeoutMillis, NetworkMessage message, PathTexts paths) {
		write(out, id, timeoutMillis, message, paths);
	}

	private static void write(ByteBuf out, long id, long timeoutMillis, NetworkMessage message,
			@Nullable PathTexts paths) {
		int start = FrameWriter.begin(out, message.type().code());
		try {
			Primitives.writeVarint(out, id);
			Primitives.writeVarint(out, timeoutMillis);
			if (paths != null) {
				paths.write(out, message.path());
			}
			else {
				Primitives.writeText(out, message.path());
			}
			Primitives.writeText(out, message.correlationId());
			Primitives.writeTexts(out, message.headers());
			out.writeBytes(message.payload());
			FrameWriter.end(out, start);
		}
		catch (Throwable ex) {
			FrameWriter.undo(out, start);
			throw ex;
		}
	}

	/**
	 * Reads a REQUEST or EVENT frame after its id and timeout.
	 * @param body the frame
	 * @param type the type of the message
	 * @param source the sender, by its certificate
	 * @param destination this node
	 * @param limits what this node admits
	 * @param paths the cached paths of earlier messages
	 * @return the message
	 */
	public static NetworkMessage readMessage(ByteBuf body, MessageType type, PeerId source, PeerId destination,
			WireLimits limits, PathCache paths) {
		String path = paths.read(body);
		String correlationId = Primitives.readText(body, "the correlation id",
				NetworkMessage.MAX_CORRELATION_ID_LENGTH);
		Map<String, String> headers = readHeaders(body, limits);
		return new NetworkMessage(source, destination, type, path, headers, correlationId, readPayload(body, limits));
	}

	static String readPath(ByteBuf body) {
		String path = Primitives.readText(body, "the path", NetworkMessage.MAX_PATH_LENGTH);
		if (path.isEmpty()) {
			throw new MalformedFrameException("the path is empty");
		}
		return path;
	}

	/**
	 * Writes a RESPONSE frame.
	 * @param out the buffer to write to
	 * @param id the request's id
	 * @param headers the reply's headers
	 * @param payload the reply's content
	 */
	public static void writeResponse(ByteBuf out, long id, Map<String, String> headers, byte[] payload) {
		int start = FrameWriter.begin(out, FrameType.RESPONSE);
		try {
			Primitives.writeVarint(out, id);
			Primitives.writeTexts(out, headers);
			out.writeBytes(payload);
			FrameWriter.end(out, start);
		}
		catch (Throwable ex) {
			FrameWriter.undo(out, start);
			throw ex;
		}
	}

	/**
	 * Reads the headers of a RESPONSE frame after its id.
	 * @param body the frame
	 * @param limits what this node admits
	 * @return the reply's headers
	 */
	public static Map<String, String> readHeaders(ByteBuf body, WireLimits limits) {
		return Primitives.readTexts(body, "headers", limits.maxHeaderSize(), ErrorCode.HEADERS_TOO_LARGE);
	}

	/**
	 * Reads the rest of a frame as payload.
	 * @param body the frame
	 * @param limits what this node admits
	 * @return the content
	 */
	public static byte[] readPayload(ByteBuf body, WireLimits limits) {
		int length = body.readableBytes();
		if (length > limits.maxMessageSize()) {
			throw new MalformedFrameException(ErrorCode.MESSAGE_TOO_LARGE,
					"a payload has " + length + " bytes, at most " + limits.maxMessageSize() + " are allowed");
		}
		byte[] payload = ByteBufUtil.getBytes(body, body.readerIndex(), length, true);
		body.skipBytes(length);
		return payload;
	}

	/**
	 * Reads a message id, the first field of most frames.
	 * @param body the frame
	 * @return the id
	 */
	public static long readId(ByteBuf body) {
		return Primitives.readVarint(body);
	}

	/**
	 * Reads the timeout after the id of a REQUEST or EVENT frame.
	 * @param body the frame
	 * @return the time left until the deadline when the frame was written, in
	 * milliseconds
	 */
	public static long readTimeout(ByteBuf body) {
		return Primitives.readVarint(body);
	}

}
