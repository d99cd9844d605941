package io.quictransport.spring.boot.messaging;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Stream;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.NodeHandler;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Exceptions of the application, from a handler to the caller.
 */
class ApplicationErrorTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static Node server;

	/** Knows the exceptions of the server. */
	private static Node client;

	/** Knows none of them. */
	private static Node newcomer;

	@BeforeAll
	static void start() {
		server = Node.start(NETWORK, "server", Set.of("checked"), Shop.class, ShopHandlers.class, MoreFailures.class,
				Mappings.class, MoreMappings.class);
		client = Node.start(NETWORK, "client", Mappings.class, MoreMappings.class).connect(server);
		newcomer = Node.start(NETWORK, "newcomer").connect(server);
	}

	@AfterAll
	static void stop() {
		List.of(client, newcomer, server).forEach(Node::close);
		NETWORK.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.marked", "shop.future", "shop.mono", "bean.marked" })
	void aMarkedExceptionReachesACallerThatDoesNotKnowItAsCodeTextAndDetails(String path) {
		ApplicationException failure = (ApplicationException) failureAt(newcomer, path);
		assertThat(failure.applicationCode()).isEqualTo(new ApplicationCode("out-of-stock"));
		assertThat(failure.detail()).isEqualTo("3 left of tea");
		assertThat(failure.details()).asString().isEqualTo("{\"item\":\"tea\",\"left\":3}");
		assertThat(newcomer.bean(NodeErrors.class).details(failure, Stock.class)).isEqualTo(new Stock("tea", 3));
		assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.marked", "shop.future", "shop.mono", "shop.subclass", "bean.marked" })
	void aCallerThatHasItsMappingGetsTheExceptionItself(String path) {
		assertThat(failureAt(client, path)).isInstanceOfSatisfying(OutOfStock.class, (failure) -> {
			assertThat(failure.errorDetails()).isEqualTo(new Stock("tea", 3));
			assertThat(failure).hasMessage("3 left of tea");
			assertThat(failure.getCause()).isInstanceOfSatisfying(ApplicationException.class,
					(told) -> assertThat(told.context().peer()).isEqualTo(server.id()));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.marked", "shop.future", "bean.marked" })
	void aNodeThatCallsItselfGetsTheExceptionAsItsPeersDo(String path) {
		assertThat(failureAt(server, path)).isInstanceOfSatisfying(OutOfStock.class,
				(failure) -> assertThat(failure.errorDetails()).isEqualTo(new Stock("tea", 3)));
	}

	@Test
	void theBlockingFormThrowsTheExceptionItself() {
		assertThatExceptionOfType(OutOfStock.class)
			.isThrownBy(() -> client.template().request(NodeCall.to("server", "shop.marked"), null, String.class));
	}

	@Test
	void aCheckedExceptionIsThrownByTheMethodsOfAClientThatDeclareIt() {
		CheckedApi api = client.bean(CheckedApi.class);
		assertThatExceptionOfType(Checked.class).isThrownBy(api::declared);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(api::undeclared)
			.withCauseInstanceOf(Checked.class);
		Throwable later = Results.get(api.later().handle((reply, failure) -> failure));
		assertThat((later instanceof CompletionException) ? later.getCause() : later).isInstanceOf(Checked.class);
	}

	@Test
	void detailsMayBeOfAGenericTypeOrPrimitive() {
		assertThat(failureAt(client, "shop.several")).isInstanceOfSatisfying(Several.class,
				(failure) -> assertThat(failure.errorDetails()).isEqualTo(List.of(new Stock("tea", 3))));
		assertThat(failureAt(client, "shop.counted")).isInstanceOfSatisfying(Counted.class,
				(failure) -> assertThat(failure).hasMessage("counted 7"));
		ApplicationException told = (ApplicationException) failureAt(newcomer, "shop.counted");
		assertThat(newcomer.bean(NodeErrors.class).details(told, int.class)).isEqualTo(7);
	}

	@Test
	void anExceptionOfALibraryIsMappedByABean() {
		assertThat(failureAt(newcomer, "shop.foreign")).isInstanceOfSatisfying(ApplicationException.class,
				(failure) -> {
					assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.CONFLICT);
					assertThat(failure.detail()).isEqualTo("version 4 is newer");
					assertThat(failure.details()).isEmpty();
				});
		assertThat(failureAt(client, "shop.foreign")).as("the mapping goes one way")
			.isInstanceOf(ApplicationException.class);
	}

	@Test
	void anApplicationErrorNeedsNoMapping() {
		assertThat(failureAt(client, "shop.plain")).isInstanceOfSatisfying(ApplicationException.class, (failure) -> {
			assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.NOT_FOUND);
			assertThat(failure.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
		});
	}

	@Test
	void whatAMethodForExceptionsThrowsIsMappedToo() {
		assertThat(failureAt(client, "shop.handled")).isInstanceOf(OutOfStock.class);
	}

	@Test
	void ofAllOtherExceptionsTheTypeIsToldAlone() {
		assertThat(failureAt(client, "shop.secret")).isInstanceOfSatisfying(MessageException.class, (failure) -> {
			assertThat(failure.code()).isEqualTo(ErrorCode.HANDLER_FAILED);
			assertThat(failure).hasMessageContaining("IllegalStateException").hasMessageNotContaining("hidden");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.feed", "shop.feed-at-once", "bean.feed" })
	void aStreamEndsWithTheException(String path) {
		assertThat(streamFailureAt(client, path)).isInstanceOfSatisfying(OutOfStock.class,
				(failure) -> assertThat(failure.errorDetails()).isEqualTo(new Stock("tea", 3)));
		assertThat(streamFailureAt(newcomer, path)).isInstanceOf(ApplicationException.class);
	}

	@Test
	void theItemsOfACallerEndAtTheHandlerWithTheException() {
		Flow.Publisher<Object> items = (subscriber) -> {
			try (SubmissionPublisher<Object> none = new SubmissionPublisher<>()) {
				none.subscribe(subscriber);
				none.closeExceptionally(new OutOfStock("3 left of tea", new Stock("tea", 3)));
			}
		};
		assertThat(Results.get(Mono
			.from(org.reactivestreams.FlowAdapters
				.toPublisher(client.template().stream(NodeCall.to("server", "shop.upload"), items, String.class)))
			.onErrorReturn("lost")
			.toFuture())).isNotNull();
		assertThat(Results.get(server.bean(Shop.class).uploaded)).isInstanceOf(OutOfStock.class);
	}

	@Test
	void detailsThatCannotBeReadLeaveTheErrorAsItIs() {
		assertThat(failureAt(client, "shop.odd")).isInstanceOfSatisfying(ApplicationException.class, (failure) -> {
			assertThat(failure.applicationCode().name()).isEqualTo("out-of-stock");
			assertThat(failure.getSuppressed()).singleElement()
				.isInstanceOfSatisfying(MessageException.class,
						(odd) -> assertThat(odd.code()).isEqualTo(ErrorCode.INVALID_MESSAGE));
		});
	}

	@Test
	void detailsThatAreTooLargeAreRefusedByName() {
		assertThat(failureAt(client, "shop.large")).isInstanceOfSatisfying(MessageException.class, (failure) -> {
			assertThat(failure.code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
			assertThat(failure.detail()).contains("out-of-stock", "16384");
		});
	}

	@Test
	void twoMappingsOfOneExceptionOrCodeAreRefused() {
		ErrorMapping<?, ?> marked = ErrorMapping.of(OutOfStock.class);
		ErrorMapping<?, ?> sameCode = ErrorMapping.of("out-of-stock", IllegalStateException.class)
			.withException((text, details) -> new IllegalStateException(text));
		for (List<ErrorMapping<?, ?>> mappings : List.of(List.<ErrorMapping<?, ?>>of(marked, marked),
				List.<ErrorMapping<?, ?>>of(marked, sameCode))) {
			assertThatExceptionOfType(ConfigurationException.class)
				.isThrownBy(() -> new NodeErrors(new Payloads(new ByteArrayMessageConverter()), mappings))
				.withMessageContaining("OutOfStock")
				.withMessageContaining("out-of-stock");
		}
	}

	@Test
	void aMappingThatCannotWorkIsRefusedWhenItIsMade() {
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> ErrorMapping.of(IllegalStateException.class))
			.withMessageContaining("IllegalStateException")
			.withMessageContaining("@NodeError");
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> ErrorMapping.of(Inconvenient.class))
			.withMessageContaining("Inconvenient")
			.withMessageContaining("constructor");
		assertThatExceptionOfType(ConfigurationException.class)
			.isThrownBy(() -> ErrorMapping.of("out of stock", OutOfStock.class))
			.withMessageContaining("out of stock");
	}

	@Test
	void anInterfaceMarksAllExceptionsThatHaveIt() {
		NodeErrors errors = new NodeErrors(new Payloads(new ByteArrayMessageConverter()), List.of());
		assertThat(errors.told(new TooLate("over"))).isInstanceOfSatisfying(ApplicationException.class, (told) -> {
			assertThat(told.applicationCode()).isEqualTo(new ApplicationCode("temporary"));
			assertThat(told.detail()).isEqualTo("over");
		});
		assertThat(errors.told(new StillTooLate())).isInstanceOfSatisfying(ApplicationException.class,
				(told) -> assertThat(told.applicationCode()).isEqualTo(new ApplicationCode("closed")));
	}

	@Test
	void everyWayToMakeAnExceptionAgainIsTaken() {
		for (Class<? extends Exception> type : List.of(OfNothing.class, OfText.class, OfDetails.class)) {
			ErrorMapping<? extends Exception, ?> mapping = ErrorMapping.of(type);
			assertThat(mapping.exception("text", null)).isInstanceOf(type);
		}
	}

	@Test
	void anExceptionThatTakesNoCauseReachesTheCallerAndSuppressesTheFailure() {
		ApplicationException told = new ApplicationException(new ApplicationCode("of-no-cause"), "text");
		NodeErrors errors = new NodeErrors(new Payloads(new ByteArrayMessageConverter()),
				List.of(ErrorMapping.of(OfNoCause.class), ErrorMapping.of(Bare.class)));
		assertThat(errors.raised(told)).isInstanceOfSatisfying(OfNoCause.class, (failure) -> {
			assertThat(failure.getCause()).isNull();
			assertThat(failure.getSuppressed()).containsExactly(told);
		});
		assertThat(errors.raised(new ApplicationException(new ApplicationCode("bare"), "text")))
			.isInstanceOf(Bare.class);
	}

	private static Throwable failureAt(Node caller, String path) {
		try {
			return Results.get(caller.template()
				.requestAsync(NodeCall.to("server", path), null, String.class)
				.handle((reply, failure) -> (failure instanceof CompletionException wrapped) ? wrapped.getCause()
						: failure));
		}
		catch (NetworkException ex) {
			return ex;
		}
	}

	private static Throwable streamFailureAt(Node caller, String path) {
		CompletableFuture<Throwable> failed = new CompletableFuture<>();
		Flux.from(org.reactivestreams.FlowAdapters
			.toPublisher(caller.template().stream(NodeCall.to("server", path), null, String.class)))
			.subscribe((item) -> {
			}, failed::complete, () -> failed.complete(new AssertionError("a good end")));
		return Results.get(failed);
	}

	record Stock(String item, int left) {

	}

	@NodeError("out-of-stock")
	static class OutOfStock extends RuntimeException implements ErrorDetails<Stock> {

		private final transient @Nullable Stock stock;

		OutOfStock(String message, @Nullable Stock stock) {
			super(message);
			this.stock = stock;
		}

		@Override
		@SuppressWarnings("NullAway") // null means none
		public Stock errorDetails() {
			return this.stock;
		}

	}

	static final class NothingLeft extends OutOfStock {

		NothingLeft() {
			super("3 left of tea", new Stock("tea", 3));
		}

	}

	@NodeError("inconvenient")
	static final class Inconvenient extends Exception {

		Inconvenient(int number) {
			super("number " + number);
		}

	}

	@NodeError("temporary")
	interface Temporary {

	}

	static class TooLate extends RuntimeException implements Temporary {

		TooLate(String text) {
			super(text);
		}

	}

	@NodeError("closed")
	static final class StillTooLate extends TooLate {

		StillTooLate() {
			super("closed");
		}

	}

	@NodeError("of-nothing")
	static final class OfNothing extends Exception {

	}

	@NodeError("of-no-cause")
	static final class OfNoCause extends RuntimeException {

		OfNoCause(String text) {
			super(text, null);
		}

	}

	@NodeError("bare")
	static final class Bare extends RuntimeException {

		Bare(String text) {
			super(text, null, false, false);
		}

	}

	@NodeError("of-text")
	static final class OfText extends Exception {

		OfText(String text) {
			super(text);
		}

	}

	@NodeError("of-details")
	static final class OfDetails extends Exception implements ErrorDetails<Stock> {

		OfDetails(@Nullable Stock stock) {
			super(String.valueOf(stock));
		}

		@Override
		public Stock errorDetails() {
			return new Stock("tea", 3);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Mappings {

		@Bean
		ErrorMapping<?, ?> outOfStock() {
			return ErrorMapping.of(OutOfStock.class);
		}

		@Bean
		ErrorMapping<?, ?> conflict() {
			return ErrorMapping.of("CONFLICT", ArrayIndexOutOfBoundsException.class);
		}

	}

	@NodeController
	@MessageMapping("shop")
	static class Shop {

		final CompletableFuture<Throwable> uploaded = new CompletableFuture<>();

		private final NodeErrors errors;

		Shop(NodeErrors errors) {
			this.errors = errors;
		}

		@MessageMapping("marked")
		String marked() {
			throw new OutOfStock("3 left of tea", new Stock("tea", 3));
		}

		@MessageMapping("subclass")
		String subclass() {
			throw new NothingLeft();
		}

		@MessageMapping("future")
		CompletionStage<String> future() {
			return CompletableFuture.supplyAsync(this::marked);
		}

		@MessageMapping("mono")
		Mono<String> mono() {
			return Mono.fromSupplier(this::marked);
		}

		@MessageMapping("foreign")
		String foreign() {
			throw new ArrayIndexOutOfBoundsException("version 4 is newer");
		}

		@MessageMapping("plain")
		String plain() {
			throw new ApplicationException(ApplicationCode.NOT_FOUND, "nothing there")
				.withOutcome(Outcome.NOT_ACCEPTED);
		}

		@MessageMapping("secret")
		String secret() {
			throw new IllegalStateException("hidden");
		}

		@MessageMapping("handled")
		String handled() {
			throw new UnsupportedOperationException("handled here");
		}

		@MessageExceptionHandler
		String handle(UnsupportedOperationException failure) {
			return marked();
		}

		@MessageMapping("feed")
		Flux<String> feed() {
			return Flux.just("one").concatWith(mono());
		}

		@MessageMapping("feed-at-once")
		Flux<String> feedAtOnce() {
			throw new OutOfStock("3 left of tea", new Stock("tea", 3));
		}

		@MessageMapping("upload")
		Mono<String> upload(Flux<String> items) {
			return items.last().doOnError(this.uploaded::complete);
		}

		@MessageMapping("odd")
		String odd() {
			throw this.errors.failure(new ApplicationCode("out-of-stock"), "odd", List.of("no", "stock"));
		}

		@MessageMapping("large")
		String large() {
			throw new OutOfStock("much", new Stock("x".repeat(ApplicationException.MAX_DETAILS), 3));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ShopHandlers {

		@Bean
		@NodeHandler(path = "bean.marked")
		RequestHandler marked() {
			return (request, context) -> {
				throw new OutOfStock("3 left of tea", new Stock("tea", 3));
			};
		}

		@Bean
		@NodeHandler(path = "bean.feed")
		io.quictransport.MessageStreamHandler feed() {
			return (stream) -> {
				throw new OutOfStock("3 left of tea", new Stock("tea", 3));
			};
		}

	}

	@NodeExchange("checked")
	interface CheckedApi {

		@NodeExchange("declared")
		String declared() throws Checked;

		@NodeExchange("undeclared")
		String undeclared();

		@NodeExchange("later")
		CompletableFuture<String> later();

	}

	@NodeError("checked")
	static class Checked extends Exception {

	}

	@NodeError("several")
	static class Several extends RuntimeException implements ErrorDetails<List<Stock>> {

		private final transient List<Stock> stocks;

		Several(List<Stock> stocks) {
			this.stocks = stocks;
		}

		@Override
		public List<Stock> errorDetails() {
			return this.stocks;
		}

	}

	static class Counted extends RuntimeException {

		Counted(int count) {
			super("counted " + count);
		}

	}

	@NodeController
	static class MoreFailures implements CheckedApi {

		@Override
		public String declared() throws Checked {
			throw new Checked();
		}

		@Override
		public String undeclared() {
			throw new IllegalStateException("replaced by what handles it");
		}

		@Override
		public CompletableFuture<String> later() {
			return CompletableFuture.failedFuture(new Checked());
		}

		@MessageExceptionHandler
		void checked(IllegalStateException failure) throws Checked {
			throw new Checked();
		}

		@MessageMapping("shop.several")
		String several() {
			throw new Several(List.of(new Stock("tea", 3)));
		}

		@MessageMapping("shop.counted")
		String counted() {
			throw new Counted(7);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportNodeClients(service = "checked", types = CheckedApi.class)
	static class MoreMappings {

		@Bean
		ErrorMapping<Checked, ?> checked() {
			return ErrorMapping.of(Checked.class);
		}

		@Bean
		ErrorMapping<Several, ?> several() {
			return ErrorMapping.of(Several.class);
		}

		@Bean
		ErrorMapping<Counted, Integer> counted() {
			return ErrorMapping.of("counted", Counted.class)
				.withDetails(int.class, (failure) -> 7)
				.withException((text, details) -> new Counted((details != null) ? details : 0));
		}

	}

}
