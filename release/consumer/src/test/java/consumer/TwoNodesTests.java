package consumer;

import java.util.LinkedHashMap;
import java.util.Map;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.PeerInfo;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeTransportOperations;
import io.quictransport.spring.boot.testing.NodeCertificates;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes made of what was published.
 */
class TwoNodesTests {

	@Test
	void theyTalkInBothDirections() {
		try (ConfigurableApplicationContext a = node("node-a"); ConfigurableApplicationContext b = node("node-b")) {
			String address = "127.0.0.1:" + a.getEnvironment().getRequiredProperty("local.quic.transport.port");
			b.getBean(NetworkTransport.class).connectPeer(PeerInfo.of(new PeerId("node-a"), address)).join();
			assertThat(greet(b, "node-a")).isEqualTo("Hello Ann, node-b told me of you");
			assertThat(greet(a, "node-b")).isEqualTo("Hello Ann, node-a told me of you");
		}
	}

	private static String greet(ConfigurableApplicationContext node, String peer) {
		return node.getBean(NodeTransportOperations.class)
			.request(NodeCall.to(peer, "greeting"), "Ann", String.class);
	}

	private static ConfigurableApplicationContext node(String id) {
		Map<String, Object> properties = new LinkedHashMap<>(NodeCertificates.shared().properties(id));
		properties.put("quic.transport.address", "127.0.0.1");
		return new SpringApplicationBuilder(GreetingApplication.class).properties(properties).run();
	}

}
