package io.quictransport.spring.boot.messaging;

import java.util.concurrent.Flow;

import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.NodeHandler;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node says what it serves when it starts.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServedRoutesTests {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	@Test
	void pathsOfBeansAndMethodsAreLoggedByKind(CapturedOutput output) {
		Node.start(this.network, "server", Orders.class, Beans.class).close();
		assertThat(output).contains("event=routes_served count=5 requests=[orders.changed, orders.special, orders.{id}]"
				+ " messages=[orders.changed] streams=[orders.since]");
	}

	@Test
	void aNodeThatServesNothingSaysSo(CapturedOutput output) {
		Node.start(this.network, "client").close();
		assertThat(output).contains("event=routes_served count=0 requests=[] messages=[] streams=[]");
	}

	@NodeController
	@MessageMapping("orders")
	static class Orders {

		@MessageMapping("{id}")
		String find() {
			return "found";
		}

		@MessageMapping("changed")
		void changed(String id) {
		}

		@MessageMapping("since")
		void since(Flow.Publisher<String> ids) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		@NodeHandler(path = "orders.special")
		RequestHandler special() {
			return RequestHandler.replying((request) -> request.payload());
		}

	}

}
