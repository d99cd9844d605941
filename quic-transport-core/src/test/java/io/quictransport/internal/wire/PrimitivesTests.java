package io.quictransport.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quictransport.ErrorCode;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PrimitivesTests {

	@ParameterizedTest
	@CsvSource({ "0, 00", "37, 25", "63, 3f", "64, 4040", "15293, 7bbd", "16383, 7fff", "16384, 80004000",
			"494878333, 9d7f3e7d", "1073741823, bfffffff", "1073741824, c000000040000000",
			"151288809941952652, c2197c5eff14e88c", "4611686018427387903, ffffffffffffffff" })
	void numbersTakeTheirShortestForm(long value, String hex) {
		ByteBuf out = Unpooled.buffer();
		Primitives.writeVarint(out, value);
		assertThat(HexFormat.of().parseHex(hex)).isEqualTo(bytesOf(out));
		assertThat(Primitives.readVarint(out)).isEqualTo(value);
		assertThat(out.isReadable()).isFalse();
	}

	@Test
	void numbersOfAllSizesComeBackAsTheyWere() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		ByteBuf buffer = Unpooled.buffer();
		for (int i = 0; i < 10_000; i++) {
			long value = random.nextLong() >>> (2 + random.nextInt(62));
			Primitives.writeVarint(buffer, value);
			assertThat(Primitives.readVarint(buffer)).as("seed %d", seed).isEqualTo(value);
			buffer.clear();
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, Long.MIN_VALUE, 1L << 62, Long.MAX_VALUE })
	void aNumberBeyond62BitsIsNotWritten(long value) {
		assertThatIllegalArgumentException().isThrownBy(() -> Primitives.writeVarint(Unpooled.buffer(), value));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "é", "東京", "😀", "\u0000", "\uFFFF", "a\u07FF\u0800z" })
	void textsComeBackAsTheyWere(String text) {
		ByteBuf buffer = Unpooled.buffer();
		Primitives.writeText(buffer, text);
		assertThat(buffer.readableBytes()).isEqualTo(1 + text.getBytes(StandardCharsets.UTF_8).length);
		assertThat(Primitives.readText(buffer, "text", 64)).isEqualTo(text);
	}

	@Test
	void aTextOfEachLengthOfLengthComesBackAsItWas() {
		for (int length : new int[] { 63, 64, 16383, 16384, 100_000 }) {
			ByteBuf buffer = Unpooled.buffer();
			Primitives.writeText(buffer, "x".repeat(length));
			assertThat(Primitives.readText(buffer, "text", length)).hasSize(length);
			assertThat(buffer.isReadable()).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "80", "ff", "c0af", "c080", "c3", "e08080", "eda080", "edbfbf", "f4908080", "f0808080",
			"f5808080", "41c3", "c328" })
	void whatIsNotUtf8IsRefused(String hex) {
		byte[] bytes = HexFormat.of().parseHex(hex);
		ByteBuf buffer = Unpooled.buffer().writeByte(bytes.length).writeBytes(bytes);
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> Primitives.readText(buffer, "the path", 64))
			.withMessageContaining("the path is not UTF-8");
	}

	@Test
	void directAndCompositeBuffersAreReadLikeHeapBuffers() {
		ByteBuf text = Unpooled.buffer();
		Primitives.writeText(text, "größe");
		ByteBuf direct = Unpooled.directBuffer().writeBytes(text.duplicate());
		ByteBuf composite = Unpooled.wrappedBuffer(text.copy(0, 4), text.copy(4, text.readableBytes() - 4));
		assertThat(Primitives.readText(direct, "text", 64)).isEqualTo("größe");
		assertThat(Primitives.readText(composite, "text", 64)).isEqualTo("größe");
		direct.release();
		composite.release();
	}

	@Test
	void textMapsAreBoundedByTheirEncodedSize() {
		Map<String, String> texts = new LinkedHashMap<>();
		texts.put("name", "v".repeat(70));
		texts.put("é", "");
		int size = Primitives.sizeOfTexts(texts);
		assertThat(size).isEqualTo(1 + 4 + 2 + 70 + 1 + 2 + 1);
		ByteBuf encoded = Unpooled.buffer();
		Primitives.writeTexts(encoded, texts);
		assertThat(encoded.readableBytes()).isEqualTo(1 + size);
		assertThat(Primitives.readTexts(encoded.duplicate(), "texts", size, ErrorCode.HEADERS_TOO_LARGE))
			.isEqualTo(texts);
		for (int limit = 0; limit < size; limit++) {
			int tooSmall = limit;
			assertThatExceptionOfType(MalformedFrameException.class)
				.isThrownBy(
						() -> Primitives.readTexts(encoded.duplicate(), "texts", tooSmall, ErrorCode.HEADERS_TOO_LARGE))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.HEADERS_TOO_LARGE));
		}
	}

	private static byte[] bytesOf(ByteBuf buffer) {
		byte[] bytes = new byte[buffer.readableBytes()];
		buffer.getBytes(buffer.readerIndex(), bytes);
		return bytes;
	}

}
