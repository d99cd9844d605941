package io.quictransport.internal.wire;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Frames that end before their last field does, at every byte where that can be.
 */
class TruncationTests {

	private static final int HEAD = FrameReader.LENGTH_BYTES + 1;

	private static final Set<String> WITHOUT_BODY = Set.of("DONE", "END");

	@ParameterizedTest
	@MethodSource("io.quictransport.internal.wire.WireVector#exact")
	void aBodyCutAnywhereBeforeItsPayloadIsMalformed(WireVector vector) {
		byte[] bytes = vector.bytes();
		int payload = vector.payload().length;
		for (int end = HEAD; end < bytes.length - payload; end++) {
			if (end == bytes.length - optional(vector) || end >= bytes.length - skippable(vector)) {
				continue;
			}
			ByteBuf body = Unpooled.wrappedBuffer(bytes, HEAD, end - HEAD);
			assertThatExceptionOfType(MalformedFrameException.class).as("%s cut to %d bytes", vector.name(), end)
				.isThrownBy(() -> VectorDecoder.decode(bytes[HEAD - 1], body));
			assertThat(body.refCnt()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@MethodSource("io.quictransport.internal.wire.WireVector#exact")
	void aBodyThatEndsBeforeTheFieldsThatMayBeLeftOutIsAFrameWithoutThem(WireVector vector) {
		byte[] bytes = vector.bytes();
		Map<String, List<String>> without = new LinkedHashMap<>(vector.fields());
		without.keySet().removeAll(Set.of("application-code", "details"));
		if (optional(vector) > 0) {
			ByteBuf body = Unpooled.wrappedBuffer(bytes, HEAD, bytes.length - optional(vector) - HEAD);
			assertThat(VectorDecoder.decode(bytes[HEAD - 1], body)).isEqualTo(without);
		}
	}

	@ParameterizedTest
	@MethodSource("io.quictransport.internal.wire.WireVector#exact")
	void aBodyCutInAFieldWithAKindAndALengthIsAFrameWithoutThatField(WireVector vector) {
		byte[] bytes = vector.bytes();
		Map<String, List<String>> without = new LinkedHashMap<>(vector.fields());
		without.remove("software");
		for (int cut = 1; cut <= skippable(vector); cut++) {
			ByteBuf body = Unpooled.wrappedBuffer(bytes, HEAD, bytes.length - cut - HEAD);
			assertThat(VectorDecoder.decode(bytes[HEAD - 1], body)).isEqualTo(without);
		}
	}

	/** The bytes of the field behind those of NODE_INFO: its kind, its length, a text. */
	private static int skippable(WireVector vector) {
		return vector.has("software") ? 3 + vector.text("software").length() : 0;
	}

	/** The bytes of the fields that may be left out, whose lengths take a byte each. */
	private static int optional(WireVector vector) {
		return vector.has("application-code")
				? 2 + vector.text("application-code").length() + vector.text("details").length() / 2 : 0;
	}

	@ParameterizedTest
	@MethodSource("io.quictransport.internal.wire.WireVector#exact")
	void aBodyCutInItsPayloadIsAFrameWithAShorterOne(WireVector vector) {
		byte[] bytes = vector.bytes();
		for (int cut = 1; cut <= vector.payload().length; cut++) {
			ByteBuf body = Unpooled.wrappedBuffer(bytes, HEAD, bytes.length - cut - HEAD);
			String payload = vector.text("payload").substring(0, 2 * (vector.payload().length - cut));
			assertThat(VectorDecoder.decode(bytes[HEAD - 1], body).get("payload")).containsExactly(payload);
		}
	}

	@ParameterizedTest
	@MethodSource("io.quictransport.internal.wire.WireVector#exact")
	void aStreamThatStopsInsideAFrameDeliversNothingAndSaysSo(WireVector vector) {
		byte[] bytes = vector.bytes();
		for (int end = 1; end < bytes.length; end++) {
			CountingAllocator allocator = new CountingAllocator();
			FrameReader reader = new FrameReader(allocator, VectorDecoder.LIMITS.maxFrameLength());
			reader.read(Unpooled.wrappedBuffer(Arrays.copyOf(bytes, end)), (type, body) -> {
				throw new AssertionError("a frame of type " + type + " out of half a frame");
			});
			assertThat(reader.isInsideFrame()).isTrue();
			reader.close();
			assertThat(reader.isInsideFrame()).isFalse();
			assertThat(allocator.unreleased()).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("io.quictransport.internal.wire.WireVector#exact")
	void bytesBehindTheLastFieldArePassedOver(WireVector vector) {
		if (!vector.has("payload")) {
			byte[] body = Arrays.copyOfRange(vector.bytes(), HEAD, vector.bytes().length + 3);
			int type = vector.bytes()[HEAD - 1];
			assertThat(VectorDecoder.decode(type, Unpooled.wrappedBuffer(body))).isEqualTo(vector.fields());
		}
	}

	@ParameterizedTest
	@MethodSource("io.quictransport.internal.wire.WireVector#exact")
	void anEmptyBodyIsMalformedWhereAFieldIsExpected(WireVector vector) {
		int type = vector.bytes()[HEAD - 1];
		if (WITHOUT_BODY.contains(vector.frame()) || vector.frame().equals("ITEM")) {
			assertThatNoException().isThrownBy(() -> VectorDecoder.decode(type, Unpooled.EMPTY_BUFFER));
		}
		else {
			assertThatExceptionOfType(MalformedFrameException.class)
				.isThrownBy(() -> VectorDecoder.decode(type, Unpooled.EMPTY_BUFFER));
		}
	}

}
