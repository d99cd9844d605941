package io.quictransport.internal.wire;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quictransport.internal.wire.FrameReader.MalformedFrameException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What was decoded once is not decoded again, and is never taken for something else.
 */
class PathCacheTests {

	private final PathCache cache = new PathCache();

	@Test
	void aPathThatComesAgainIsTheSameObject() {
		String first = read("orders/placed");
		assertThat(first).isEqualTo("orders/placed");
		assertThat(read("orders/placed")).isSameAs(first);
	}

	@Test
	void pathsThatShareTheirPlaceAreToldApart() {
		for (int round = 0; round < 2; round++) {
			assertThat(read("a-x-b")).isEqualTo("a-x-b");
			assertThat(read("c-x-b")).isEqualTo("c-x-b");
			assertThat(read("\u00fcx-b")).isEqualTo("\u00fcx-b");
		}
	}

	@Test
	void everyPathIsReadAsItIs() {
		for (int i = 0; i < 1000; i++) {
			String path = "path/".repeat(i % 40) + i;
			assertThat(read(path)).isEqualTo(path);
		}
	}

	@Test
	void longPathsAreNotKept() {
		String path = "x".repeat(129);
		assertThat(read(path)).isEqualTo(path);
		assertThat(read(path)).isNotSameAs(read(path));
	}

	@Test
	void whatIsNotUtf8IsRefusedEachTime() {
		for (int round = 0; round < 2; round++) {
			ByteBuf body = Unpooled.wrappedBuffer(new byte[] { 2, 'a', (byte) 0xFF });
			assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> this.cache.read(body))
				.withMessageContaining("not UTF-8");
		}
	}

	@Test
	void aPathThatIsCutOrEmptyIsRefused() {
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> this.cache.read(Unpooled.wrappedBuffer(new byte[] { 3, 'a', 'b' })))
			.withMessageContaining("too early");
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> this.cache.read(Unpooled.wrappedBuffer(new byte[] { 0 })))
			.withMessageContaining("empty");
	}

	private String read(String path) {
		byte[] text = path.getBytes(StandardCharsets.UTF_8);
		ByteBuf body = Unpooled.buffer();
		Primitives.writeVarint(body, text.length);
		body.writeBytes(text).writeByte(7);
		String read = this.cache.read(body);
		assertThat(body.readableBytes()).isEqualTo(1);
		return read;
	}

}
