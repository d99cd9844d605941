package io.quictransport.support;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeakReportsTests {

	@Test
	void aBufferThatIsNotReleasedIsReported() {
		leak();
		assertThat(LeakReports.take()).anyMatch((text) -> text.contains("LEAK"));
	}

	@Test
	void aBufferThatIsReleasedIsNotReported() {
		ByteBufAllocator.DEFAULT.directBuffer(64).release();
		assertThat(LeakReports.take()).isEmpty();
	}

	private static void leak() {
		ByteBuf lost = ByteBufAllocator.DEFAULT.directBuffer(64);
		assertThat(lost.writeByte(1).refCnt()).isEqualTo(1);
	}

}
