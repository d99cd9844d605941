package io.quictransport.spring.boot;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;

import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.messaging.ImportNodeClients;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.spring.boot.messaging.NodeExchange;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What an application is given when it is processed ahead of time.
 */
class RuntimeHintsTests {

	@Test
	void theCoreFindsVirtualThreadsByTheirName() {
		RuntimeHints hints = new RuntimeHints();
		new QuicTransportRuntimeHints().registerHints(hints, null);
		assertThat(hints.reflection().getTypeHint(Executors.class)).isNotNull()
			.satisfies((type) -> assertThat(type.methods()).singleElement().satisfies((method) -> {
				assertThat(method.getName()).isEqualTo("newVirtualThreadPerTaskExecutor");
				assertThat(method.getMode()).isEqualTo(ExecutableMode.INVOKE);
			}));
	}

	@Test
	void anApplicationIsProcessedWithItsPropertiesAndHandlers() throws NoSuchMethodException {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(Application.class)), files);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Application.class);
			TestPropertyValues.of("quic.transport.ssl.bundle=node").applyTo(context);
			assertThatNoException()
				.isThrownBy(() -> new ApplicationContextAotGenerator().processAheadOfTime(context, generation));
		}
		generation.writeGeneratedContent();
		RuntimeHints hints = generation.getRuntimeHints();
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(QuicTransportProperties.class.getMethod("setPeers", List.class))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(LimitsProperties.class.getMethod("setMaxLanes", Integer.class))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of(Executors.class))).accepts(hints);
		assertThat(files.getGeneratedFiles(Kind.SOURCE).keySet())
			.anyMatch((file) -> file.contains("QuicTransportAutoConfiguration"))
			.anyMatch((file) -> file.contains("QuicTransportLifecycleAutoConfiguration"));
	}

	@Test
	void clientsAreProcessedWithTheirProxiesAndPayloads() throws NoSuchMethodException {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(Clients.class)), files);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Clients.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		RuntimeHints hints = generation.getRuntimeHints();
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Api.class)).accepts(hints);
		for (Class<?> type : List.of(Api.class, Question.class, Answer.class, Item.class, Draft.class)) {
			assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(hints);
		}
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Answer.class.getMethod("text")))
			.accepts(hints);
		assertThat(
				RuntimeHintsPredicates.reflection().onMethodInvocation(Served.class.getMethod("ask", Question.class)))
			.accepts(hints);
	}

	record Question(String text) {
	}

	record Answer(String text) {
	}

	record Item(String text) {
	}

	record Draft(String text) {
	}

	interface Keeping<T> {

		@NodeExchange("keep")
		void keep(T value);

	}

	interface DraftApi extends Keeping<Draft> {

	}

	interface Api {

		@NodeExchange("ask")
		CompletableFuture<Answer> ask(Question question);

		@NodeExchange("items")
		Flow.Publisher<List<Item>> items();

	}

	@NodeController
	static class Served implements Api {

		@Override
		public CompletableFuture<Answer> ask(Question question) {
			return CompletableFuture.completedFuture(new Answer(question.text()));
		}

		@Override
		public Flow.Publisher<List<Item>> items() {
			return new SubmissionPublisher<>();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportNodeClients(service = "answers", types = { Api.class, DraftApi.class })
	@Import(Served.class)
	static class Clients {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ QuicTransportAutoConfiguration.class, QuicTransportLifecycleAutoConfiguration.class,
			SslAutoConfiguration.class })
	static class Application {

		@Bean
		@NodeHandler(path = "echo")
		RequestHandler echo() {
			return RequestHandler.replying(NetworkMessage::payload);
		}

	}

}
