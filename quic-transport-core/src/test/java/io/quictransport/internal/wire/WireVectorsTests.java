package io.quictransport.internal.wire;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.quictransport.ErrorCode;
import io.quictransport.MessageType;
import io.quictransport.internal.wire.FrameReader.FrameType;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The codec agrees, byte for byte, with {@code docs/wire-protocol-vectors.txt}.
 */
class WireVectorsTests {

	@ParameterizedTest
	@MethodSource("io.quictransport.internal.wire.WireVector#exact")
	void encodingTheFieldsGivesTheBytes(WireVector vector) {
		assertThat(HexFormat.of().formatHex(VectorEncoder.encode(vector)))
			.isEqualTo(HexFormat.of().formatHex(vector.bytes()));
	}

	@ParameterizedTest
	@MethodSource("io.quictransport.internal.wire.WireVector#wellFormed")
	void decodingTheBytesGivesTheFields(WireVector vector) {
		ReadFrame frame = ReadFrame.single(vector.bytes());
		assertThat(frame.type()).isEqualTo(FrameTypes.all().get(vector.frame()));
		assertThat(frame.fields()).isEqualTo(vector.fields());
	}

	@ParameterizedTest
	@MethodSource("io.quictransport.internal.wire.WireVector#wellFormed")
	void decodingWhatWasEncodedGivesTheFields(WireVector vector) {
		assertThat(ReadFrame.single(VectorEncoder.encode(vector)).fields()).isEqualTo(vector.fields());
	}

	@ParameterizedTest
	@MethodSource("io.quictransport.internal.wire.WireVector#malformed")
	void malformedBytesAreRefusedWithTheCode(WireVector vector) {
		MalformedFrameException refusal = catchThrowableOfType(MalformedFrameException.class,
				() -> ReadFrame.all(vector.bytes()));
		assertThat(refusal).isNotNull();
		assertThat(refusal.code()).isEqualTo(ErrorCode.valueOf(vector.text("malformed")));
		assertThat(refusal).message().isNotBlank();
	}

	@Test
	void thereIsAnExactVectorOfEachFrameType() {
		Set<String> frames = WireVector.exact().stream().map(WireVector::frame).collect(Collectors.toSet());
		assertThat(frames).isEqualTo(FrameTypes.all().keySet());
	}

	@Test
	void eachNameStandsForOneVector() {
		List<String> names = WireVector.all().stream().map(WireVector::name).toList();
		assertThat(new HashSet<>(names)).hasSameSizeAs(names);
	}

	@Test
	void theFramesOfTheSpecificationsMessageTypesHaveTheirNumbers() {
		assertThat(List.of(FrameType.PING, FrameType.HELLO, FrameType.REQUEST, FrameType.RESPONSE, FrameType.EVENT,
				FrameType.ERROR))
			.as("HEARTBEAT, HANDSHAKE, REQUEST, RESPONSE, EVENT, ERROR")
			.containsExactly(2, 3, 4, 5, 6, 7);
	}

	@Test
	void eachMessageTypeOfTheApiHasItsFrame() {
		assertThat(MessageType.values()).extracting(FrameType::of)
			.containsExactly(FrameType.REQUEST, FrameType.RESPONSE, FrameType.EVENT);
	}

}
