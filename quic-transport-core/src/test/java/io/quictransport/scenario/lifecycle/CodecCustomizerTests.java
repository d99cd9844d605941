package io.quictransport.scenario.lifecycle;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.quictransport.ConnectionSnapshot;
import io.quictransport.quic.QuicTransport;
import io.quictransport.support.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.quictransport.support.TestNodes.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The way to what no option covers.
 */
class CodecCustomizerTests {

	private final TestNodes nodes = new TestNodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void theCodecOfEachSocketIsCustomized() {
		List<Class<?>> seen = new CopyOnWriteArrayList<>();
		this.nodes.start("node-a", (options) -> options
			.withQuic(options.quic().withEventLoops(1).withCodecCustomizer((builder) -> seen.add(builder.getClass()))));
		assertThat(seen).containsExactlyInAnyOrder(QuicServerCodecBuilder.class, QuicClientCodecBuilder.class);
	}

	@Test
	void aCustomizerHasTheLastWord() {
		QuicTransport a = this.nodes.start("node-a",
				(options) -> options.withQuic(options.quic()
					.withPathMtuDiscovery(true)
					.withCodecCustomizer((builder) -> builder.discoverPmtu(false).maxSendUdpPayloadSize(1300))));
		QuicTransport b = this.nodes.start("node-b");
		connect(a, b);
		await().untilAsserted(() -> assertThat(TestNodes.live(a).map(ConnectionSnapshot::path).orElse(null)).isNotNull()
			.satisfies((path) -> assertThat(path.maxUdpPayload()).isLessThanOrEqualTo(1300)));
	}

}
