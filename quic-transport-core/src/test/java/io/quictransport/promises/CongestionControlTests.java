package io.quictransport.promises;

import java.time.Duration;

import io.quictransport.RequestHandler;
import io.quictransport.quic.CongestionControl;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.quictransport.support.TestNodes.bytes;
import static io.quictransport.support.TestNodes.get;
import static io.quictransport.support.TestNodes.idOf;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds that each congestion control that is admitted works, whatever the other end has.
 */
class CongestionControlTests {

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@ParameterizedTest
	@EnumSource
	void bulkArrivesAtANodeThatHasTheDefault(CongestionControl congestionControl) {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withQuic(new QuicSettings().withCongestionControl(congestionControl))
					.withTimeouts((timeouts) -> timeouts.withRequest(Duration.ofHours(1))));
		QuicTransport b = this.nodes.start("node-b");
		b.onRequest("length", RequestHandler.replying((request) -> bytes("" + request.payload().length)));
		TestNodes.connect(a, b);
		for (int i = 0; i < 10; i++) {
			assertThat(get(a.request(idOf(b), "length", new byte[1_000_000]))).isEqualTo(bytes("1000000"));
		}
	}

}
