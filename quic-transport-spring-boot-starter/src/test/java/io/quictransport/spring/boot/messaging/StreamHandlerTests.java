package io.quictransport.spring.boot.messaging;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkException;
import io.quictransport.nodes.Nodes;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Methods that serve streams, and the template's calls to them.
 */
@ExtendWith(OutputCaptureExtension.class)
class StreamHandlerTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static Node client;

	private static Node server;

	@BeforeAll
	static void start() {
		server = Node.start(NETWORK, "server", Numbers.class);
		client = Node.start(NETWORK, "client").connect(server);
	}

	@AfterAll
	static void stop() {
		client.close();
		server.close();
		NETWORK.close();
	}

	@Test
	void itemsGoBothWaysAsObjects() {
		Received<Pair> received = new Received<>(Long.MAX_VALUE);
		client.template().stream(NodeCall.to("server", "double"), numbers(1, 100), Pair.class).subscribe(received);
		assertThat(Results.get(received.completed)).hasSize(100).first().isEqualTo(new Pair(1, 2));
		assertThat(received.items).last().isEqualTo(new Pair(100, 200));
	}

	@Test
	void aMethodWithAPayloadIsCalledWithTheFirstItem() {
		Received<Integer> received = new Received<>(Long.MAX_VALUE);
		client.template().stream(NodeCall.to("server", "up-to"), 5, Integer.class).subscribe(received);
		assertThat(Results.get(received.completed)).containsExactly(1, 2, 3, 4, 5);
	}

	@Test
	void aMethodMayAnswerManyItemsWithOne() {
		Received<Integer> received = new Received<>(Long.MAX_VALUE);
		client.template().stream(NodeCall.to("server", "sum"), numbers(1, 10), Integer.class).subscribe(received);
		assertThat(Results.get(received.completed)).containsExactly(55);
	}

	@Test
	void variablesOfThePathAreThereForStreamsToo() {
		Received<Integer> received = new Received<>(Long.MAX_VALUE);
		client.template().stream(NodeCall.to("server", "from.{first}", 3), null, Integer.class).subscribe(received);
		assertThat(Results.get(received.completed)).containsExactly(3, 4, 5);
	}

	@Test
	void aSlowSubscriberHoldsThePublisherBack() {
		Received<byte[]> received = new Received<>(1);
		AtomicInteger made = server.bean(Numbers.class).made;
		client.template().stream(NodeCall.to("server", "endless"), null, byte[].class).subscribe(received);
		await().atMost(Results.PATIENCE).until(() -> received.items.size() == 1);
		NETWORK.awaitQuiet();
		assertThat(made).hasValueLessThan(100);
		received.subscription.join().request(10);
		await().atMost(Results.PATIENCE).until(() -> received.items.size() == 11);
		received.subscription.join().cancel();
		assertThat(Results.failureOf(server.bean(Numbers.class).ended).code()).isEqualTo(ErrorCode.CANCELLED);
		assertThat(made).hasValueLessThan(100);
	}

	@Test
	void aFailureOfThePublisherReachesTheOtherEndWithoutItsText() {
		Received<Integer> received = new Received<>(Long.MAX_VALUE);
		client.template().stream(NodeCall.to("server", "broken"), null, Integer.class).subscribe(received);
		assertThat(Results.failureOf(received.completed)).returns(ErrorCode.HANDLER_FAILED, NetworkException::code)
			.returns("the publisher failed with IllegalStateException", NetworkException::detail);
	}

	@Test
	void aFailureOfThePublisherIsLoggedWhereItServes(CapturedOutput output) {
		for (String path : List.of("broken", "unwritable")) {
			Received<Integer> received = new Received<>(Long.MAX_VALUE);
			client.template().stream(NodeCall.to("server", path), null, Integer.class).subscribe(received);
			assertThat(Results.failureOf(received.completed).code()).isEqualTo(ErrorCode.HANDLER_FAILED);
			await().atMost(Results.PATIENCE)
				.untilAsserted(() -> assertThat(output.toString().lines())
					.anyMatch((line) -> line.contains("event=handler_failed peer=client count=")
							&& line.contains("stream=\"" + path + "\"")));
		}
		assertThat(output).contains("java.lang.IllegalStateException: secret", "it stands for values to come");
	}

	@Test
	void aCallerWhosePublisherFailsIsToldWhy() {
		Received<Pair> received = new Received<>(Long.MAX_VALUE);
		IllegalStateException own = new IllegalStateException("of the caller");
		Flow.Publisher<Integer> broken = (subscriber) -> {
			subscriber.onSubscribe(new Counting(subscriber, 1, 0));
			subscriber.onError(own);
		};
		client.template().stream(NodeCall.to("server", "double"), broken, Pair.class).subscribe(received);
		NetworkException failure = Results.failureOf(received.completed);
		assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
		assertThat(failure).satisfiesAnyOf((told) -> assertThat(told).hasCause(own),
				(told) -> assertThat(told).hasSuppressedException(own));
	}

	@Test
	void whatAPeerSendsForgesNoLineOfTheLogWhereAMethodRepeatsIt(CapturedOutput output) {
		Received<Integer> received = new Received<>(Long.MAX_VALUE);
		client.template()
			.stream(NodeCall.to("server", "repeated"), "x\nevent=peer_down peer=node-z", Integer.class)
			.subscribe(received);
		Results.failureOf(received.completed);
		assertThat(output).contains("no such order: x\\nevent=peer_down");
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("event=peer_down"));
	}

	@Test
	void aMethodThatThrowsEndsTheStream() {
		Received<Integer> received = new Received<>(Long.MAX_VALUE);
		client.template().stream(NodeCall.to("server", "thrown"), 1, Integer.class).subscribe(received);
		assertThat(Results.failureOf(received.completed).code()).isEqualTo(ErrorCode.HANDLER_FAILED);
	}

	@Test
	void anItemThatCannotBeReadEndsTheStream() {
		Received<Integer> received = new Received<>(Long.MAX_VALUE);
		client.template().stream(NodeCall.to("server", "up-to"), "not a number", Integer.class).subscribe(received);
		assertThat(Results.failureOf(received.completed).code()).isEqualTo(ErrorCode.INVALID_MESSAGE);
	}

	@Test
	void aSubscriberIsToldAFailedOpeningOnAThreadThatMayBlock() {
		CompletableFuture<Boolean> onEventLoop = new CompletableFuture<>();
		Received<Integer> received = new Received<>(Long.MAX_VALUE) {

			@Override
			public void onError(Throwable failure) {
				onEventLoop.complete(client.transport().inEventLoop());
				super.onError(failure);
			}

		};
		client.template().stream(NodeCall.to("server", "unknown"), null, Integer.class).subscribe(received);
		assertThat(Results.get(onEventLoop)).isFalse();
		assertThat(Results.failureOf(received.completed).code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
	}

	@Test
	void aStreamWhoseItemsTheExecutorDoesNotTakeFailsAndIsNotLeftOpen() {
		Executor full = (task) -> {
			throw new RejectedExecutionException("full");
		};
		Payloads payloads = new Payloads(new ByteArrayMessageConverter());
		NodeTransportTemplate template = new NodeTransportTemplate(client.transport(), new Nodes(client.transport()),
				payloads, null, new NodeErrors(payloads, List.of()), Results.PATIENCE, full, List.of());
		Received<byte[]> received = new Received<>(Long.MAX_VALUE);
		template.stream(NodeCall.to("server", "double"), null, byte[].class).subscribe(received);
		assertThat(Results.failureOf(received.completed).code()).isEqualTo(ErrorCode.OVERLOADED);
	}

	@Test
	void aStreamThatNobodyServesFails() {
		Received<Integer> received = new Received<>(Long.MAX_VALUE);
		client.template().stream(NodeCall.to("server", "unknown"), null, Integer.class).subscribe(received);
		assertThat(Results.failureOf(received.completed).code()).isEqualTo(ErrorCode.NO_SUCH_PATH);
	}

	private static Flow.Publisher<Integer> numbers(int first, int last) {
		return (subscriber) -> subscriber.onSubscribe(new Counting(subscriber, first, last));
	}

	record Pair(int number, int twice) {
	}

	@NodeController
	static class Numbers {

		final AtomicInteger made = new AtomicInteger();

		final CompletableFuture<Void> ended = new CompletableFuture<>();

		@MessageMapping("double")
		Flow.Publisher<Pair> twice(Flow.Publisher<Integer> numbers) {
			return (subscriber) -> {
				SubmissionPublisher<Pair> pairs = new SubmissionPublisher<>();
				pairs.subscribe(subscriber);
				numbers.subscribe(new Received<>(Long.MAX_VALUE, (number) -> pairs.submit(new Pair(number, 2 * number)),
						pairs::close));
			};
		}

		@MessageMapping("up-to")
		Flow.Publisher<Integer> upTo(int last) {
			return numbers(1, last);
		}

		@MessageMapping("from.{first}")
		CompletableFuture<Flow.Publisher<Integer>> from(@DestinationVariable int first) {
			return CompletableFuture.supplyAsync(() -> numbers(first, first + 2));
		}

		@MessageMapping("sum")
		CompletableFuture<Integer> sum(Flow.Publisher<Integer> numbers) {
			Received<Integer> received = new Received<>(Long.MAX_VALUE);
			numbers.subscribe(received);
			return received.completed.thenApply((all) -> all.stream().mapToInt(Integer::intValue).sum());
		}

		@MessageMapping("endless")
		Flow.Publisher<byte[]> endless(MessageStream stream) {
			stream.closed().whenComplete((end, failure) -> {
				if (failure != null) {
					this.ended.completeExceptionally(failure);
				}
			});
			return (subscriber) -> subscriber.onSubscribe(new Flow.Subscription() {

				@Override
				public void request(long count) {
					for (long i = 0; i < count; i++) {
						Numbers.this.made.incrementAndGet();
						subscriber.onNext(new byte[100_000]);
					}
				}

				@Override
				public void cancel() {
					// The test looks at the stream.
				}

			});
		}

		@MessageMapping("broken")
		Flow.Publisher<Integer> broken() {
			return (subscriber) -> {
				subscriber.onSubscribe(new Counting(subscriber, 1, 0));
				subscriber.onError(new IllegalStateException("secret"));
			};
		}

		@MessageMapping("repeated")
		Flow.Publisher<Integer> repeated(String order) {
			throw new IllegalArgumentException("no such order: " + order);
		}

		@MessageMapping("unwritable")
		Flow.Publisher<Object> unwritable() {
			return (subscriber) -> {
				subscriber.onSubscribe(new Flow.Subscription() {

					@Override
					public void request(long count) {
						subscriber.onNext(new CompletableFuture<>());
					}

					@Override
					public void cancel() {
						// There is nothing to stop.
					}

				});
			};
		}

		@MessageMapping("thrown")
		Flow.Publisher<Integer> thrown(int number) {
			throw new IllegalStateException("secret");
		}

	}

	/**
	 * Gives the numbers of a range as they are asked for.
	 */
	private static final class Counting implements Flow.Subscription {

		private final Flow.Subscriber<? super Integer> subscriber;

		private final int last;

		private int next;

		Counting(Flow.Subscriber<? super Integer> subscriber, int first, int last) {
			this.subscriber = subscriber;
			this.next = first;
			this.last = last;
		}

		@Override
		public void request(long count) {
			for (long i = 0; i < count && this.next <= this.last; i++) {
				int number = this.next++;
				this.subscriber.onNext(number);
				if (number == this.last) {
					this.subscriber.onComplete();
				}
			}
		}

		@Override
		public void cancel() {
			this.next = Integer.MAX_VALUE;
		}

	}

	/**
	 * Keeps what it is given.
	 *
	 * @param <T> the type of the items
	 */
	private static class Received<T> implements Flow.Subscriber<T> {

		final List<T> items = new CopyOnWriteArrayList<>();

		final CompletableFuture<List<T>> completed = new CompletableFuture<>();

		final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

		private final long demand;

		private final Consumer<T> action;

		private final Runnable atEnd;

		Received(long demand) {
			this(demand, (item) -> {
			}, () -> {
			});
		}

		Received(long demand, Consumer<T> action, Runnable atEnd) {
			this.demand = demand;
			this.action = action;
			this.atEnd = atEnd;
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscription.complete(subscription);
			subscription.request(this.demand);
		}

		@Override
		public void onNext(T item) {
			this.items.add(item);
			this.action.accept(item);
		}

		@Override
		public void onError(Throwable failure) {
			this.completed.completeExceptionally(failure);
		}

		@Override
		public void onComplete() {
			this.atEnd.run();
			this.completed.complete(this.items);
		}

	}

}
