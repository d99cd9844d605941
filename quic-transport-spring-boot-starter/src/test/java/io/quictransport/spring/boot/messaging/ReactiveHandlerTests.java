package io.quictransport.spring.boot.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Handlers whose signatures have reactive types, with Reactor.
 */
class ReactiveHandlerTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static Node client;

	private static Node server;

	@BeforeAll
	static void start() {
		server = Node.start(NETWORK, "server", Reactive.class);
		client = Node.start(NETWORK, "client").connect(server);
	}

	@AfterAll
	static void stop() {
		client.close();
		server.close();
		NETWORK.close();
	}

	@Test
	void aMonoIsSubscribedToAndItsValueIsTheAnswer() {
		assertThat(request("mono", "a")).isEqualTo("mono a");
		assertThat(request("mono-later", "a")).isEqualTo("later a");
		assertThat(request("mono-empty", "a")).isEmpty();
	}

	@Test
	void aMonoWithoutValueServesOneWayMessagesInTheirOrder() throws Exception {
		BlockingQueue<String> notes = server.bean(Reactive.class).notes;
		for (int i = 0; i < 20; i++) {
			Results.get(client.transport().send(server.id(), "note", bytes("note " + i)));
		}
		for (int i = 0; i < 20; i++) {
			assertThat(notes.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("note " + i);
		}
		assertThat(request("note", "asked")).isEmpty();
		assertThat(notes.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("asked");
	}

	@Test
	void thePayloadMayBeTakenAsAValueToCome() {
		assertThat(request("of-mono", "7")).isEqualTo("8");
		assertThat(request("of-stage", "7")).isEqualTo("8");
		assertThat(request("of-future", "7")).isEqualTo("8");
		assertThat(request("of-mono", "")).isEqualTo("0");
		assertThat(failure("of-mono", "seven")).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
		assertThat(failure("valid-mono", "{\"count\":0}")).returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns("the payload is not valid: count: must be greater than or equal to 1", NetworkException::detail);
	}

	@Test
	void aMonoThatFailsIsAHandlerThatFails() {
		assertThat(failure("mono-fails", "x")).returns(ErrorCode.HANDLER_FAILED, NetworkException::code)
			.returns("the handler threw ArithmeticException", NetworkException::detail);
		assertThat(failure("mono-refuses", "x")).returns(ErrorCode.OVERLOADED, NetworkException::code)
			.returns(Outcome.NOT_ACCEPTED, NetworkException::outcome);
		assertThat(request("mono-mapped", "x")).isEqualTo("mapped: secret");
	}

	@Test
	void aCallerThatCancelsEndsTheSubscription() {
		CompletableFuture<byte[]> reply = client.transport().request(server.id(), "mono-never", bytes("x"));
		Results.get(server.bean(Reactive.class).begun);
		reply.cancel(true);
		Results.get(server.bean(Reactive.class).cancelled);
	}

	@Test
	void aFluxIsAStreamInBothDirections() {
		List<Integer> doubled = items(
				client.template().stream(NodeCall.to("server", "double"), Flux.range(1, 100), Integer.class))
			.collectList()
			.block(Results.PATIENCE);
		assertThat(doubled).hasSize(100).startsWith(2, 4).endsWith(200);
		assertThat(items(client.template().stream(NodeCall.to("server", "up-to"), 3, Integer.class)).collectList()
			.block(Results.PATIENCE)).containsExactly(1, 2, 3);
		assertThat(items(client.template().stream(NodeCall.to("server", "sum"), Flux.range(1, 10), Integer.class))
			.collectList()
			.block(Results.PATIENCE)).containsExactly(55);
		assertThat(items(client.template().stream(NodeCall.to("server", "publisher"), Flux.range(1, 3), Integer.class))
			.collectList()
			.block(Results.PATIENCE)).containsExactly(1, 2, 3);
	}

	@Test
	void aSlowSubscriberHoldsAFluxBack() {
		AtomicInteger made = server.bean(Reactive.class).made;
		List<byte[]> received = new CopyOnWriteArrayList<>();
		BaseSubscriber<byte[]> subscriber = new BaseSubscriber<>() {

			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				request(1);
			}

			@Override
			protected void hookOnNext(byte[] item) {
				received.add(item);
			}

		};
		items(client.template().stream(NodeCall.to("server", "endless"), null, byte[].class)).subscribe(subscriber);
		await().atMost(Results.PATIENCE).until(() -> received.size() == 1);
		NETWORK.awaitQuiet();
		assertThat(made).hasValueLessThan(100);
		subscriber.request(10);
		await().atMost(Results.PATIENCE).until(() -> received.size() == 11);
		subscriber.cancel();
		Results.get(server.bean(Reactive.class).endlessEnded);
		assertThat(made).hasValueLessThan(100);
	}

	@Test
	void aMessageBesideTheItemsHasTheHeadersOfTheStream() {
		assertThat(items(client.template()
			.stream(NodeCall.to("server", "tenant").withHeader("tenant", "blue"), Flux.just("a", "b"), String.class))
			.collectList()
			.block(Results.PATIENCE)).containsExactly("blue a", "blue b");
	}

	@Test
	void aMessageAloneHoldsTheFirstItem() {
		assertThat(items(client.template().stream(NodeCall.to("server", "first"), "a", String.class)).collectList()
			.block(Results.PATIENCE)).containsExactly("first a");
	}

	@Test
	void itemsAreValidatedWhereTheFluxIsAnnotated() {
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> items(client.template()
				.stream(NodeCall.to("server", "valid-items"), Flux.just(new Item(1), new Item(0)), Integer.class))
				.blockLast(Results.PATIENCE))
			.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns("an item of the stream is not valid: count: must be greater than or equal to 1",
					NetworkException::detail);
	}

	@Test
	void whatStandsForValuesToComeIsNoPayloadOfACall() {
		for (Object payload : List.of(Mono.just("x"), Flux.just("x"), CompletableFuture.completedFuture("x"))) {
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> client.template().request(NodeCall.to("server", "mono"), payload, String.class))
				.withMessageContaining("is no payload: it stands for values to come");
		}
	}

	private static <T> Flux<T> items(Flow.Publisher<T> items) {
		return Flux.from(FlowAdapters.toPublisher(items));
	}

	private static String request(String path, String payload) {
		return new String(Results.get(client.transport().request(server.id(), path, bytes(payload))),
				StandardCharsets.UTF_8);
	}

	private static NetworkException failure(String path, String payload) {
		return Results.failureOf(client.transport().request(server.id(), path, bytes(payload)));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	record Item(@Min(1) int count) {
	}

	@NodeController
	static class Reactive {

		final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

		final CompletableFuture<Void> begun = new CompletableFuture<>();

		final CompletableFuture<Void> cancelled = new CompletableFuture<>();

		final CompletableFuture<Void> endlessEnded = new CompletableFuture<>();

		final AtomicInteger made = new AtomicInteger();

		@MessageMapping("mono")
		Mono<String> mono(String payload) {
			return Mono.fromSupplier(() -> "mono " + payload);
		}

		@MessageMapping("mono-later")
		Mono<String> monoLater(String payload) {
			return Mono.just("later " + payload).subscribeOn(Schedulers.parallel());
		}

		@MessageMapping("mono-empty")
		Mono<String> monoEmpty() {
			return Mono.empty();
		}

		@MessageMapping("mono-never")
		Mono<String> monoNever() {
			return Mono.<String>never()
				.doOnSubscribe((subscription) -> this.begun.complete(null))
				.doOnCancel(() -> this.cancelled.complete(null));
		}

		@MessageMapping("mono-fails")
		Mono<String> monoFails() {
			return Mono.error(new ArithmeticException("secret"));
		}

		@MessageMapping("mono-refuses")
		Mono<String> monoRefuses() {
			return Mono.error(MessageException.refusal(ErrorCode.OVERLOADED, "later"));
		}

		@MessageMapping("mono-mapped")
		Mono<String> monoMapped() {
			return Mono.error(new IllegalStateException("secret"));
		}

		@MessageExceptionHandler
		Mono<String> map(IllegalStateException ex) {
			return Mono.just("mapped: " + ex.getMessage());
		}

		@MessageMapping("note")
		Mono<Void> note(String note) {
			return Mono.delay(Duration.ofMillis(1)).doOnNext((tick) -> this.notes.add(note)).then();
		}

		@MessageMapping("of-mono")
		Mono<Integer> ofMono(Mono<Integer> number) {
			return number.map((value) -> value + 1).defaultIfEmpty(0);
		}

		@MessageMapping("of-stage")
		CompletionStage<Integer> ofStage(CompletionStage<Integer> number) {
			return number.thenApply((value) -> value + 1);
		}

		@MessageMapping("of-future")
		CompletableFuture<Integer> ofFuture(CompletableFuture<Integer> number) {
			return number.thenApply((value) -> value + 1);
		}

		@MessageMapping("valid-mono")
		Mono<Integer> validMono(@Valid Mono<Item> item) {
			return item.map(Item::count);
		}

		@MessageMapping("double")
		Flux<Integer> twice(Flux<Integer> numbers) {
			return numbers.map((number) -> number * 2);
		}

		@MessageMapping("up-to")
		Flux<Integer> upTo(Mono<Integer> last) {
			return last.flatMapMany((number) -> Flux.range(1, number));
		}

		@MessageMapping("sum")
		Mono<Integer> sum(Flux<Integer> numbers) {
			return numbers.reduce(0, Integer::sum);
		}

		@MessageMapping("publisher")
		Publisher<Integer> publisher(Publisher<Integer> numbers) {
			return numbers;
		}

		@MessageMapping("endless")
		Flux<byte[]> endless() {
			return Flux.<byte[]>generate((sink) -> {
				this.made.incrementAndGet();
				sink.next(new byte[100_000]);
			}).doOnCancel(() -> this.endlessEnded.complete(null));
		}

		@MessageMapping("tenant")
		Flux<String> tenant(Flux<String> items, Message<?> message) {
			return items.map((item) -> message.getHeaders().get("tenant") + " " + item);
		}

		@MessageMapping("first")
		Flux<String> first(Message<String> message) {
			return Flux.just("first " + message.getPayload());
		}

		@MessageMapping("valid-items")
		Mono<Integer> validItems(@Valid Flux<Item> items) {
			return items.map(Item::count).reduce(0, Integer::sum);
		}

	}

}
