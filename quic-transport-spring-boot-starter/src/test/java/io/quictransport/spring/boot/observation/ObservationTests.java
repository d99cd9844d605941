package io.quictransport.spring.boot.observation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.spring.boot.messaging.ImportNodeClients;
import io.quictransport.spring.boot.messaging.Node;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.spring.boot.messaging.NodeExchange;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Traces and meters of calls and handlers, with OpenTelemetry as the tracer.
 */
class ObservationTests {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	private final Node server = Node.start(this.network, "server", Orders.class, Tracing.class);

	private final Node client = Node.start(this.network, "client", Tracing.class).connect(this.server);

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
	}

	@Test
	void aCallAndItsHandlingAreOneTraceAcrossTwoNodes() {
		Tracer tracer = this.client.bean(Tracer.class);
		Span root = tracer.nextSpan().name("root").start();
		try (Tracer.SpanInScope scope = tracer.withSpan(root)) {
			assertThat(this.client.template().request(NodeCall.to("server", "orders.{id}", 17), null, String.class))
				.isEqualTo(root.context().traceId());
		}
		finally {
			root.end();
		}
		await().atMost(Results.PATIENCE)
			.until(() -> this.server.bean(Spans.class).finished().size() == 1
					&& this.client.bean(Spans.class).finished().size() == 2);
		SpanData handling = this.server.bean(Spans.class).named("request orders.{id}");
		SpanData call = this.client.bean(Spans.class).named("request orders.{id}");
		assertThat(handling.getTraceId()).isEqualTo(root.context().traceId());
		assertThat(handling.getParentSpanId()).isEqualTo(call.getSpanId());
		assertThat(call.getParentSpanId()).isEqualTo(root.context().spanId());
	}

	@Test
	void anAttemptThatIsMadeAgainBelongsToTheTraceOfItsCall() {
		try (Node caller = Node.start(this.network, "caller", Tracing.class, Retrying.class).connect(this.server)) {
			Observation root = Observation.start("root", caller.bean(ObservationRegistry.class));
			try (Observation.Scope scope = root.openScope()) {
				assertThat(caller.bean(FlakyApi.class).flaky()).isEqualTo("attempt 2");
			}
			finally {
				root.stop();
			}
			Spans spans = caller.bean(Spans.class);
			await().atMost(Results.PATIENCE).until(() -> spans.finished().size() == 3);
			assertThat(spans.finished()).filteredOn((span) -> span.getName().equals("request flaky"))
				.hasSize(2)
				.extracting(SpanData::getParentSpanId)
				.containsOnly(spans.named("root").getSpanId());
		}
	}

	@Test
	void oneWayMessagesAndStreamsCarryTheTraceToo() {
		Tracer tracer = this.client.bean(Tracer.class);
		Span root = tracer.nextSpan().name("root").start();
		try (Tracer.SpanInScope scope = tracer.withSpan(root)) {
			this.client.template().send(NodeCall.to("server", "note"), "x");
			CompletableFuture<Void> ended = new CompletableFuture<>();
			this.client.template().stream(NodeCall.to("server", "count"), 1, Integer.class).subscribe(draining(ended));
			Results.get(ended);
		}
		finally {
			root.end();
		}
		await().atMost(Results.PATIENCE).until(() -> this.server.bean(Spans.class).finished().size() == 2);
		assertThat(this.server.bean(Spans.class).finished()).extracting(SpanData::getTraceId)
			.containsOnly(root.context().traceId());
		assertThat(this.server.bean(Spans.class).finished()).extracting(SpanData::getName)
			.containsExactlyInAnyOrder("message note", "stream count");
	}

	private static Flow.Subscriber<Integer> draining(CompletableFuture<Void> ended) {
		return new Flow.Subscriber<>() {

			@Override
			public void onSubscribe(Flow.Subscription subscription) {
				subscription.request(Long.MAX_VALUE);
			}

			@Override
			public void onNext(Integer item) {
				// Only the end matters.
			}

			@Override
			public void onError(Throwable failure) {
				ended.completeExceptionally(failure);
			}

			@Override
			public void onComplete() {
				ended.complete(null);
			}

		};
	}

	@Test
	void metersHaveRoutesAndOutcomesButNeitherPathsNorPeers() {
		for (int i = 0; i < 3; i++) {
			this.client.template().request(NodeCall.to("server", "orders.{id}", i), null, String.class);
		}
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> this.client.template().request(NodeCall.to("server", "refuse"), null, String.class));
		awaitTimer(this.client, "quic.transport.call", "orders.{id}", "SUCCESS", 3);
		awaitTimer(this.server, "quic.transport.handling", "orders.{id}", "SUCCESS", 3);
		awaitTimer(this.client, "quic.transport.call", "refuse", "OVERLOADED", 1);
		awaitTimer(this.server, "quic.transport.handling", "refuse", "OVERLOADED", 1);
		assertThat(tagsOf(this.client)).doesNotContain("orders.0", "server").contains("orders.{id}");
		assertThat(tagsOf(this.server)).doesNotContain("orders.0", "client").contains("orders.{id}");
	}

	@Test
	void whatIsUnderWayHasNoOutcomeYet() {
		CompletableFuture<@Nullable String> reply = this.client.template()
			.requestAsync(NodeCall.to("server", "held"), null, String.class);
		CompletableFuture<String> held = this.server.bean(Orders.class).held;
		await().atMost(Results.PATIENCE)
			.until(() -> underWay(this.client, "quic.transport.call") == 1
					&& underWay(this.server, "quic.transport.handling") == 1);
		for (Node node : List.of(this.client, this.server)) {
			assertThat(node.bean(MeterRegistry.class).getMeters()).map(Meter::getId)
				.filteredOn((id) -> id.getName().endsWith(".active") && "held".equals(id.getTag("route")))
				.isNotEmpty()
				.allSatisfy((id) -> assertThat(id.getTag("outcome")).isNull());
		}
		held.complete("done");
		assertThat(Results.get(reply)).isEqualTo("done");
		awaitTimer(this.client, "quic.transport.call", "held", "SUCCESS", 1);
		awaitTimer(this.server, "quic.transport.handling", "held", "SUCCESS", 1);
	}

	private static int underWay(Node node, String name) {
		return node.bean(MeterRegistry.class)
			.find(name + ".active")
			.tag("route", "held")
			.longTaskTimers()
			.stream()
			.mapToInt(LongTaskTimer::activeTasks)
			.sum();
	}

	private static void awaitTimer(Node node, String name, String route, String outcome, long count) {
		MeterRegistry registry = node.bean(MeterRegistry.class);
		await().atMost(Results.PATIENCE)
			.untilAsserted(() -> assertThat(
					registry.find(name).tags("operation", "request", "route", route, "outcome", outcome).timer())
				.isNotNull()
				.satisfies((timer) -> assertThat(timer.count()).isEqualTo(count)));
	}

	private static List<String> tagsOf(Node node) {
		return node.bean(MeterRegistry.class)
			.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("quic.transport.call")
					|| id.getName().startsWith("quic.transport.handling"))
			.flatMap((id) -> id.getTags().stream())
			.map((tag) -> tag.getValue())
			.distinct()
			.toList();
	}

	@Test
	void callersThatPutValuesIntoTheirRoutesMakeNoEndOfMeters() {
		for (int i = 0; i < FewRoutes.MOST + 20; i++) {
			this.client.template().request(NodeCall.to("server", "orders." + i), null, String.class);
		}
		awaitTimer(this.client, "quic.transport.call", FewRoutes.OTHER, "SUCCESS", 20);
		assertThat(tagsOf(this.client)).filteredOn((tag) -> tag.startsWith("orders.")).hasSize(FewRoutes.MOST);
	}

	@Test
	void exceptionsAreMappedInsideTheObservation() {
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> this.client.template().request(NodeCall.to("server", "mapped"), null, String.class))
			.returns(ErrorCode.OVERLOADED, NetworkException::code)
			.withMessageContaining(Spans.class.getSimpleName());
		awaitTimer(this.server, "quic.transport.handling", "mapped", "OVERLOADED", 1);
	}

	@NodeController
	static class Orders {

		private final AtomicInteger attempts = new AtomicInteger();

		final CompletableFuture<String> held = new CompletableFuture<>();

		private final Tracer tracer;

		Orders(Tracer tracer) {
			this.tracer = tracer;
		}

		@MessageMapping("orders.{id}")
		String find(@DestinationVariable long id) {
			return currentTrace();
		}

		@MessageMapping("note")
		void note(String note) {
		}

		@MessageMapping("count")
		Flow.Publisher<Integer> count(int last) {
			return (subscriber) -> subscriber.onSubscribe(new Flow.Subscription() {

				private boolean done;

				@Override
				public void request(long count) {
					if (!this.done) {
						this.done = true;
						subscriber.onNext(1);
						subscriber.onComplete();
					}
				}

				@Override
				public void cancel() {
					this.done = true;
				}

			});
		}

		@MessageMapping("flaky")
		String flaky() {
			int attempt = this.attempts.incrementAndGet();
			if (attempt == 1) {
				throw MessageException.refusal(ErrorCode.OVERLOADED, "full", Duration.ofMillis(1));
			}
			return "attempt " + attempt;
		}

		@MessageMapping("held")
		CompletableFuture<String> held() {
			return this.held;
		}

		@MessageMapping("refuse")
		String refuse() {
			throw new MessageException(ErrorCode.OVERLOADED, Outcome.UNKNOWN, "later", ErrorContext.NONE, null);
		}

		@MessageMapping("mapped")
		String mapped() {
			throw new IllegalStateException("secret");
		}

		@MessageExceptionHandler
		String map(IllegalStateException ex) {
			throw new MessageException(ErrorCode.OVERLOADED, Outcome.UNKNOWN,
					currentTrace().isEmpty() ? "outside" : Spans.class.getSimpleName(), ErrorContext.NONE, ex);
		}

		private String currentTrace() {
			Span current = this.tracer.currentSpan();
			return (current != null) ? current.context().traceId() : "";
		}

	}

	interface FlakyApi {

		@NodeExchange("flaky")
		String flaky();

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:io/quictransport/spring/boot/observation/retries.properties")
	@ImportNodeClients(service = "flaky", types = FlakyApi.class)
	static class Retrying {

	}

	@Configuration(proxyBeanMethods = false)
	static class Tracing {

		@Bean
		Spans spans() {
			return new Spans();
		}

	}

}
