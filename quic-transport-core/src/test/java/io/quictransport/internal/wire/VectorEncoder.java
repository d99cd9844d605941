package io.quictransport.internal.wire;

import io.quictransport.internal.wire.MessageFrames.ApplicationError;
import io.quictransport.internal.wire.MessageFrames.Failure;

import io.quictransport.internal.wire.ControlFrames.Settled;

import io.quictransport.internal.wire.ControlFrames.GoAway;

import io.quictransport.internal.wire.ControlFrames.Hello;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quictransport.ApplicationCode;
import io.quictransport.ErrorCode;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeAddress;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.ServedPaths;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frame that a vector describes.
 */
final class VectorEncoder {

	private VectorEncoder() {
	}

	static byte[] encode(WireVector vector) {
		ByteBuf out = Unpooled.buffer();
		write(out, vector);
		byte[] bytes = new byte[out.readableBytes()];
		out.readBytes(bytes).release();
		return bytes;
	}

	private static void write(ByteBuf out, WireVector vector) {
		switch (vector.frame()) {
			case "PING" -> ControlFrames.writePing(out, token(vector, "token"));
			case "PONG" -> ControlFrames.writePong(out, token(vector, "token"));
			case "DONE" -> ControlFrames.writeDone(out);
			case "ACK" -> ControlFrames.writeAck(out, vector.number("sequence"));
			case "CANCEL" -> ControlFrames.writeCancel(out, vector.number("id"));
			case "SETTLED" ->
				new Settled(vector.number("id"), vector.values("above").stream().mapToLong(Long::parseLong).toArray())
					.write(out);
			case "HELLO" -> hello(vector).write(out);
			case "NODE_INFO" -> ControlFrames.writeNodeInfo(out, node(vector));
			case "GOAWAY" -> goAway(vector).write(out);
			case "REQUEST", "EVENT" ->
				MessageFrames.writeMessage(out, vector.number("id"), vector.number("timeout"), message(vector));
			case "RESPONSE" ->
				MessageFrames.writeResponse(out, vector.number("id"), texts(vector, "header"), vector.payload());
			case "ERROR" -> failure(vector, "id").writeError(out);
			case "NACK" -> failure(vector, "sequence").writeNack(out);
			case "OPEN" -> new StreamFrames.Open(vector.number("timeout"), vector.number("credit"), vector.text("path"),
					texts(vector, "header"))
				.write(out);
			case "ITEM" -> StreamFrames.writeItem(out, vector.payload());
			case "END" -> StreamFrames.writeEnd(out);
			case "RESET" -> new StreamFrames.Reset(code(vector), vector.text("text"), application(vector)).write(out);
			case "CREDIT" -> StreamFrames.writeCredit(out, vector.number("bytes"));
			default -> throw new IllegalArgumentException(vector.name() + " has the unknown frame " + vector.frame());
		}
	}

	private static Hello hello(WireVector vector) {
		WireLimits limits = new WireLimits((int) vector.number("max-payload"), (int) vector.number("max-headers"));
		return new Hello(vector.number("version"), token(vector, "incarnation"), vector.number("generation"), limits,
				(int) vector.number("max-in-flight"), node(vector),
				vector.values("software").isEmpty() ? null : vector.text("software"));
	}

	private static NodeInfo node(WireVector vector) {
		List<NodeAddress> addresses = vector.values("address").stream().map(VectorEncoder::address).toList();
		return new NodeInfo(new PeerId(vector.text("id")), addresses, Set.copyOf(vector.values("service")),
				texts(vector, "metadata"), vector.number("info-version"), paths(vector));
	}

	private static @Nullable ServedPaths paths(WireVector vector) {
		ServedPaths paths = new ServedPaths(Set.copyOf(vector.values("serves-request")),
				Set.copyOf(vector.values("serves-event")), Set.copyOf(vector.values("serves-stream")));
		return paths.equals(ServedPaths.NONE) ? null : paths;
	}

	private static NodeAddress address(String text) {
		int blank = text.indexOf(' ');
		return new NodeAddress(text.substring(0, blank), Integer.parseInt(text.substring(blank + 1)));
	}

	private static GoAway goAway(WireVector vector) {
		Map<Long, Long> lanes = new LinkedHashMap<>();
		for (String lane : vector.values("lane")) {
			int blank = lane.indexOf(' ');
			lanes.put(Long.valueOf(lane.substring(0, blank)), Long.valueOf(lane.substring(blank + 1)));
		}
		Set<Long> transfers = new LinkedHashSet<>();
		vector.values("transfer").forEach((stream) -> transfers.add(Long.valueOf(stream)));
		return new GoAway(code(vector), vector.text("reason"), lanes, transfers);
	}

	private static NetworkMessage message(WireVector vector) {
		return new NetworkMessage(null, new PeerId("here"),
				vector.frame().equals("EVENT") ? MessageType.MESSAGE : MessageType.REQUEST, vector.text("path"),
				texts(vector, "header"), vector.text("correlation-id"), vector.payload());
	}

	private static Failure failure(WireVector vector, String subject) {
		Outcome outcome = (vector.number("may-have-run") == 1) ? Outcome.UNKNOWN : Outcome.NOT_ACCEPTED;
		return new Failure(vector.number(subject), code(vector), outcome, vector.number("retry-after"),
				vector.text("text"), application(vector));
	}

	private static @Nullable ApplicationError application(WireVector vector) {
		return !vector.has("application-code") ? null : new ApplicationError(
				new ApplicationCode(vector.text("application-code")), HexFormat.of().parseHex(vector.text("details")));
	}

	private static ErrorCode code(WireVector vector) {
		return ErrorCode.valueOf(vector.text("code"));
	}

	private static Map<String, String> texts(WireVector vector, String field) {
		Map<String, String> texts = new LinkedHashMap<>();
		for (String text : vector.values(field)) {
			int arrow = text.indexOf("=>");
			texts.put(text.substring(0, arrow).strip(), text.substring(arrow + 2).strip());
		}
		return texts;
	}

	private static long token(WireVector vector, String field) {
		return HexFormat.fromHexDigitsToLong(vector.text(field));
	}

}
