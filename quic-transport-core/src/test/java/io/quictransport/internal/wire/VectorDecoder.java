package io.quictransport.internal.wire;

import io.quictransport.internal.wire.MessageFrames.ApplicationError;
import io.quictransport.internal.wire.MessageFrames.Failure;

import io.quictransport.internal.wire.ControlFrames.Settled;

import io.quictransport.internal.wire.ControlFrames.GoAway;

import io.quictransport.internal.wire.ControlFrames.Hello;

import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.netty.buffer.ByteBuf;
import io.quictransport.MessageType;
import io.quictransport.NetworkMessage;
import io.quictransport.NodeInfo;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.ServedPaths;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a frame of any type into the fields by which a vector describes it.
 */
final class VectorDecoder {

	static final WireLimits LIMITS = new WireLimits(1024 * 1024, 8 * 1024);

	private static final PeerId HERE = new PeerId("here");

	private final Map<String, List<String>> fields = new LinkedHashMap<>();

	private VectorDecoder() {
	}

	static Map<String, List<String>> decode(int type, ByteBuf body) {
		VectorDecoder decoder = new VectorDecoder();
		decoder.read(type, body);
		return decoder.fields;
	}

	private void read(int type, ByteBuf body) {
		switch (type) {
			case FrameType.PING, FrameType.PONG -> token("token", ControlFrames.readToken(body));
			case FrameType.DONE, FrameType.END -> {
			}
			case FrameType.ACK -> put("sequence", ControlFrames.readNumber(body));
			case FrameType.CANCEL -> put("id", ControlFrames.readNumber(body));
			case FrameType.SETTLED -> settled(Settled.read(body));
			case FrameType.HELLO -> hello(Hello.read(body));
			case FrameType.NODE_INFO -> node(ControlFrames.readNodeInfo(body));
			case FrameType.GOAWAY -> goAway(GoAway.read(body));
			case FrameType.REQUEST -> message(MessageType.REQUEST, body);
			case FrameType.EVENT -> message(MessageType.MESSAGE, body);
			case FrameType.RESPONSE -> response(body);
			case FrameType.ERROR -> failure("id", Failure.readError(body));
			case FrameType.NACK -> failure("sequence", Failure.read(body));
			case FrameType.OPEN -> open(StreamFrames.Open.read(body, LIMITS));
			case FrameType.ITEM -> payload(MessageFrames.readPayload(body, LIMITS));
			case FrameType.RESET -> {
				StreamFrames.Reset reset = StreamFrames.Reset.read(body);
				put("code", reset.code());
				put("text", reset.text());
				application(reset.application());
			}
			case FrameType.CREDIT -> put("bytes", StreamFrames.readCredit(body));
			default -> throw new MalformedFrameException("a frame has the unknown type " + type);
		}
	}

	private void hello(Hello hello) {
		put("version", hello.version());
		token("incarnation", hello.incarnation());
		put("generation", hello.generation());
		put("max-payload", hello.limits().maxMessageSize());
		put("max-headers", hello.limits().maxHeaderSize());
		put("max-in-flight", hello.maxInFlight());
		node(hello.node());
		if (hello.software() != null) {
			put("software", hello.software());
		}
	}

	private void node(NodeInfo node) {
		put("id", node.id());
		put("info-version", node.version());
		putAll("address", node.addresses().stream().map((address) -> address.host() + " " + address.port()).toList());
		putAll("service", node.services());
		putTexts("metadata", node.metadata());
		ServedPaths paths = node.paths();
		if (paths != null) {
			putAll("serves-request", paths.requests());
			putAll("serves-event", paths.messages());
			putAll("serves-stream", paths.streams());
		}
	}

	private void settled(Settled settled) {
		put("id", settled.lowest());
		putAll("above", LongStream.of(settled.above()).mapToObj(String::valueOf).toList());
	}

	private void goAway(GoAway goAway) {
		put("code", goAway.code());
		put("reason", goAway.reason());
		putAll("lane",
				goAway.lanes().entrySet().stream().map((lane) -> lane.getKey() + " " + lane.getValue()).toList());
		putAll("transfer", goAway.transfers().stream().map(String::valueOf).toList());
	}

	private void message(MessageType type, ByteBuf body) {
		put("id", MessageFrames.readId(body));
		put("timeout", MessageFrames.readTimeout(body));
		NetworkMessage message = MessageFrames.readMessage(body, type, HERE, HERE, LIMITS, new MessageFrames.Paths());
		put("path", message.path());
		put("correlation-id", message.correlationId());
		putTexts("header", message.headers());
		payload(message.payload());
	}

	private void response(ByteBuf body) {
		put("id", MessageFrames.readId(body));
		putTexts("header", MessageFrames.readHeaders(body, LIMITS));
		payload(MessageFrames.readPayload(body, LIMITS));
	}

	private void failure(String subject, Failure failure) {
		put(subject, failure.subject());
		put("code", failure.code());
		put("may-have-run", (failure.outcome() == Outcome.UNKNOWN) ? 1 : 0);
		put("retry-after", failure.retryAfterMillis());
		put("text", failure.text());
		application(failure.application());
	}

	private void application(@Nullable ApplicationError application) {
		if (application != null) {
			put("application-code", application.code());
			put("details", HexFormat.of().formatHex(application.details()));
		}
	}

	private void open(StreamFrames.Open open) {
		put("timeout", open.timeoutMillis());
		put("credit", open.credit());
		put("path", open.path());
		putTexts("header", open.headers());
	}

	private void token(String field, long value) {
		put(field, HexFormat.of().toHexDigits(value));
	}

	private void payload(byte[] payload) {
		// Only its beginning, lest a mutated large frame costs more here than in the
		// codec
		put("payload", HexFormat.of().formatHex(Arrays.copyOf(payload, Math.min(payload.length, 1024))));
	}

	private void put(String field, Object value) {
		this.fields.put(field, List.of(value.toString()));
	}

	private void putTexts(String field, Map<String, String> texts) {
		putAll(field,
				texts.entrySet().stream().map((text) -> (text.getKey() + " => " + text.getValue()).strip()).toList());
	}

	private void putAll(String field, Collection<String> values) {
		if (!values.isEmpty()) {
			this.fields.put(field, values.stream().sorted().toList());
		}
	}

}
