package io.quictransport.spring.boot.messaging;

import java.io.InputStream;
import java.security.Principal;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.quictransport.testing.memory.InMemoryNetwork;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Interfaces that no client can be made of, and handlers that would not serve what they
 * implement, keep the application from starting.
 */
@ExtendWith(OutputCaptureExtension.class)
class NodeClientSignatureTests {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	@Test
	void whatIsNoInterface(CapturedOutput output) {
		fails(output, OfClass.class, "NodeClientSignatureTests$NoInterface, which is no interface",
				"Put the methods with @NodeExchange into an interface");
		fails(output, OfNothing.class, "NodeClientSignatureTests$Nothing has no method with @NodeExchange");
		fails(output, OfEmptyService.class, "names a service that is empty", "@ImportNodeClients(service = \"...\")");
		fails(output, OfEmptyPackage.class, "for the service 'orders' finds no interface",
				"Name the interfaces (types = ...) or their packages");
	}

	@Test
	void aMethodWithoutAPathToCall(CapturedOutput output) {
		fails(output, OfWithoutPath.class, "WithoutPath.other(String) states no path",
				"or implement it in the interface");
		fails(output, OfPattern.class, "is mapped to the pattern 'orders.*'", "Use variables");
		fails(output, OfEmptyPath.class, "EmptyPath.find() is mapped to an empty path");
	}

	@Test
	void variablesThatDoNotFitThePath(CapturedOutput output) {
		fails(output, OfMissingVariable.class, "MissingVariable.find(String) has no parameter for the variable 'id'",
				"@DestinationVariable(\"id\")");
		fails(output, OfOtherVariable.class, "'name' (java.lang.String)",
				"is the variable 'name', which the path 'orders.all' does not have");
		fails(output, OfOpaqueVariable.class, "'id' (", "cannot be made into a text, which headers and variables are",
				"Declare a String");
	}

	@Test
	void whatNoCallerHas(CapturedOutput output) {
		fails(output, OfPrincipal.class, "'caller' (java.security.Principal)",
				"is there for handlers alone: a caller has none to give", "PeerId, Duration and @Header");
		fails(output, OfTwoPayloads.class, "has two parameters that would each be the whole payload",
				"'one' (java.lang.String) and 'two' (int)");
		fails(output, OfLatePayload.class, "is still to come, but the method does not wait for it");
	}

	@Test
	void resultsThatNoAnswerBecomes(CapturedOutput output) {
		fails(output, OfCallable.class, "returns java.util.concurrent.Callable, which nobody would run or wait for");
		fails(output, OfTask.class, "returns java.util.concurrent.ForkJoinTask");
		fails(output, OfElements.class, "returns java.util.stream.Stream, which no answer can be read as",
				"Return the value, a List");
		fails(output, OfContent.class, "returns java.io.InputStream, which no answer can be read as");
		fails(output, OfStageOfStream.class, "of which the stream within is opened when it is subscribed to",
				"Return the stream itself");
	}

	@Test
	void aPathThatIsStatedTwice(CapturedOutput output) {
		fails(output, StatesItTwice.class, "StatesItTwice.find() is stated more than once",
				"Leave it to the interface, which both ends share");
		fails(output, TwoBeginnings.class, "TwoBeginnings.byName(String) has more than one beginning");
	}

	@Test
	void propertiesThatCannotBeUsed(CapturedOutput output) {
		failsWith(output, "quic.transport.clients.orders.timeout=0s", "quic.transport.clients.orders.timeout",
				"It is not positive");
		failsWith(output, "quic.transport.clients.orders.node=no node", "quic.transport.clients.orders.node");
		failsWith(output, "quic.transport.clients.orders.retry.max-retries=-1",
				"quic.transport.clients.orders.retry.max-retries", "It is negative");
		failsWith(output, "quic.transport.clients.orders.retry.min-backoff=0s",
				"quic.transport.clients.orders.retry.min-backoff", "It is less than 1 ms");
		failsWith(output, "quic.transport.clients.orders.retry.max-backoff=50ms",
				"quic.transport.clients.orders.retry.max-backoff", "It is shorter than min-backoff, which is PT0.1S");
		failsWith(output, "quic.transport.clients.orders.selection.order=best",
				"quic.transport.clients.orders.selection.order", "best");
	}

