package io.quictransport.spring.boot.messaging;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.reactivestreams.FlowAdapters;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients of interfaces that the handlers at the other end implement.
 */
class NodeClientTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static Node server;

	private static Node client;

	private static StockApi stock;

	private static Reactive reactive;

	@BeforeAll
	static void start() {
		server = Node.start(NETWORK, "server", Set.of("stock"), Stock.class, ReactiveStock.class, Declared.class,
				Narrow.class);
		client = Node.start(NETWORK, "client", Clients.class).connect(server);
		stock = client.bean(StockApi.class);
		reactive = client.bean(Reactive.class);
	}

	@AfterAll
	static void stop() {
		client.close();
		server.close();
		NETWORK.close();
	}

	@Test
	void aMethodWithAResultIsARequest() {
		assertThat(stock.find("a.b")).isEqualTo(new Item("a.b", 3));
		assertThat(stock.find("none")).isNull();
		assertThat(stock.count()).isEqualTo(42);
		assertThat(stock.all(List.of("x", "y"))).containsExactly(new Item("x", 1), new Item("y", 1));
	}

	@Test
	void anOptionalIsEmptyWhereTheAnswerHasNoContent() {
		assertThat(stock.look("a")).contains(new Item("a", 3));
		assertThat(stock.look("none")).isEmpty();
		assertThat(Results.get(stock.lookLater("a"))).contains(new Item("a", 3));
		assertThat(Results.get(stock.lookLater("none"))).isEmpty();
	}

	@Test
	void aMethodWithoutAResultIsAOneWayMessage() throws Exception {
		stock.changed(new Item("changed", 1));
		Results.get(stock.changedLater(new Item("later", 2)).toCompletableFuture());
		BlockingQueue<String> notes = server.bean(Stock.class).notes;
		List<@Nullable String> both = new ArrayList<>();
		both.add(notes.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
		both.add(notes.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
		// They are of two paths.
		assertThat(both).containsExactlyInAnyOrder("SEND changed", "SEND later");
	}

	@Test
	void anAnsweredMethodWithoutAResultFailsWithItsHandler() {
		stock.reserve("a", 1);
		assertThatExceptionOfType(MessageException.class).isThrownBy(() -> stock.reserve("a", 100))
			.returns(ErrorCode.OVERLOADED, NetworkException::code);
	}

	@Test
	void anAnsweredMethodServesNoOneWayMessages() {
		assertThat(Results.failureOf(client.template().sendAsync(NodeCall.to("server", "stock.reserve.{id}", "a"), 1)))
			.returns(ErrorCode.NO_SUCH_PATH, NetworkException::code);
	}

	@Test
	@SuppressWarnings("NullAway") // a header that is required and null
	void headersTravelAsTexts() {
		assertThat(stock.headers("blue", null, Optional.empty(), Map.of("more", "1"), Level.HIGH))
			.isEqualTo("blue - dflt 1 HIGH");
		assertThat(stock.headers("blue", "o", Optional.of(7), Map.of(), Level.LOW)).isEqualTo("blue o 7 - LOW");
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> stock.headers(null, null, Optional.empty(), Map.of(), Level.LOW))
			.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns(Outcome.NOT_SENT, NetworkException::outcome)
			.withMessageContaining("the header 'tenant' is null");
	}

	@Test
	void aVariableMustNotBeNull() {
		assertThatExceptionOfType(MessageException.class).isThrownBy(() -> stock.find(null))
			.returns(Outcome.NOT_SENT, NetworkException::outcome)
			.withMessageContaining("the path variable 'id' is null");
		assertThat(Results.failureOf(stock.findLater(null))).returns(Outcome.NOT_SENT, NetworkException::outcome);
	}

	@Test
	void aVariableMustNotBeEmptyForAnotherPathWouldBeCalled() {
		assertThatExceptionOfType(MessageException.class).isThrownBy(() -> stock.priceOf("", "a"))
			.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.returns(Outcome.NOT_SENT, NetworkException::outcome)
			.withMessageContaining("the path variable 'tenant' is empty");
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> NodeCall.to("server", "stock.price.{tenant}.{id}", "", "a"))
			.returns(Outcome.NOT_SENT, NetworkException::outcome)
			.withMessageContaining("the variable {tenant} of the route 'stock.price.{tenant}.{id}' is empty");
		assertThatExceptionOfType(MessageException.class)
			.isThrownBy(() -> NodeCall.to("server", "stock.price.{id}", new Object[] { null }))
			.withMessageContaining("the variable {id} of the route 'stock.price.{id}' is null");
		assertThat(stock.priceOf(" ", "a")).isEqualTo("price of a for  ");
	}

	@Test
	void datesAndTimesTravelWholeWhateverTheLocaleIs() {
		LocalDate day = LocalDate.of(1926, 3, 4);
		LocalDateTime since = LocalDateTime.of(2026, 3, 4, 5, 6, 7, 8);
		ZonedDateTime zoned = since.atZone(ZoneId.of("Europe/Paris"));
		Date date = new Date(1234567);
		for (Locale locale : List.of(Locale.GERMANY, Locale.US, Locale.UK)) {
			LocaleContextHolder.setLocale(locale);
			try {
				assertThat(stock.times(day, since, since.toLocalTime(), zoned, date, day)).as("%s", locale)
					.isEqualTo(day + " " + since + " " + since.toLocalTime() + " " + zoned + " 1234567 " + day);
			}
			finally {
				LocaleContextHolder.resetLocaleContext();
			}
		}
	}

	@Test
	void anOptionalNumberIsEmptyWhereTheAnswerHasNoContent() {
		assertThat(stock.number(OptionalInt.of(7))).hasValue(7);
		assertThat(stock.number(OptionalInt.empty())).isEmpty();
		assertThat(Results.get(stock.numberLater(8L))).hasValue(8);
		assertThat(Results.get(stock.numberLater(null))).isEmpty();
	}

	@Test
	void methodsOfObjectMayBeDeclaredAgain() {
		Declaring declaring = client.bean(Declaring.class);
		assertThat(declaring.declared()).isEqualTo("declared");
		assertThat(declaring).hasToString("client of " + Declaring.class.getName() + " at the service 'stock'")
			.isEqualTo(declaring)
			.hasSameHashCodeAs(declaring);
	}

	@Test
	void aPrimitiveResultNeedsAnAnswer() {
		assertThatExceptionOfType(MessageException.class).isThrownBy(() -> stock.noCount())
			.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
			.withMessageContaining("returns int");
	}

	@Test
	void aDefaultMethodIsTheInterfacesOwn() {
		assertThat(stock.names("a", "b")).containsExactly("a", "b");
	}

	@Test
	void aNodeAndADeadlineMayBeNamedByTheCall() {
		assertThat(stock.who(server.id(), Duration.ofMinutes(5))).isEqualTo("client in 5 minutes at most");
		assertThat(stock.who(null, null)).isEqualTo("client in 5 minutes at most");
		assertThatExceptionOfType(NetworkException.class).isThrownBy(() -> stock.who(new PeerId("nobody"), null))
			.returns(ErrorCode.UNKNOWN_PEER, NetworkException::code);
		assertThatExceptionOfType(NetworkException.class).isThrownBy(() -> stock.who(null, Duration.ZERO))
			.withMessageContaining("not positive");
	}

	@Test
	void aFutureThatItsCallerEndsCancelsTheCall() throws InterruptedException {
		CompletableFuture<Item> never = client.bean(Impatient.class).never().toCompletableFuture();
		assertThat(nextEvent()).isEqualTo("begun");
		never.cancel(true);
		assertThat(nextEvent()).isEqualTo("cancelled");
	}

	@Test
	void genericMethodsOfASuperinterfaceHaveTheirTypesAndPathsOfTheClient() {
		assertThat(stock.byKey("a")).isEqualTo(new Item("a", 9));
	}

	@Test
	void aMethodThatNarrowsThatOfASuperinterfaceIsCalledThroughBoth() {
		Narrowed narrowed = client.bean(Narrowed.class);
		assertThat(narrowed.narrow("a")).isEqualTo(new Item("a", 1));
		Wide<Item> wide = narrowed;
		assertThat(wide.narrow("a")).isEqualTo(new Item("a", 1));
		assertThat(wide.twice("a")).isEqualTo(new Item("aa", 1));
	}

	@Test
	void placeholdersInTheNamesOfHeadersAreReplacedAtBothEnds() {
		assertThat(stock.tenant("blue")).isEqualTo("blue");
	}

	@Test
	void textsOfAListTravelAsTheyAreOrAreRefused() {
		assertThat(stock.tags(List.of("a", "b c"), new String[] { "x" })).isEqualTo("[a, b c] [x]");
		assertThat(stock.tags(List.of(), new String[0])).isEqualTo("[] []");
		for (String tag : List.of("a,b", " a", "a ")) {
			assertThatExceptionOfType(MessageException.class).as(tag)
				.isThrownBy(() -> stock.tags(List.of("x", tag), new String[0]))
				.returns(ErrorCode.INVALID_MESSAGE, NetworkException::code)
				.returns(Outcome.NOT_SENT, NetworkException::outcome)
				.withMessageContaining("the header 'tags'")
				.withMessageContaining("would be read as another list");
			assertThatExceptionOfType(MessageException.class).as(tag)
				.isThrownBy(() -> stock.tags(List.of(), new String[] { "x", tag }))
				.withMessageContaining("the header 'more'");
		}
		assertThatExceptionOfType(MessageException.class).isThrownBy(() -> stock.tags(List.of(""), new String[0]))
			.withMessageContaining("the header 'tags'");
	}

	@Test
	void aMonoCallsWhenItIsSubscribedTo() {
		Mono<Item> found = reactive.find(Mono.just("a"));
		assertThat(found.block(Results.PATIENCE)).isEqualTo(new Item("a", 1));
		assertThat(found.block(Results.PATIENCE)).isEqualTo(new Item("a", 1));
		assertThat(reactive.find(Mono.just("none")).block(Results.PATIENCE)).isNull();
		assertThat(server.bean(ReactiveStock.class).asked).hasSize(3);
	}

	@Test
	void aMonoThatIsCancelledEndsItsCall() throws InterruptedException {
		Disposable subscription = reactive.never().subscribe();
		assertThat(nextEvent()).isEqualTo("begun");
		subscription.dispose();
		assertThat(nextEvent()).isEqualTo("cancelled");
	}

	private static @Nullable String nextEvent() throws InterruptedException {
		return server.bean(ReactiveStock.class).events.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Test
	void whatFailsBeforeAnythingIsSentFailsTheMono() {
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> reactive.find(Mono.error(new ArithmeticException())).block(Results.PATIENCE));
	}

	@Test
	void aMonoWithoutValueIsAOneWayMessage() throws Exception {
		reactive.changed("x").block(Results.PATIENCE);
		assertThat(server.bean(ReactiveStock.class).notes.poll(Results.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
			.isEqualTo("x");
	}

	@Test
	void streamsGoBothWays() {
		assertThat(reactive.upTo(3).collectList().block(Results.PATIENCE)).containsExactly(1, 2, 3);
		assertThat(reactive.twice(Flux.range(1, 50)).collectList().block(Results.PATIENCE)).hasSize(50)
			.startsWith(2, 4)
			.endsWith(100);
		assertThat(reactive.sum(Flux.range(1, 10)).block(Results.PATIENCE)).isEqualTo(55);
		assertThat(reactive.sumNow(Flux.range(1, 10))).isEqualTo(55);
		assertThat(reactive.first(Mono.just("a")).collectList().block(Results.PATIENCE)).containsExactly("first a");
		assertThat(Flux.from(FlowAdapters.toPublisher(reactive.items())).collectList().block(Results.PATIENCE))
			.containsExactly(List.of(new Item("a", 1)), List.of());
	}

	@Test
	void aStreamOfANodeThatIsNotThereFailsItsSubscriber() {
		assertThatExceptionOfType(NetworkException.class)
			.isThrownBy(() -> reactive.at(new PeerId("nobody")).blockLast(Results.PATIENCE))
			.returns(ErrorCode.UNKNOWN_PEER, NetworkException::code);
	}

	@Test
	void aClientIsAnObjectAsAnyOther() {
		Set<Object> known = new HashSet<>(Set.of(stock, reactive));
		assertThat(known.add(stock)).isFalse();
		assertThat(known.remove(reactive)).isTrue();
		assertThat(known).containsExactly(stock);
		assertThat(stock).hasToString("client of " + StockApi.class.getName() + " at the service 'stock'");
	}

	record Item(String id, int count) {
	}

	enum Level {

		LOW, HIGH;

		@Override
		public String toString() {
			return "level " + name();
		}

	}

	interface Keyed<K, V> {

		@NodeExchange("by-key.{key}")
		@Nullable V byKey(@DestinationVariable K key);

	}

	@NodeExchange("stock")
	interface StockApi extends Keyed<String, Item> {

		@NodeExchange("item.{id}")
		@Nullable Item find(@DestinationVariable @Nullable String id);

		@NodeExchange("item-later.{id}")
		CompletableFuture<@Nullable Item> findLater(@DestinationVariable("id") @Nullable String id);

		@NodeExchange("look.{id}")
		Optional<Item> look(@DestinationVariable String id);

		@NodeExchange("look-later.{id}")
		CompletableFuture<Optional<Item>> lookLater(@DestinationVariable String id);

		@NodeExchange("count")
		int count();

		@NodeExchange("no-count")
		int noCount();

		@NodeExchange("all")
		List<Item> all(List<String> ids);

		@NodeExchange("changed")
		void changed(Item item);

		@NodeExchange("changed-later")
		CompletionStage<Void> changedLater(Item item);

		@NodeExchange(value = "reserve.{id}", answered = true)
		void reserve(@DestinationVariable String id, int count);

		@NodeExchange("headers")
		String headers(@Header String tenant, @Header(required = false) @Nullable String other,
				@Header("number") Optional<Integer> third, @Headers Map<String, Object> more, @Header Level level);

		@NodeExchange("price.{tenant}.{id}")
		String priceOf(@DestinationVariable String tenant, @DestinationVariable String id);

		@NodeExchange("price.{id}")
		String price(@DestinationVariable String id);

		@NodeExchange("times.{day}")
		String times(@DestinationVariable LocalDate day, @Header LocalDateTime since, @Header LocalTime at,
				@Header ZonedDateTime zoned, @Header Date date,
				@Header @DateTimeFormat(pattern = "dd.MM.uuuu") LocalDate stated);

		@NodeExchange("tenant")
		String tenant(@Header("${no.such.header:x-tenant}") String tenant);

		@NodeExchange("tags")
		String tags(@Header List<String> tags, @Header String[] more);

		@NodeExchange("number")
		OptionalInt number(OptionalInt number);

		@NodeExchange("number-later")
		CompletableFuture<OptionalLong> numberLater(@Nullable Long number);

		@NodeExchange("who")
		String who(@Nullable PeerId peer, @Nullable Duration left);

		default List<String> names(String... ids) {
			return all(List.of(ids)).stream().map(Item::id).toList();
		}

	}

	interface Wide<T> {

		@NodeExchange("narrow.{id}")
		T narrow(@DestinationVariable String id);

		default T twice(String id) {
			return narrow(id + id);
		}

	}

	interface Narrowed extends Wide<Item> {

		@Override
		Item narrow(@DestinationVariable String id);

		@Override
		default Item twice(String id) {
			return narrow(id + id);
		}

	}

	@NodeController
	static class Narrow implements Narrowed {

		@Override
		public Item narrow(String id) {
			return new Item(id, 1);
		}

	}

	interface Declaring {

		@NodeExchange("declared")
		String declared();

		@Override
		boolean equals(Object other);

		@Override
		int hashCode();

		@Override
		String toString();

	}

	@NodeController
	static class Declared implements Declaring {

		@Override
		public String declared() {
			return "declared";
		}

	}

	@NodeController
	static class Stock implements StockApi {

		final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

		@Override
		public @Nullable Item find(@Nullable String id) {
			return "none".equals(id) ? null : new Item(String.valueOf(id), 3);
		}

		@Override
		public CompletableFuture<@Nullable Item> findLater(@Nullable String id) {
			return CompletableFuture.completedFuture(find(id));
		}

		@Override
		public Optional<Item> look(String id) {
			return Optional.ofNullable(find(id));
		}

		@Override
		public CompletableFuture<Optional<Item>> lookLater(String id) {
			return CompletableFuture.completedFuture(look(id));
		}

		@Override
		public String priceOf(String tenant, String id) {
			return "price of " + id + " for " + tenant;
		}

		@Override
		public String price(String id) {
			return "price of " + id;
		}

		@Override
		public String times(LocalDate day, LocalDateTime since, LocalTime at, ZonedDateTime zoned, Date date,
				LocalDate stated) {
			return day + " " + since + " " + at + " " + zoned + " " + date.getTime() + " " + stated;
		}

		@Override
		public String tenant(String tenant) {
			return tenant;
		}

		@Override
		public String tags(List<String> tags, String[] more) {
			return tags + " " + List.of(more);
		}

		@Override
		public OptionalInt number(OptionalInt number) {
			return number;
		}

		@Override
		public CompletableFuture<OptionalLong> numberLater(@Nullable Long number) {
			return CompletableFuture.completedFuture((number != null) ? OptionalLong.of(number) : OptionalLong.empty());
		}

		@Override
		public int count() {
			return 42;
		}

		@Override
		public int noCount() {
			throw MessageException.refusal(ErrorCode.OVERLOADED, "answered by an advice");
		}

		@MessageExceptionHandler
		void nothing(MessageException ex) {
			if (!ex.detail().equals("answered by an advice")) {
				throw ex;
			}
		}

		@Override
		public List<Item> all(List<String> ids) {
			return ids.stream().map((id) -> new Item(id, 1)).toList();
		}

		@Override
		public void changed(Item item) {
			this.notes.add("SEND " + item.id());
		}

		@Override
		public CompletionStage<Void> changedLater(Item item) {
			this.notes.add("SEND " + item.id());
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void reserve(String id, int count) {
			if (count > 3) {
				throw MessageException.refusal(ErrorCode.OVERLOADED, "not that many");
			}
		}

		@Override
		public String headers(String tenant, @Nullable String other, Optional<Integer> third, Map<String, Object> more,
				Level level) {
			return tenant + " " + ((other != null) ? other : "-") + " " + third.map(String::valueOf).orElse("dflt")
					+ " " + more.getOrDefault("more", "-") + " " + level.name();
		}

		@Override
		public String who(@Nullable PeerId peer, @Nullable Duration left) {
			return peer + " in " + ((left != null && left.compareTo(Duration.ofMinutes(5)) <= 0) ? "5" : "more")
					+ " minutes at most";
		}

		@Override
		public Item byKey(String key) {
			return new Item(key, 9);
		}

	}

	@NodeExchange("reactive")
	interface Reactive {

		@NodeExchange("find")
		Mono<Item> find(Mono<String> id);

		@NodeExchange("never")
		Mono<Item> never();

		@NodeExchange("changed")
		Mono<Void> changed(String id);

		@NodeExchange("up-to")
		Flux<Integer> upTo(int last);

		@NodeExchange("twice")
		Flux<Integer> twice(Flux<Integer> numbers);

		@NodeExchange("sum")
		Mono<Integer> sum(Flux<Integer> numbers);

		@NodeExchange("sum-now")
		int sumNow(Flux<Integer> numbers);

		@NodeExchange("first")
		Flux<String> first(Mono<String> payload);

		@NodeExchange("items")
		Flow.Publisher<List<Item>> items();

		@NodeExchange("at")
		Flux<Integer> at(PeerId peer);

	}

	@NodeController
	static class ReactiveStock implements Reactive {

		final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

		final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

		final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		@Override
		public Mono<Item> find(Mono<String> id) {
			return id.doOnNext(this.asked::add).filter((one) -> !one.equals("none")).map((one) -> new Item(one, 1));
		}

		@Override
		public Mono<Item> never() {
			return Mono.<Item>never()
				.doOnSubscribe((subscription) -> this.events.add("begun"))
				.doOnCancel(() -> this.events.add("cancelled"));
		}

		@Override
		public Mono<Void> changed(String id) {
			this.notes.add(id);
			return Mono.empty();
		}

		@Override
		public Flux<Integer> upTo(int last) {
			return Flux.range(1, last);
		}

		@Override
		public Flux<Integer> twice(Flux<Integer> numbers) {
			return numbers.map((number) -> number * 2);
		}

		@Override
		public Mono<Integer> sum(Flux<Integer> numbers) {
			return numbers.reduce(0, Integer::sum);
		}

		@Override
		public int sumNow(Flux<Integer> numbers) {
			return numbers.reduce(0, Integer::sum).blockOptional(Results.PATIENCE).orElseThrow();
		}

		@Override
		public Flux<String> first(Mono<String> payload) {
			return payload.map((text) -> "first " + text).flux();
		}

		@Override
		public Flow.Publisher<List<Item>> items() {
			return FlowAdapters.toFlowPublisher(Flux.just(List.of(new Item("a", 1)), List.of()));
		}

		@Override
		public Flux<Integer> at(PeerId peer) {
			return Flux.empty();
		}

	}

	/** Waits otherwise for what {@link Reactive} declares. */
	interface Impatient {

		@NodeExchange("reactive.never")
		CompletionStage<Item> never();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportNodeClients(service = "stock",
			types = { StockApi.class, Reactive.class, Impatient.class, Declaring.class, Narrowed.class })
	static class Clients {

	}

}
