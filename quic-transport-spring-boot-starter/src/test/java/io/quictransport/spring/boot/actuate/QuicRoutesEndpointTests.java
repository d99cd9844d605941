package io.quictransport.spring.boot.actuate;

import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.FakeTransport;
import io.quictransport.spring.boot.NodeHandler;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;
import io.quictransport.spring.boot.QuicTransportLifecycleAutoConfiguration;
import io.quictransport.spring.boot.actuate.QuicRoutesEndpoint.Route;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class QuicRoutesEndpointTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QuicTransportAutoConfiguration.class,
				QuicTransportLifecycleAutoConfiguration.class, QuicRoutesEndpointAutoConfiguration.class))
		.withBean(FakeTransport.class);

	@Test
	void isThereWhereItIsExposed() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(QuicRoutesEndpoint.class));
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=quicroutes")
			.run((context) -> assertThat(context).hasSingleBean(QuicRoutesEndpoint.class));
	}

	@Test
	void showsWhatTheNodeServes() {
		this.runner.withUserConfiguration(Handlers.class)
			.withPropertyValues("management.endpoints.web.exposure.include=quicroutes")
			.run((context) -> assertThat(context.getBean(QuicRoutesEndpoint.class).routes().routes())
				.containsExactly(new Route("greeting", "request", "bean 'greeting'", 0, 0)));
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@Bean
		@NodeHandler(path = "greeting")
		RequestHandler greeting() {
			return RequestHandler.replying((request) -> request.payload());
		}

	}

}
