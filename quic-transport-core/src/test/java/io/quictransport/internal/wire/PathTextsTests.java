package io.quictransport.internal.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PathTextsTests {

	private final PathTexts texts = new PathTexts();

	@Test
	void aPathIsWrittenLikeAnyTextTheFirstTimeAndEachTimeAfter() {
		for (String path : new String[] { "echo", "orders/\u00e4ndern", "p".repeat(128), "p".repeat(300) }) {
			for (int time = 0; time < 3; time++) {
				assertThat(written(path)).as(path).isEqualTo(text(path));
			}
		}
	}

	@Test
	void pathsThatMeetInOneSlotAreNotTakenForEachOther() {
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < 1000; i++) {
				assertThat(written("path/" + i)).isEqualTo(text("path/" + i));
			}
		}
	}

	private ByteBuf written(String path) {
		ByteBuf out = Unpooled.buffer();
		this.texts.write(out, path);
		return out;
	}

	private static ByteBuf text(String path) {
		ByteBuf out = Unpooled.buffer();
		Primitives.writeText(out, path);
		return out;
	}

}
