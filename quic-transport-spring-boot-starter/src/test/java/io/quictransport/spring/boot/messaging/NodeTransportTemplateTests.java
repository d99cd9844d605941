package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.NetworkTransport;
import io.quictransport.Outcome;
import io.quictransport.RequestContext;
import io.quictransport.Route;
import io.quictransport.TransportException;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Calls by the template.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class NodeTransportTemplateTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static Node client;

	private static Node one;

	private static Node two;

	private static NodeTransportOperations template;

	@BeforeAll
	static void start() {
		one = Node.start(NETWORK, "one", Set.of("prices"), Prices.class);
		two = Node.start(NETWORK, "two", Set.of("prices", "orders"), Prices.class);
		client = Node.start(NETWORK, "client").connect(one).connect(two);
		template = client.template();
	}

	@AfterAll
	@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
	static void stop() {
		client.close();
		one.close();
		two.close();
		NETWORK.close();
	}

	@Test
	void aRequestIsAnsweredWithAnObject() {
		assertThat(template.request(NodeCall.to("one", "price.{item}", "tea"), 3, Price.class))
			.isEqualTo(new Price("tea", 30));
		assertThat(Results.get(template.requestAsync(NodeCall.to("one", "price.{item}", "tea"), 2, Price.class)))
			.isEqualTo(new Price("tea", 20));
		assertThat(template.request(NodeCall.to("one", "prices"), null, new ParameterizedTypeReference<List<Price>>() {
		})).containsExactly(new Price("tea", 10), new Price("salt", 10));
		assertThat(template.request(NodeCall.to("one", "nothing"), null, Price.class)).isNull();
		assertThat(template.request(NodeCall.to("one", "text"), "a", String.class)).isEqualTo("a!");
		assertThat(template.request(NodeCall.to("one", "price.{item}", "tea"), 3, Void.class)).isNull();
	}

	@Test
	void aTimeoutWithoutEndIsCapped() {
		Duration forever = ChronoUnit.FOREVER.getDuration();
		assertThat(template.request(NodeCall.to("one", "text").withTimeout(forever), "a", String.class))
			.isEqualTo("a!");
		assertThat(
				Results.get(template.requestAsync(NodeCall.to("one", "text").withTimeout(forever), "a", String.class)))
			.isEqualTo("a!");
		CompletableFuture<String> path = new CompletableFuture<>();
		one.transport().onMessage("at-some-time", (message, context) -> path.complete(message.path()));
		template.send(NodeCall.to("one", "at-some-time").withTimeout(forever), "a");
		assertThat(Results.get(path)).isEqualTo("at-some-time");
	}

	@Test
	void aTimeoutThatIsNotPositiveIsRefusedAsByTheTransport() {
		for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1),
				ChronoUnit.FOREVER.getDuration().negated())) {
			NodeCall call = NodeCall.to("one", "text").withTimeout(timeout);
			for (CompletableFuture<?> refused : List.of(template.requestAsync(call, "a", String.class),
					template.sendAsync(call, "a"))) {
				NetworkException failure = Results.failureOf(refused);
				assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_MESSAGE);
				assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
			}
			FirstError<Price> error = new FirstError<>();
			template.stream(call, null, Price.class).subscribe(error);
			assertThat(error.await()).isInstanceOfSatisfying(NetworkException.class,
					(failure) -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_MESSAGE));
		}
	}

	@Test
	void valuesOfVariablesArriveAsTheyAre() {
		for (String item : List.of("1.5 litres", "100%", "a%2Eb", "x/y", "$1{z}")) {
			assertThat(template.request(NodeCall.to("one", "price.{item}", item), 1, Price.class))
				.isEqualTo(new Price(item, 10));
		}
		assertThatExceptionOfType(MessageException.class).isThrownBy(() -> NodeCall.to("one", "price.{item}"));
		assertThatExceptionOfType(MessageException.class).isThrownBy(() -> NodeCall.to("one", "price", "tea"));
	}

	@Test
	void aOneWayMessageIsAcknowledgedAndCarriesItsHeaders() throws Exception {
		template.send(NodeCall.to("one", "note").withHeader("tenant", "blue"), new Price("tea", 1));
		Results.get(template.sendAsync(NodeCall.to("one", "note").withHeader("tenant", "red"), new Price("salt", 2)));
		BlockingQueue<String> notes = one.bean(Prices.class).notes;
		assertThat(notes.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("blue tea");
		assertThat(notes.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("red salt");
	}

	@Test
	void aServiceIsServedByItsNodesInTurn() {
		List<String> asked = List.of(whoServes("prices"), whoServes("prices"), whoServes("prices"),
				whoServes("prices"));
		assertThat(asked.subList(0, 2)).containsExactlyInAnyOrder("one", "two");
		assertThat(asked.subList(2, 4)).isEqualTo(asked.subList(0, 2));
		assertThat(List.of(whoServes("orders"), whoServes("orders"))).containsExactly("two", "two");
	}

	private static String whoServes(String service) {
		return String.valueOf(template.request(NodeCall.toService(service, "who"), null, String.class));
	}

	@Test
	void theNextNodeOfAServiceIsAskedWhereOneHasNotAcceptedTheCall() {
		two.transport()
			.onRequest("only-two", (request, context) -> CompletableFuture.completedFuture(new byte[] { '2' }));
		for (int i = 0; i < 4; i++) {
			assertThat(template.request(NodeCall.toService("prices", "only-two"), null, String.class)).isEqualTo("2");
		}
	}

	@Test
	void noOtherNodeIsAskedWhereAHandlerMayHaveRun() {
		Prices first = one.bean(Prices.class);
		Prices second = two.bean(Prices.class);
		int before = first.failed + second.failed;
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(MessageException.class)
				.isThrownBy(() -> template.request(NodeCall.toService("prices", "fail"), null, String.class))
				.returns(ErrorCode.HANDLER_FAILED, NetworkException::code);
		}
		assertThat(first.failed + second.failed).isEqualTo(before + 2);
	}

	@Test
	void aServiceThatNobodyOffersFailsAtOnce() {
		assertThatExceptionOfType(NetworkException.class)
			.isThrownBy(() -> template.request(NodeCall.toService("unknown", "who"), null, String.class))
			.returns(ErrorCode.NOT_CONNECTED, NetworkException::code)
			.returns(Outcome.NOT_SENT, NetworkException::outcome)
			.withMessageContaining("no connected peer offers the service 'unknown'");
	}

	@Test
	void aDeadlineIsKeptAndReachesTheHandler() {
		Duration longer = Results.PATIENCE.multipliedBy(30);
		assertThat(template.request(NodeCall.to("one", "remaining").withTimeout(longer), null, Long.class))
			.isBetween(Results.PATIENCE.toMillis(), longer.toMillis());
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> template.request(NodeCall.to("one", "wait").withTimeout(Duration.ofMillis(100)), null,
					String.class))
			.returns(ErrorCode.DEADLINE_EXCEEDED, NetworkException::code);
	}

	@Test
	void aRemoteFailureIsTypedAndKeepsItsTextToItself() {
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> template.request(NodeCall.to("one", "fail"), null, String.class))
			.returns(ErrorCode.HANDLER_FAILED, NetworkException::code)
			.returns(Outcome.UNKNOWN, NetworkException::outcome)
			.withMessageNotContaining("secret");
	}

	@Test
	void aReplyThatCannotBeReadHasACodeAndAnObjectThatCannotBeWrittenIsNotSent() {
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> template.request(NodeCall.to("one", "text"), "{", Price.class))
			.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code);
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> template.sendAsync(NodeCall.to("one", "note"), new Unwritable()));
	}

	@Test
	void theBlockingFormsAreRefusedOnAnEventLoopAndNothingIsSent() throws InterruptedException {
		AtomicReference<Throwable> send = new AtomicReference<>();
		AtomicReference<Throwable> request = new AtomicReference<>();
		AtomicReference<Throwable> join = new AtomicReference<>();
		client.transport().onRequest(Route.path("on-loop").withDispatch(Dispatch.EVENT_LOOP), (message, context) -> {
			NodeCall note = NodeCall.to("one", "note").withHeader("tenant", "blocked");
			send.set(catchThrowable(() -> template.send(note, new Price("tea", 1))));
			request.set(catchThrowable(() -> template.request(note, new Price("tea", 1), String.class)));
			join.set(catchThrowable(() -> template.requestAsync(NodeCall.to("one", "text"), "x", String.class)
				.thenApply((it) -> it)
				.join()));
			return CompletableFuture.completedFuture(new byte[0]);
		});
		Results.get(one.transport().request(client.id(), "on-loop", new byte[0]));
		List<Throwable> refusals = new ArrayList<>(List.of(send.get(), request.get(), join.get()));
		EventLoopGroup foreign = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		try {
			NodeCall note = NodeCall.to("one", "note").withHeader("tenant", "blocked");
			refusals.add(foreign.submit(() -> template.send(note, new Price("tea", 1))).await().cause());
			refusals
				.add(foreign.submit(() -> template.request(note, new Price("tea", 1), String.class)).await().cause());
		}
		finally {
			foreign.shutdownGracefully(0, 1, TimeUnit.SECONDS);
		}
		assertThat(refusals)
			.allSatisfy((failure) -> assertThat(failure).isInstanceOfSatisfying(TransportException.class,
					(refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.BLOCKING_ON_EVENT_LOOP)));
		NodeCall after = NodeCall.to("one", "note").withHeader("tenant", "after");
		template.send(after, new Price("salt", 1));
		template.request(after, new Price("salt", 1), Void.class);
		await().atMost(Results.PATIENCE).untilAsserted(() -> assertThat(one.bean(Prices.class).notes).hasSize(2));
		assertThat(one.bean(Prices.class).notes).containsExactly("after salt", "after salt");
		one.bean(Prices.class).notes.clear();
	}

	@Test
	void toCancelAFutureCancelsTheHandler() {
		CompletableFuture<String> reply = template.requestAsync(NodeCall.to("one", "cancellable"), null, String.class);
		assertThat(awaits(one.bean(Prices.class).waiting)).isTrue();
		reply.cancel(true);
		assertThat(awaits(one.bean(Prices.class).cancelled)).isTrue();
	}

	private static boolean awaits(CountDownLatch latch) {
		try {
			return latch.await(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("interrupted", ex);
		}
	}

	@Test
	void anInterruptedCallerGivesItsCallUp() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> template.request(NodeCall.to("one", "wait"), null, String.class))
			.returns(ErrorCode.CANCELLED, NetworkException::code);
		assertThat(Thread.interrupted()).isTrue();
	}

	record Price(String item, int amount) {
	}

	static final class Unwritable {

		public String getText() {
			throw new IllegalStateException("not to be written");
		}

	}

	@NodeController
	static class Prices {

		final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

		final CountDownLatch waiting = new CountDownLatch(1);

		final CountDownLatch cancelled = new CountDownLatch(1);

		volatile int failed;

		private final NetworkTransport transport;

		Prices(NetworkTransport transport) {
			this.transport = transport;
		}

		@MessageMapping("price.{item}")
		Price price(@DestinationVariable String item, int count) {
			return new Price(item, 10 * count);
		}

		@MessageMapping("prices")
		List<Price> prices() {
			return List.of(new Price("tea", 10), new Price("salt", 10));
		}

		@MessageMapping("nothing")
		void nothing() {
		}

		@MessageMapping("text")
		String text(String text) {
			return text + "!";
		}

		@MessageMapping("note")
		void note(Price price, @Header String tenant) {
			this.notes.add(tenant + " " + price.item());
		}

		@MessageMapping("who")
		String who() {
			return this.transport.localNode().id().value();
		}

		@MessageMapping("remaining")
		long remaining(Duration remaining) {
			return remaining.toMillis();
		}

		@MessageMapping("fail")
		String fail() {
			synchronized (this) {
				this.failed++;
			}
			throw new IllegalStateException("secret");
		}

		@MessageMapping("wait")
		CompletableFuture<String> await() {
			return new CompletableFuture<>();
		}

		@MessageMapping("cancellable")
		CompletableFuture<String> awaitCancellation(RequestContext context) {
			context.onCancel(this.cancelled::countDown);
			this.waiting.countDown();
			return new CompletableFuture<>();
		}

	}

	private static final class FirstError<T> implements Flow.Subscriber<T> {

		private final CompletableFuture<Throwable> error = new CompletableFuture<>();

		Throwable await() {
			return Results.get(this.error);
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(1);
		}

		@Override
		public void onNext(T item) {
			this.error.completeExceptionally(new AssertionError("an item came: " + item));
		}

		@Override
		public void onError(Throwable cause) {
			this.error.complete(cause);
		}

		@Override
		public void onComplete() {
			this.error.completeExceptionally(new AssertionError("the stream has ended well"));
		}

	}

}
