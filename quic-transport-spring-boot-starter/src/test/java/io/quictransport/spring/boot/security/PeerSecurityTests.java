package io.quictransport.spring.boot.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.Dispatch;
import io.quictransport.MessageHandler;
import io.quictransport.MessageStream;
import io.quictransport.MessageStreamHandler;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.NodeHandler;
import io.quictransport.spring.boot.messaging.Node;
import io.quictransport.spring.boot.messaging.NodeCall;
import io.quictransport.spring.boot.messaging.NodeController;
import io.quictransport.testing.contract.Results;
import io.quictransport.testing.memory.InMemoryNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.FlowAdapters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The peer as the Authentication of handlers of all kinds, and what is denied to it.
 */
class PeerSecurityTests {

	private static final InMemoryNetwork NETWORK = new InMemoryNetwork();

	private static Node server;

	private static Node clerk;

	private static Node guest;

	private static Node banned;

	@BeforeAll
	static void start() {
		server = Node.start(NETWORK, "server", Secured.class, Shop.class, ShopHandlers.class, Ledger.class);
		clerk = Node.start(NETWORK, "clerk").connect(server);
		guest = Node.start(NETWORK, "guest").connect(server);
		banned = Node.start(NETWORK, "banned").connect(server);
	}

	@AfterAll
	static void stop() {
		List.of(clerk, guest, banned, server).forEach(Node::close);
		NETWORK.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.who", "shop.who-future", "shop.who-mono", "shop.who-in-reactor", "shop.who-argument",
			"shop.who-principal", "shop.who-expression", "shop.who-meta", "bean.who", "bean.who-on-loop" })
	void theCallerIsTheAuthenticationOfTheHandler(String path) {
		assertThat(ask(clerk, path)).isEqualTo("clerk [ROLE_CLERK]");
		assertThat(ask(guest, path)).isEqualTo("guest []");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.stream", "shop.stream-of-flow", "shop.stream-of-items", "bean.stream" })
	void theCallerIsTheAuthenticationOfWhatServesAStream(String path) {
		assertThat(Results.get(Flux
			.from(FlowAdapters.toPublisher(clerk.template().stream(NodeCall.to("server", path), "item", String.class)))
			.last()
			.toFuture())).isEqualTo("clerk [ROLE_CLERK]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.note", "bean.note" })
	void theSenderIsTheAuthenticationOfItsMessagesHandler(String path) throws Exception {
		clerk.template().send(NodeCall.to("server", path), "note");
		assertThat(server.bean(Notes.class).seen.poll(Results.PATIENCE.toSeconds(), TimeUnit.SECONDS))
			.isEqualTo("clerk [ROLE_CLERK]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.clerks-only", "shop.clerks-only-future", "shop.clerks-only-mono",
			"shop.through-bean", "shop.through-mono" })
	void methodSecurityAdmitsThoseWithTheAuthorityAndTellsOthersForbidden(String path) {
		assertThat(ask(clerk, path)).isEqualTo("done");
		assertThat(failureOf(guest, path)).satisfies((failure) -> {
			assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.FORBIDDEN);
			assertThat(failure.detail()).isEqualTo("the caller may not do this");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.who", "shop.who-mono", "shop.who-argument", "bean.who" })
	void aNodeThatCallsItselfIsTheAuthenticationOfItsHandlers(String path) {
		assertThat(ask(server, path)).isEqualTo("server []");
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.clerks-only", "shop.clerks-only-mono", "shop.through-bean" })
	void methodSecurityAndRulesHoldForANodeThatCallsItself(String path) {
		assertThat(failureOf(server, path).applicationCode()).isEqualTo(ApplicationCode.FORBIDDEN);
		assertThat(failureOf(server, "admin.who")).satisfies((failure) -> {
			assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.FORBIDDEN);
			assertThat(failure.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
		});
	}

	@Test
	void methodSecurityEndsAStreamAsForbidden() {
		CompletableFuture<Throwable> failed = new CompletableFuture<>();
		Flux.from(FlowAdapters
			.toPublisher(guest.template().stream(NodeCall.to("server", "shop.clerks-stream"), null, String.class)))
			.subscribe((item) -> {
			}, failed::complete, () -> failed.complete(new AssertionError("a good end")));
		assertThat(Results.get(failed)).isInstanceOfSatisfying(ApplicationException.class,
				(failure) -> assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.FORBIDDEN));
	}

	@ParameterizedTest
	@ValueSource(strings = { "admin.who", "bean.admin.who", "ruled.out" })
	void aRuleOfTheRouteDeniesBeforeAnyHandlerRuns(String path) {
		assertThat(failureOf(guest, path)).satisfies((failure) -> {
			assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.FORBIDDEN);
			assertThat(failure.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
		});
	}

	@Test
	void aRuleOfTheRouteAdmitsThePeersThatItNames() {
		assertThat(ask(clerk, "admin.who")).isEqualTo("clerk [ROLE_CLERK]");
		assertThat(ask(clerk, "bean.admin.who")).isEqualTo("clerk [ROLE_CLERK]");
	}

	@Test
	void aRuleOfTheRouteDeniesAStream() {
		CompletableFuture<MessageStream> opened = guest.transport().openStream(server.id(), "bean.admin.stream");
		assertThat(Results.failureOf(opened.thenCompose(MessageStream::closed))).isInstanceOfSatisfying(
				ApplicationException.class,
				(failure) -> assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.FORBIDDEN));
	}

	@Test
	void aDeniedMessageIsNotHandled() throws Exception {
		guest.template().send(NodeCall.to("server", "bean.admin.note"), "denied");
		clerk.template().send(NodeCall.to("server", "bean.note"), "after it");
		BlockingQueue<String> seen = server.bean(Notes.class).seen;
		assertThat(seen.poll(Results.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("clerk [ROLE_CLERK]");
		assertThat(seen).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.who", "bean.who" })
	void aPeerThatTheApplicationDoesNotAcceptIsToldUnauthenticated(String path) {
		assertThat(failureOf(banned, path)).satisfies((failure) -> {
			assertThat(failure.applicationCode()).isEqualTo(ApplicationCode.UNAUTHENTICATED);
			assertThat(failure.outcome()).isEqualTo(Outcome.NOT_ACCEPTED);
			assertThat(failure).hasMessageNotContaining("on the list");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop.elsewhere", "shop.elsewhere-mono" })
	void whereThereIsNoAuthenticationMethodSecurityTellsUnauthenticated(String path) {
		assertThat(failureOf(clerk, path).applicationCode()).isEqualTo(ApplicationCode.UNAUTHENTICATED);
	}

	private static String ask(Node caller, String path) {
		return Results.get(caller.template().requestAsync(NodeCall.to("server", path), null, String.class));
	}

	private static ApplicationException failureOf(Node caller, String path) {
		return (ApplicationException) Results
			.failureOf(caller.template().requestAsync(NodeCall.to("server", path), null, String.class));
	}

	static String who(@Nullable Authentication authentication) {
		return (authentication != null)
				? authentication.getName() + " " + AuthorityUtils.authorityListToSet(authentication.getAuthorities())
				: "nobody";
	}

	static String who() {
		return who(SecurityContextHolder.getContext().getAuthentication());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity
	static class Secured {

		@Bean
		PeerAuthorities authorities() {
			return (peer, certificate) -> {
				if (peer.value().equals("banned")) {
					throw new BadCredentialsException("on the list");
				}
				return peer.value().equals("clerk") ? AuthorityUtils.createAuthorityList("ROLE_CLERK") : List.of();
			};
		}

		@Bean
		RouteRules rules() {
			return new RouteRules().withPeers("admin.**", "clerk")
				.withAuthority("bean.admin.*", "ROLE_BOSS", "ROLE_CLERK")
				.withPermitted("shop.*")
				.withPermitted("bean.*");
		}

		@Bean
		Notes notes() {
			return new Notes();
		}

	}

	static class Notes {

		final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

	}

	@Target(ElementType.PARAMETER)
	@Retention(RetentionPolicy.RUNTIME)
	@AuthenticationPrincipal(expression = "value()")
	@interface CallerId {

	}

	static class Ledger {

		@PreAuthorize("hasRole('CLERK')")
		String write() {
			return "done";
		}

	}

	@NodeController
	@MessageMapping("shop")
	static class Shop {

		private final Ledger ledger;

		private final Notes notes;

		Shop(Ledger ledger, Notes notes) {
			this.ledger = ledger;
			this.notes = notes;
		}

		@MessageMapping("who")
		String who() {
			return PeerSecurityTests.who();
		}

		@MessageMapping("who-future")
		CompletionStage<String> whoFuture() {
			return CompletableFuture.completedFuture(PeerSecurityTests.who());
		}

		@MessageMapping("who-mono")
		Mono<String> whoMono() {
			return Mono.fromSupplier(PeerSecurityTests::who);
		}

		@MessageMapping("who-in-reactor")
		Mono<String> whoInReactor() {
			return Mono.fromFuture(CompletableFuture.supplyAsync(() -> "on another thread"))
				.then(ReactiveSecurityContextHolder.getContext())
				.map((context) -> PeerSecurityTests.who(context.getAuthentication()))
				.defaultIfEmpty("nobody");
		}

		@MessageMapping("who-argument")
		String whoArgument(Authentication authentication) {
			return PeerSecurityTests.who(authentication);
		}

		@MessageMapping("who-principal")
		String whoPrincipal(@AuthenticationPrincipal PeerId peer, PeerAuthentication authentication) {
			return peer.value() + PeerSecurityTests.who(authentication).substring(peer.value().length());
		}

		@MessageMapping("who-expression")
		String whoExpression(@AuthenticationPrincipal(expression = "value()") String peer) {
			return peer + PeerSecurityTests.who().substring(peer.length());
		}

		@MessageMapping("who-meta")
		String whoMeta(@CallerId String peer) {
			return peer + PeerSecurityTests.who().substring(peer.length());
		}

		@MessageMapping("stream")
		Flux<String> stream() {
			return Flux.just(PeerSecurityTests.who());
		}

		@MessageMapping("stream-of-flow")
		Flux<String> streamOfFlow() {
			return whoInReactor().flux();
		}

		@MessageMapping("stream-of-items")
		Flux<String> streamOfItems(Flux<String> items) {
			return items.map((item) -> PeerSecurityTests.who());
		}

		@MessageMapping("note")
		void note(String note) {
			this.notes.seen.add(PeerSecurityTests.who());
		}

		@PreAuthorize("hasRole('CLERK')")
		@MessageMapping("clerks-only")
		String clerksOnly() {
			return "done";
		}

		@PreAuthorize("hasRole('CLERK')")
		@MessageMapping("clerks-only-future")
		CompletionStage<String> clerksOnlyFuture() {
			return CompletableFuture.supplyAsync(() -> "done");
		}

		@PreAuthorize("hasRole('CLERK')")
		@MessageMapping("clerks-only-mono")
		Mono<String> clerksOnlyMono() {
			return Mono.just("done");
		}

		@PreAuthorize("hasRole('CLERK')")
		@MessageMapping("clerks-stream")
		Flux<String> clerksStream() {
			return Flux.just("done");
		}

		@MessageMapping("through-bean")
		String throughBean() {
			return this.ledger.write();
		}

		@MessageMapping("through-mono")
		Mono<String> throughMono() {
			return Mono.fromSupplier(this.ledger::write);
		}

		@MessageMapping("elsewhere")
		CompletionStage<String> elsewhere() {
			return CompletableFuture.supplyAsync(this.ledger::write);
		}

		@MessageMapping("elsewhere-mono")
		Mono<String> elsewhereMono() {
			return Mono.fromFuture(() -> CompletableFuture.supplyAsync(this.ledger::write));
		}

	}

	@NodeController
	static class Admin {

		@MessageMapping("admin.who")
		String who() {
			return PeerSecurityTests.who();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ShopHandlers {

		private static byte[] bytes(String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}

		@Bean
		Admin admin() {
			return new Admin();
		}

		@Bean
		@NodeHandler(path = "bean.who")
		RequestHandler who() {
			return RequestHandler.replying((request) -> bytes(PeerSecurityTests.who()));
		}

		@Bean
		@NodeHandler(path = "bean.admin.who")
		RequestHandler adminWho() {
			return RequestHandler.replying((request) -> bytes(PeerSecurityTests.who()));
		}

		@Bean
		@NodeHandler(path = "ruled.out")
		RequestHandler ruledOut() {
			return RequestHandler.replying((request) -> bytes("nobody may"));
		}

		@Bean
		@NodeHandler(path = "bean.who-on-loop", dispatch = Dispatch.EVENT_LOOP)
		RequestHandler whoOnLoop() {
			return (request, context) -> CompletableFuture.completedFuture(bytes(PeerSecurityTests.who()));
		}

		@Bean
		@NodeHandler(path = "bean.stream")
		MessageStreamHandler stream() {
			return (stream) -> stream.forEach((item) -> stream.send(bytes(PeerSecurityTests.who())))
				.thenRun(stream::finish);
		}

		@Bean
		@NodeHandler(path = "bean.admin.stream")
		MessageStreamHandler adminStream() {
			return MessageStream::finish;
		}

		@Bean
		@NodeHandler(path = "bean.note")
		MessageHandler note(Notes notes) {
			return (message, context) -> notes.seen.add(PeerSecurityTests.who());
		}

		@Bean
		@NodeHandler(path = "bean.admin.note")
		MessageHandler adminNote(Notes notes) {
			return (message, context) -> notes.seen.add("a denied message");
		}

	}

}
