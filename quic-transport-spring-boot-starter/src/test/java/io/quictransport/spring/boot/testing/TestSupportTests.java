package io.quictransport.spring.boot.testing;

import java.nio.charset.StandardCharsets;

import io.quictransport.NetworkTransport;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.quic.QuicTransport;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.spring.boot.NodeHandler;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import io.quictransport.testing.memory.InMemoryTransport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application, as its developers write them.
 */
class TestSupportTests {

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@NodeHandler(path = "greeting")
		RequestHandler greeting() {
			return RequestHandler.replying((request) -> "Hello".getBytes(StandardCharsets.UTF_8));
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class,
			properties = { "quic.transport.node-id=shop", "quic.transport.port=9000",
					"quic.transport.limits.max-message-size=2KB" })
	@AutoConfigureInMemoryTransport
	class WithoutANetwork {

		@Autowired
		private InMemoryNetwork network;

		@Autowired
		private NetworkTransport transport;

		@Test
		void theApplicationAnswersANodeThatTheTestMakes() throws Exception {
			assertThat(this.transport).isInstanceOf(InMemoryTransport.class);
			try (InMemoryTransport client = this.network.node("client",
					new QuicTransportOptions().withTimeouts((timeouts) -> timeouts.withRequest(Results.PATIENCE)))) {
				Results.get(client.start());
				Results.get(client.connectPeer(this.network.peer("shop")));
				assertThat(Results.get(client.request(new PeerId("shop"), "greeting", new byte[0])))
					.asString(StandardCharsets.UTF_8)
					.isEqualTo("Hello");
				assertThat(client.request(new PeerId("shop"), "greeting", new byte[3000]))
					.failsWithin(Results.PATIENCE);
			}
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, properties = "quic.transport.address=127.0.0.1")
	@NodeCertificate("shop")
	class WithCertificates {

		@Autowired
		private NetworkTransport transport;

		@LocalQuicTransportPort
		private int port;

		@Test
		void theNodeRunsOverQuicAndItsPortIsInjected() {
			assertThat(this.transport).isInstanceOf(QuicTransport.class);
			assertThat(this.transport.localNode().id()).isEqualTo(new PeerId("shop"));
			assertThat(this.port).isPositive().isEqualTo(this.transport.localAddress().getPort());
		}

	}

}
