package io.quictransport.spring.boot.messaging;

import java.util.List;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.FlowAdapters;
import reactor.core.publisher.Flux;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Controllers are found whatever the beans are that they come as, or the start fails and
 * names the method.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandlerDetectionTests {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	@Test
	void aBeanMethodMayDeclareTheInterfaceAlone() {
		assertThat(find(DeclaresInterface.class)).isEqualTo("found a");
		assertThat(find(DeclaresInterfaceAndIsMadeFirst.class)).isEqualTo("found a");
	}

	@Test
	void aProxyOfTheInterfaceIsServed() {
		assertThat(find(ProxiesInterfaces.class, Controller.class)).isEqualTo("advised found a");
		assertThat(find(ProxiesInterfacesEarly.class, Controller.class)).isEqualTo("advised found a");
	}

	@Test
	void aProxyOfTheClassIsServed() {
		assertThat(find(ProxiesClasses.class, Controller.class)).isEqualTo("advised found a");
	}

	@Test
	void aScopedProxyIsServed() {
		assertThat(find(Scoped.class)).isEqualTo("found a");
	}

	@Test
	void aMethodThatTheProxyDoesNotHaveIsRefused(CapturedOutput output) {
		fails(output, List.of(ProxiesInterfaces.class, OfClassAlone.class), "OfClassAlone.other(String)",
				"is not a method of the proxy", "spring.aop.proxy-target-class");
		fails(output, List.of(ProxiesClasses.class, OfPrivateMethod.class), "OfPrivateMethod.other(String)",
				"is private, so that the proxy", "Make it");
		fails(output, List.of(ProxiesClasses.class, OfFinalMethod.class), "OfFinalMethod.other(String)",
				"is final, so that the proxy");
	}

	@Test
	void whatAProxyHidesIsRefusedAlsoOfABeanThatIsMadeLater(CapturedOutput output) {
		for (Class<?> advised : List.of(AdvisesClasses.class, AdvisesAsynchronously.class)) {
			fails(output, List.of(advised, LazyOfPrivateMethod.class), "LazyOfPrivateMethod.other(String)",
					"is private, so that the proxy", "Make it");
			fails(output, List.of(advised, PrototypeOfFinalMethod.class), "PrototypeOfFinalMethod.other(String)",
					"is final, so that the proxy");
		}
	}

	@Test
	void aProxyOfTheInterfaceIsServedAlsoOfABeanThatIsMadeLater() {
		assertThat(find(AdvisesInterfaces.class, LazyController.class)).isEqualTo("advised found a");
		assertThat(find(AdvisesInterfaces.class, PrototypeController.class)).isEqualTo("advised found a");
	}

	@Test
	void whatTheClassStatesHoldsBehindAProxyOfItsInterfaces() {
		try (Node node = Node.start(this.network, "node", ProxiesInterfaces.class, States.class)) {
			assertThat(node.template()
				.request(NodeCall.to("node", "states.keep.{id}", "a").withHeader("tenant", "blue"), new Thing("x"),
						String.class))
				.isEqualTo("advised a blue x");
			assertThat(node.template()
				.request(NodeCall.to("node", "states.keep.{id}", "a").withHeader("tenant", "blue"), new Thing(null),
						String.class))
				.isEqualTo("advised a blue nothing");
		}
	}

	@Test
	void withoutAProxyAPrivateMethodIsServedAsAnyOther() {
		try (Node node = Node.start(this.network, "node", OfPrivateMethod.class)) {
			assertThat(node.template().request(NodeCall.to("node", "other"), "a", String.class)).isEqualTo("other a");
		}
	}

	@Test
	void aBeanThatCannotBeMadeFailsTheCallAndNotTheStart() {
		try (Node node = Node.start(this.network, "node", CannotBeMade.class)) {
			assertThat(Results.failureOf(node.template().requestAsync(NodeCall.to("node", "made"), "a", String.class)))
				.returns(ErrorCode.HANDLER_FAILED, NetworkException::code);
			for (String path : List.of("made.items", "made.first")) {
				Throwable failure = Flux
					.from(FlowAdapters
						.toPublisher(node.template().stream(NodeCall.to("node", path), Flux.just("a"), String.class)))
					.then()
					.<Throwable>thenReturn(new AssertionError("no failure"))
					.onErrorResume((ex) -> reactor.core.publisher.Mono.just(ex))
					.block(Results.PATIENCE);
				assertThat(failure).isInstanceOfSatisfying(NetworkException.class,
						(ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.HANDLER_FAILED));
			}
		}
	}

	private String find(Class<?>... configuration) {
		try (Node node = Node.start(this.network, "node", configuration)) {
			return String.valueOf(node.template().request(NodeCall.to("node", "find.{id}", "a"), null, String.class));
		}
	}

	private void fails(CapturedOutput output, List<Class<?>> configuration, String... texts) {
		int before = output.length();
		assertThatException()
			.isThrownBy(() -> Node.start(this.network, "node", configuration.toArray(Class<?>[]::new)).close());
		assertThat(output.subSequence(before, output.length()).toString()).contains("APPLICATION FAILED TO START")
			.contains(texts);
	}

	interface FindApi {

		@NodeExchange("find.{id}")
		String find(@DestinationVariable String id);

	}

	@NodeController
	static class Controller implements FindApi {

		private final String answer = String.valueOf("found ");

		@Override
		public String find(String id) {
			return this.answer + id;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeclaresInterface {

		@Bean
		FindApi find() {
			return new Controller();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeclaresInterfaceAndIsMadeFirst {

		@Bean
		static BeanPostProcessor early(FindApi find) {
			return new BeanPostProcessor() {
			};
		}

		@Bean
		static FindApi find() {
			return new Controller();
		}

	}

	/** Wraps controllers as method security or transactions do. */
	static final class Proxying implements BeanPostProcessor {

		private final boolean ofClass;

		Proxying(boolean ofClass) {
			this.ofClass = ofClass;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (!bean.getClass().isAnnotationPresent(NodeController.class)) {
				return bean;
			}
			ProxyFactory proxy = new ProxyFactory(bean);
			proxy.setProxyTargetClass(this.ofClass);
			proxy.addAdvice((MethodInterceptor) (invocation) -> (invocation.getMethod().getReturnType() == String.class)
					? "advised " + invocation.proceed() : invocation.proceed());
			return proxy.getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxiesInterfaces {

		@Bean
		static BeanPostProcessor proxying() {
			return new Proxying(false);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxiesInterfacesEarly extends ProxiesInterfaces {

		/** Has the controller made before anything looks for controllers. */
		@Bean
		QuicMessageHandlerCustomizer early(FindApi find) {
			return (handler) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxiesClasses {

		@Bean
		static BeanPostProcessor proxying() {
			return new Proxying(true);
		}

	}

	@NodeController
	@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Scoped extends Controller {

	}

	/** As Spring's own auto-proxies do. */
	@Configuration(proxyBeanMethods = false)
	static class AdvisesClasses {

		@Bean
		static DefaultAdvisorAutoProxyCreator proxies() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			return creator;
		}

		@Bean
		static DefaultPointcutAdvisor advisor() {
			return new DefaultPointcutAdvisor(new AnnotationMatchingPointcut(NodeController.class, true),
					(MethodInterceptor) (invocation) -> (invocation.getMethod().getReturnType() == String.class)
							? "advised " + invocation.proceed() : invocation.proceed());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AdvisesInterfaces {

		@Bean
		static DefaultAdvisorAutoProxyCreator proxies() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(false);
			return creator;
		}

		@Bean
		static DefaultPointcutAdvisor advisor() {
			return AdvisesClasses.advisor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class AdvisesAsynchronously {

	}

	@NodeController
	@Lazy
	static class LazyController extends Controller {

	}

	@NodeController
	@Scope("prototype")
	static class PrototypeController extends Controller {

	}

	@NodeController
	@Lazy
	static class LazyOfPrivateMethod {

		@MessageMapping("other")
		private String other(String id) {
			return "other " + id;
		}

		@Async
		public void later() {
		}

	}

	@NodeController
	@Scope("prototype")
	static class PrototypeOfFinalMethod {

		@MessageMapping("other")
		public final String other(String id) {
			return "other " + id;
		}

		@Async
		public void later() {
		}

	}

	record Thing(@Nullable String name) {
	}

	interface Keeping<K, V> {

		String keep(K key, String tenant, V value);

	}

	@NodeController
	@MessageMapping("states")
	static class States implements Keeping<String, Thing> {

		@Override
		@MessageMapping("keep.{id}")
		public String keep(@DestinationVariable("id") String key, @Header String tenant, @Payload Thing value) {
			return key + " " + tenant + " " + ((value.name() != null) ? value.name() : "nothing");
		}

	}

	interface Marker {

	}

	@NodeController
	static class OfClassAlone extends Controller implements Marker {

		@MessageMapping("other")
		public String other(String id) {
			return "other " + id;
		}

	}

	@NodeController
	static class OfPrivateMethod {

		private final String answer = String.valueOf("other ");

		@MessageMapping("other")
		private String other(String id) {
			return this.answer + id;
		}

	}

	@NodeController
	static class OfFinalMethod {

		@MessageMapping("other")
		public final String other(String id) {
			return "other " + id;
		}

	}

	@NodeController
	@Lazy
	@Scope("prototype")
	static class CannotBeMade {

		CannotBeMade() {
			throw new IllegalStateException("not made");
		}

		@MessageMapping("made")
		String made(String id) {
			return id;
		}

		@MessageMapping("made.items")
		Flux<String> items(Flux<String> ids) {
			return ids;
		}

		@MessageMapping("made.first")
		Flux<String> first(String id) {
			return Flux.just(id);
		}

	}

}
