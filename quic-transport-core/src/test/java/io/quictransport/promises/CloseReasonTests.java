package io.quictransport.promises;

import java.util.stream.IntStream;

import io.quictransport.ErrorCode;
import io.quictransport.attack.RawConnection;
import io.quictransport.attack.RawPeers;
import io.quictransport.internal.wire.FrameReader.StreamKind;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds that a peer learns why its connection is closed, however long the reason is.
 */
class CloseReasonTests {

	private final TestNodes nodes = new TestNodes();

	private final RawPeers raw = new RawPeers();

	@AfterEach
	void close() {
		this.raw.close();
		this.nodes.close();
	}

	@Test
	void aReasonLongerThanAPacketIsCutAndSent() {
		QuicTransport b = this.nodes.start("node-b");
		String[] ids = IntStream.range(0, 30).mapToObj((i) -> "node-" + i + "x".repeat(100)).toArray(String[]::new);
		RawConnection peer = this.raw.dial(b, this.nodes.certificates.withIds(ids));
		peer.open().write((out) -> {
			out.writeByte(StreamKind.CONTROL);
			RawConnection.hello("node-other").write(out);
		});
		RawConnection.Close closed = peer.closed();
		assertThat(closed.code()).isEqualTo(ErrorCode.PEER_ID_MISMATCH.number());
		assertThat(closed.reason()).contains("node-other").hasSizeLessThan(1200);
	}

}