	@Test
	void aTypeIsNotUniqueWhereTwoServicesOfferIt() {
		try (Node node = Node.start(this.network, "node", OfTwoServices.class)) {
			assertThatException().isThrownBy(() -> node.bean(Served.class))
				.isInstanceOf(NoUniqueBeanDefinitionException.class);
		}
	}

	@Test
	void ofTwoClientsOfAnInterfaceTheServiceChooses() {
		try (Node node = Node.start(this.network, "node", OfTwoServices.class, Choosing.class)) {
			assertThat(node.bean(Chosen.class).client())
				.hasToString("client of " + Served.class.getName() + " at the service 'archive'");
		}
	}

	@Test
	void aClientMayBeImportedMoreThanOnce() {
		try (Node node = Node.start(this.network, "node", Packages.class, PackagesAgain.class)) {
			assertThat(node.bean(Served.class))
				.hasToString("client of " + Served.class.getName() + " at the service 'orders'");
		}
	}

	@Test
	void aServiceWhosePlaceholderHasNoValue(CapturedOutput output) {
		fails(output, OfPlaceholder.class, "OfPlaceholder has '${orders.no-such-service}'",
				"of which a placeholder has no value", "Set the property, or state a default");
	}

	@Test
	void whatIsWholeStarts() {
		try (Node node = Node.start(this.network, "node", Packages.class, OwnBeginning.class)) {
			assertThat(node.bean(Served.class))
				.hasToString("client of " + Served.class.getName() + " at the service 'orders'");
		}
	}

	private void fails(CapturedOutput output, Class<?> configuration, String... texts) {
		int before = output.length();
		assertThatException().isThrownBy(() -> Node.start(this.network, "node", configuration).close());
		assertThat(output.subSequence(before, output.length()).toString()).contains("APPLICATION FAILED TO START")
			.contains(texts);
	}

