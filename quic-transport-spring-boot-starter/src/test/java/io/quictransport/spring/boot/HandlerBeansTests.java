package io.quictransport.spring.boot;

import io.quictransport.Dispatch;
import io.quictransport.MessageContext;
import io.quictransport.MessageHandler;
import io.quictransport.NetworkMessage;
import io.quictransport.NetworkTransport;
import io.quictransport.RequestHandler;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class HandlerBeansTests {

	private final FakeTransport transport = new FakeTransport();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QuicTransportAutoConfiguration.class,
				QuicTransportLifecycleAutoConfiguration.class))
		.withBean(FakeTransport.class, () -> this.transport);

	@Test
	void registersHandlersByMethodAndClassBeforeTheStart() {
		this.runner.withUserConfiguration(Handlers.class).withPropertyValues("late.path=late").run((context) -> {
			assertThat(this.transport.requestRoutes).containsOnly(entry("find", Dispatch.EXECUTOR),
					entry("ping", Dispatch.EVENT_LOOP), entry("late", Dispatch.EXECUTOR));
			assertThat(this.transport.messageRoutes).containsOnly(entry("changed", Dispatch.EXECUTOR));
			assertThat(this.transport.viewed).containsOnly("ping", "changed");
			assertThat(this.transport.calls).last().isEqualTo("start");
		});
		assertThat(this.transport.requestRoutes).isEmpty();
		assertThat(this.transport.messageRoutes).isEmpty();
	}

	@Test
	void aHandlerMayUseTheTransport() {
		this.runner.withUserConfiguration(Forwarder.class)
			.run((context) -> assertThat(this.transport.requestRoutes).containsKey("forward"));
	}

	@Test
	void registersOnceOverStopAndStart() {
		this.runner.withUserConfiguration(Forwarder.class).run((context) -> {
			context.getSourceApplicationContext().stop();
			context.getSourceApplicationContext().start();
			assertThat(this.transport.calls).containsOnlyOnce("onRequest forward");
		});
	}

	@Test
	void configurersComeAfterTheHandlersAndBeforeTheStart() {
		NetworkTransportConfigurer configurer = (to) -> to.onRequest("computed", request());
		this.runner.withUserConfiguration(Forwarder.class)
			.withBean(NetworkTransportConfigurer.class, () -> configurer)
			.run((context) -> assertThat(this.transport.calls).startsWith("onRequest forward", "onRequest computed",
					"start"));
	}

	@Test
	void aRequestHandlerWithoutAnnotationFails() {
		this.runner.withBean("mine", RequestHandler.class, HandlerBeansTests::request)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(StartupException.class)
				.hasMessageContaining("The RequestHandler bean 'mine' does not say which path it serves"));
		assertThat(this.transport.calls).doesNotContain("start");
	}

	@Test
	void aMessageHandlerWithoutAnnotationFails() {
		this.runner.withBean("mine", MessageHandler.class, () -> (message, context) -> {
		})
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(StartupException.class)
				.hasMessageContaining("The MessageHandler bean 'mine' does not say which path it serves"));
	}

	@Test
	void twoHandlersOfOnePathFail() {
		this.runner.withUserConfiguration(Twice.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(StartupException.class)
				.hasMessageContaining("Two RequestHandler beans serve the path 'same': 'one' and 'two'"));
	}

	@Test
	void aRequestAndAMessageHandlerMayShareAPath() {
		this.runner.withUserConfiguration(BothKinds.class).run((context) -> {
			assertThat(this.transport.requestRoutes).containsKey("same");
			assertThat(this.transport.messageRoutes).containsKey("same");
		});
	}

	@Test
	void anEmptyPathFails() {
		this.runner.withUserConfiguration(Handlers.class)
			.withPropertyValues("late.path=")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(StartupException.class)
				.hasMessageContaining("The bean 'late' is annotated with an empty path"));
	}

	@Test
	void theAnnotationOnSomethingElseFails() {
		this.runner.withUserConfiguration(NoHandler.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(StartupException.class)
				.hasMessageContaining("The bean 'text' is annotated with @NodeHandler")
				.hasMessageContaining("java.lang.String"));
	}

	private static RequestHandler request() {
		return RequestHandler.replying((request) -> new byte[0]);
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@Bean
		@NodeHandler(path = "find")
		RequestHandler find() {
			return request();
		}

		@Bean
		@NodeHandler(path = "ping", dispatch = Dispatch.EVENT_LOOP, views = true)
		RequestHandler ping() {
			return request();
		}

		@Bean
		@Lazy
		@NodeHandler(path = "${late.path}")
		RequestHandler late() {
			return request();
		}

		@Bean
		Changed changed() {
			return new Changed();
		}

	}

	@NodeHandler(path = "changed", views = true)
	static class Changed implements MessageHandler {

		@Override
		public void handle(NetworkMessage message, MessageContext context) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Forwarder {

		@Bean
		@NodeHandler(path = "forward")
		RequestHandler forward(NetworkTransport transport) {
			return (request, context) -> transport.request(context.peer(), "there", request.payload());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Twice {

		@Bean
		@NodeHandler(path = "same")
		RequestHandler one() {
			return request();
		}

		@Bean
		@NodeHandler(path = "same")
		RequestHandler two() {
			return request();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BothKinds {

		@Bean
		@NodeHandler(path = "same")
		RequestHandler one() {
			return request();
		}

		@Bean
		@NodeHandler(path = "same")
		MessageHandler two() {
			return (message, context) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoHandler {

		@Bean
		@NodeHandler(path = "text")
		String text() {
			return "no handler";
		}

	}

}