	private void failsWith(CapturedOutput output, String property, String... texts) {
		int before = output.length();
		System.setProperty(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
		try {
			fails(output, OfServed.class, texts);
		}
		finally {
			System.clearProperty(property.substring(0, property.indexOf('=')));
		}
		assertThat(output.length()).isGreaterThan(before);
	}

	static class NoInterface {

	}

	@ImportNodeClients(service = "orders", types = NoInterface.class)
	static class OfClass {

	}

	interface Nothing {

		default void nothing() {
		}

	}

	@ImportNodeClients(service = "orders", types = Nothing.class)
	static class OfNothing {

	}

	@ImportNodeClients(service = "${nobody:}", types = Served.class)
	static class OfEmptyService {

	}

	@ImportNodeClients(service = "orders", basePackages = "io.quictransport.spring.boot.nothing")
	static class OfEmptyPackage {

	}

	interface WithoutPath {

		@NodeExchange("find")
		String find();

		String other(String text);

	}

	@ImportNodeClients(service = "orders", types = WithoutPath.class)
	static class OfWithoutPath {

	}

	interface Pattern {

		@NodeExchange("orders.*")
		String find();

	}

	@ImportNodeClients(service = "orders", types = Pattern.class)
	static class OfPattern {

	}

	interface EmptyPath {

		@NodeExchange
		String find();

	}

	@ImportNodeClients(service = "orders", types = EmptyPath.class)
	static class OfEmptyPath {

	}

	interface MissingVariable {

		@NodeExchange("orders.{id}")
		String find(String text);

	}

	@ImportNodeClients(service = "orders", types = MissingVariable.class)
	static class OfMissingVariable {

	}

	interface OtherVariable {

		@NodeExchange("orders.all")
		String find(@DestinationVariable String name);

	}

	@ImportNodeClients(service = "orders", types = OtherVariable.class)
	static class OfOtherVariable {

	}

	interface OpaqueVariable {

		@NodeExchange("orders.{id}")
		String find(@DestinationVariable NoInterface id);

	}

	@ImportNodeClients(service = "orders", types = OpaqueVariable.class)
	static class OfOpaqueVariable {

	}

	interface OfCaller {

		@NodeExchange("orders.all")
		String find(Principal caller);

	}

	@ImportNodeClients(service = "orders", types = OfCaller.class)
	static class OfPrincipal {

	}

	interface TwoPayloads {

		@NodeExchange("orders.all")
		String find(String one, int two);

	}

	@ImportNodeClients(service = "orders", types = TwoPayloads.class)
	static class OfTwoPayloads {

	}

	interface LatePayload {

		@NodeExchange("orders.all")
		String find(Mono<String> id);

	}

	@ImportNodeClients(service = "orders", types = LatePayload.class)
	static class OfLatePayload {

	}

	interface ReturnsCallable {

		@NodeExchange("orders.all")
		Callable<String> find();

	}

	@ImportNodeClients(service = "orders", types = ReturnsCallable.class)
	static class OfCallable {

	}

	interface ReturnsTask {

		@NodeExchange("orders.all")
		ForkJoinTask<String> find();

	}

	@ImportNodeClients(service = "orders", types = ReturnsTask.class)
	static class OfTask {

	}

	interface Elements {

		@NodeExchange("orders.all")
		Stream<String> find();

	}

	@ImportNodeClients(service = "orders", types = Elements.class)
	static class OfElements {

	}

	interface Content {

		@NodeExchange("orders.content")
		CompletionStage<InputStream> content();

	}

	@ImportNodeClients(service = "orders", types = Content.class)
	static class OfContent {

	}

	interface StageOfStream {

		@NodeExchange("orders.all")
		Mono<Flow.Publisher<String>> find();

	}

	@ImportNodeClients(service = "orders", types = StageOfStream.class)
	static class OfStageOfStream {

	}

	@NodeExchange("orders")
	interface Served {

		@NodeExchange("find")
		String find();

	}

	@ImportNodeClients(service = "orders", types = Served.class)
	static class OfServed {

	}

	@ImportNodeClients(service = "orders", types = Served.class)
	@ImportNodeClients(service = "archive", types = Served.class)
	static class OfTwoServices {

	}

	@NodeController
	static class StatesItTwice implements Served {

		@Override
		@MessageMapping("found")
		public String find() {
			return "found";
		}

	}

	interface ByName {

		@NodeExchange("by-name.{name}")
		String byName(@DestinationVariable String name);

	}

	@NodeExchange("one")
	interface One extends ByName {

	}

	@NodeExchange("two")
	interface Two extends ByName {

	}

	@NodeController
	static class TwoBeginnings implements One, Two {

		@Override
		public String byName(String name) {
			return name;
		}

	}

	/** Its own methods begin otherwise than those of the interface. */
	@NodeController
	@MessageMapping("own")
	static class OwnBeginning implements Served {

		@Override
		public String find() {
			return "found";
		}

		@MessageMapping("find")
		String findOwn() {
			return "own";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportNodeClients(service = "orders", types = Served.class, basePackages = "io.quictransport.spring.boot.docs")
	static class Packages {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportNodeClients(service = "${orders.name:orders}", types = Served.class)
	static class PackagesAgain {

	}

	record Chosen(Served client) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Choosing {

		@Bean
		Chosen chosen(@Qualifier("archive") Served client) {
			return new Chosen(client);
		}

	}

	@ImportNodeClients(service = "${orders.no-such-service}", types = Served.class)
	static class OfPlaceholder {

	}

}
