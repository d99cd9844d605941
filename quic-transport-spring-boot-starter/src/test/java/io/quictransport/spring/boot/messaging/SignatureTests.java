package io.quictransport.spring.boot.messaging;

import java.io.InputStream;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestContext;
import io.quictransport.testing.memory.InMemoryNetwork;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.annotation.CurrentSecurityContext;
import org.springframework.stereotype.Controller;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.context.request.async.DeferredResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Methods that no message could be served by keep the application from starting, and it
 * says which method, which parameter and what to do.
 */
@ExtendWith(OutputCaptureExtension.class)
class SignatureTests {

	@AutoClose
	private final InMemoryNetwork network = new InMemoryNetwork();

	@Test
	void twoParametersThatWouldBothBeThePayload(CapturedOutput output) {
		fails(output, TwoPayloads.class, "The method", "SignatureTests$TwoPayloads.place(String, int)",
				"has 2 parameters that would each be the whole payload: 'item' (java.lang.String) and 'count' (int)",
				"annotate the others: with @Header or @DestinationVariable");
	}

	@Test
	void workThatNobodyWouldDo(CapturedOutput output) {
		fails(output, ReturnsCallable.class, "ReturnsCallable.find()",
				"returns java.util.concurrent.Callable, which nobody would run or wait for",
				"Return the value, or a CompletionStage");
		fails(output, ReturnsFuture.class, "ReturnsFuture.find()", "returns java.util.concurrent.Future");
		fails(output, ReturnsSupplier.class, "ReturnsSupplier.find()", "returns java.util.function.Supplier");
		fails(output, ReturnsMonoOfStage.class, "ReturnsMonoOfStage.find()",
				"the java.util.concurrent.CompletableFuture within would not be waited for");
		fails(output, ReturnsMessage.class, "ReturnsMessage.find(Message)", "RequestContext.replyHeader");
	}

	@Test
	void valuesToComeWithinAResult(CapturedOutput output) {
		fails(output, ReturnsMonos.class, "ReturnsMonos.find()", "returns java.util.List<reactor.core.publisher.Mono<",
				"the reactor.core.publisher.Mono within would not be waited for");
		fails(output, ReturnsStagesByName.class,
				"the java.util.concurrent.CompletableFuture within would not be waited for");
		fails(output, ReturnsArrayOfStages.class,
				"the java.util.concurrent.CompletableFuture within would not be waited for");
		fails(output, ReturnsFluxOfMonos.class, "the reactor.core.publisher.Mono within would not be waited for",
				"flatMap");
		fails(output, ReturnsOptionalSupplier.class, "the java.util.function.Supplier within would not be waited for");
	}

	@Test
	void valuesToComeWithinAPayload(CapturedOutput output) {
		fails(output, TakesStages.class, "'items' (java.util.List)",
				"has a java.util.concurrent.CompletableFuture within, which nobody would complete");
	}

	@Test
	void whatAnswersHttpRequestsAlone(CapturedOutput output) {
		fails(output, ReturnsDeferredResult.class,
				"returns org.springframework.web.context.request.async.DeferredResult, which is there for HTTP alone",
				"Return the value, or a CompletionStage");
		fails(output, ReturnsResponseEntity.class,
				"returns org.springframework.http.ResponseEntity, which is there for HTTP alone",
				"RequestContext.replyHeader");
		fails(output, ReturnsEntityLater.class, "returns org.springframework.http.ResponseEntity");
		fails(output, TakesEntity.class, "'entity' (org.springframework.http.RequestEntity)",
				"is there for HTTP alone");
		fails(output, SendsTo.class, "SendsTo.find(String)", "is annotated with @SendTo, which means nothing here",
				"NodeTransportOperations");
	}

	@Test
	void aResultBesideTheStreamItself(CapturedOutput output) {
		fails(output, StreamAndResult.class, "StreamAndResult.find(MessageStream)",
				"but a method that takes the MessageStream sends its items itself");
	}

	@Test
	void whatAStreamDoesNotHave(CapturedOutput output) {
		fails(output, ContextOfStream.class, "'context' (io.quictransport.RequestContext)",
				"ContextOfStream.find(RequestContext)", "the method serves streams");
		fails(output, MessageOfStream.class, "'message' (io.quictransport.NetworkMessage)");
		fails(output, ItemsAndPayload.class, "ItemsAndPayload.find(Flux, String)",
				"takes the items of the stream, 'items' (reactor.core.publisher.Flux), and a payload");
		fails(output, ItemsTwice.class, "takes the items of the stream more than once");
	}

	@Test
	void aVariableThatThePathDoesNotHave(CapturedOutput output) {
		fails(output, OtherVariable.class, "The parameter 'id' (long) of the method",
				"OtherVariable.find(long) is the variable 'id', which the path 'orders.{order}' does not have");
	}

	@Test
	void whatCannotBeMadeOfAText(CapturedOutput output) {
		fails(output, TakesOpaqueVariable.class, "'id' (io.quictransport.spring.boot.messaging.SignatureTests$Tree)",
				"cannot be made of a text, which headers and variables are", "Take a String");
		fails(output, TakesOpaqueHeader.class, "'tree' (java.util.Optional)", "cannot be made of a text");
	}

	@Test
	void whatCannotBeMadeOfAPayload(CapturedOutput output) {
		fails(output, TakesCallable.class, "'work' (java.util.concurrent.Callable)", "cannot be read from a payload");
		fails(output, TakesSubmissionPublisher.class, "'items' (java.util.concurrent.SubmissionPublisher)",
				"cannot be made of what a peer sends");
		fails(output, TakesHeadersAsText.class, "is annotated with @Headers");
		fails(output, TakesExpression.class, "has an expression in its @Payload");
		fails(output, TakesRequestBody.class, "org.springframework.web.bind.annotation.RequestBody");
		fails(output, TakesPrimitiveHeader.class, "a primitive value cannot be null");
		fails(output, TakesPrimitiveOrNothing.class, "'count' (int)",
				"is a payload that may be missing, but a primitive value cannot be null", "Declare its wrapper class");
	}

	@Test
	void whatAnnotationsOfOtherFrameworksPromise(CapturedOutput output) {
		fails(output, TakesValue.class, "'tenant' (java.lang.String)", "of the method",
				"is annotated with org.springframework.beans.factory.annotation.Value, which means nothing here");
		fails(output, TakesSecurityContext.class, "'name' (java.lang.String)",
				"is annotated with org.springframework.security.core.annotation.CurrentSecurityContext",
				"quic.transport.security.enabled");
		fails(output, TakesPrincipalWithoutSecurity.class, "'name' (java.lang.String)",
				"is annotated with org.springframework.security.core.annotation.AuthenticationPrincipal",
				"quic.transport.security.enabled");
		fails(output, TakesAuthenticationWithoutSecurity.class,
				"'caller' (org.springframework.security.core.Authentication)", "says who the sender is",
				"quic.transport.security.enabled");
		fails(output, TakesPrincipalOfItsOwn.class, "'caller'", "says who the sender is",
				"Take the sender as PeerId, Principal or Authentication");
	}

	@Test
	void annotationsOfParametersThatAnOverridingMethodHides(CapturedOutput output) {
		fails(output, HidesVariable.class, "'id' (java.lang.String)", "HidesVariable.find(String)",
				"is annotated with @DestinationVariable in " + Finding.class.getName(), "Repeat the annotation");
	}

	@Test
	void placeholdersWithoutAValue(CapturedOutput output) {
		fails(output, PathOfPlaceholder.class, "A path of the method", "PathOfPlaceholder.find(String)",
				"is '${no.such.prefix}.find', of which a placeholder has no value", "${name:default}");
		fails(output, HeaderOfPlaceholder.class,
				"The header of the parameter 'tenant' (java.lang.String) of the method",
				"is '${no.such.header}', of which a placeholder has no value");
		fails(output, DefaultOfPlaceholder.class, "The default value of the parameter 'tenant' (java.lang.String)",
				"is '${no.such.tenant}', of which a placeholder has no value");
	}

	@Test
	void methodsForExceptionsThatCouldNotAnswer(CapturedOutput output) {
		fails(output, EntityForException.class, "EntityForException.handle(IllegalStateException)",
				"returns org.springframework.http.ResponseEntity, which is there for HTTP alone");
		fails(output, RequestForException.class, "'request' (org.springframework.web.context.request.WebRequest)",
				"RequestForException.handle(WebRequest)", "is there for HTTP alone");
		fails(output, PayloadsForException.class, "PayloadsForException.handle(IllegalStateException, String, int)",
				"has 2 parameters that would each be the whole payload");
		fails(output, CallableOfAdvice.class, "CallableOfAdvice.handle(IllegalStateException)",
				"returns java.util.concurrent.Callable, which nobody would run or wait for");
	}

	@Test
	void headersInATypeThatHoldsNone(CapturedOutput output) {
		fails(output, TakesTreeOfHeaders.class, "'headers' (java.util.TreeMap)", "is annotated with @Headers",
				"Declare it as Map");
	}

	@Test
	void bytesThatAreStillToBeReadAreNoPayload(CapturedOutput output) {
		fails(output, TakesInputStream.class, "'content' (java.io.InputStream)", "cannot be read from a payload",
				"byte[]");
		fails(output, TakesResource.class, "'content' (org.springframework.core.io.Resource)",
				"cannot be read from a payload");
	}

	@Test
	void constraintsOfValuesThatNothingReaches(CapturedOutput output) {
		fails(output, ValidatedList.class, "'items' (java.util.List)", "is annotated for validation as a whole",
				"@Valid before the elements");
		fails(output, MessageOfValid.class, "'message' (org.springframework.messaging.Message)",
				"has constraints of values that", "Put @Valid before the parameter");
		fails(output, ValidMessageOfList.class, "'message' (org.springframework.messaging.Message)",
				"is annotated for validation, but what it holds is a java.util.List");
		fails(output, ValidFluxOfLists.class, "'items' (reactor.core.publisher.Flux)",
				"is annotated for validation, but what it holds is a java.util.List");
		fails(output, ResultOfValidLater.class, "The result of the method", "ResultOfValidLater.find(String)",
				"has constraints of values that", "Put @Valid before the method");
		fails(output, ResultOfListLater.class, "The result of the method", "ResultOfListLater.find(String)",
				"what comes later is a java.util.List, whose elements would not be validated", "Return a record");
		fails(output, OtherValidator.class, "'item' (io.quictransport.spring.boot.messaging.SignatureTests$Unit)",
				"is annotated for validation, but nothing validates it");
	}

	@Test
	void constraintsThatNothingChecks(CapturedOutput output) {
		fails(output, ConstrainsElements.class, "'items' (reactor.core.publisher.Flux)",
				"has constraints of values that are still to come", "Put @Valid before the parameter");
		fails(output, WithoutValidator.class, "'item' (java.lang.String)",
				"is annotated for validation, but nothing validates it", "Add spring-boot-starter-validation");
		for (Class<?> controller : List.of(ConstrainsTwice.class, ConstrainsElementsInInterface.class,
				ConstrainsInSuperinterface.class, ConstrainsElementsOfElements.class, ConstrainsArray.class)) {
			fails(output, controller, "'items'", "is annotated for validation, but nothing validates it");
		}
		fails(output, ConstrainsItemsOfResult.class, "The items of the stream that the method",
				"are annotated for validation, but nothing validates them", "where they are made");
		fails(output, ConstrainsResult.class, "The result of the method", "ConstrainsResult.find(String)",
				"is annotated for validation, but nothing validates it");
	}

	@Test
	void whatCanBeServedIsNotRefused() {
		Node.start(this.network, "node", Served.class).close();
		Node.start(this.network, "node", OfStompToo.class).close();
	}

	private void fails(CapturedOutput output, Class<?> controller, String... texts) {
		int before = output.length();
		assertThatException().isThrownBy(() -> Node.start(this.network, "node", controller).close());
		assertThat(output.subSequence(before, output.length()).toString()).contains("APPLICATION FAILED TO START")
			.contains(texts);
	}

	@NodeController
	static class TwoPayloads {

		@MessageMapping("orders.place")
		String place(String item, int count) {
			return item + count;
		}

	}

	@NodeController
	static class ReturnsCallable {

		@MessageMapping("orders.find")
		Callable<String> find() {
			return () -> "found";
		}

	}

	@NodeController
	static class ReturnsFuture {

		@MessageMapping("orders.find")
		Future<String> find() {
			return CompletableFuture.completedFuture("found");
		}

	}

	@NodeController
	static class ReturnsSupplier {

		@MessageMapping("orders.find")
		Supplier<String> find() {
			return () -> "found";
		}

	}

	@NodeController
	static class ReturnsMonoOfStage {

		@MessageMapping("orders.find")
		Mono<CompletableFuture<String>> find() {
			return Mono.just(CompletableFuture.completedFuture("found"));
		}

	}

	@NodeController
	static class ReturnsMessage {

		@MessageMapping("orders.find")
		Message<String> find(Message<String> message) {
			return message;
		}

	}

	@NodeController
	static class ReturnsMonos {

		@MessageMapping("orders.find")
		List<Mono<String>> find() {
			return List.of(Mono.just("found"));
		}

	}

	@NodeController
	static class ReturnsStagesByName {

		@MessageMapping("orders.find")
		Map<String, ? extends CompletableFuture<String>> find() {
			return Map.of("a", CompletableFuture.completedFuture("found"));
		}

	}

	@NodeController
	static class ReturnsArrayOfStages {

		@MessageMapping("orders.find")
		CompletableFuture<?>[] find() {
			return new CompletableFuture<?>[0];
		}

	}

	@NodeController
	static class ReturnsFluxOfMonos {

		@MessageMapping("orders.find")
		Flux<Mono<String>> find() {
			return Flux.just(Mono.just("found"));
		}

	}

	@NodeController
	static class ReturnsOptionalSupplier {

		@MessageMapping("orders.find")
		Optional<Supplier<String>> find() {
			return Optional.of(() -> "found");
		}

	}

	@NodeController
	static class TakesStages {

		@MessageMapping("orders.find")
		String find(List<CompletableFuture<String>> items) {
			return "found";
		}

	}

	@NodeController
	static class ReturnsDeferredResult {

		@MessageMapping("orders.find")
		DeferredResult<String> find() {
			return new DeferredResult<>();
		}

	}

	@NodeController
	static class ReturnsResponseEntity {

		@MessageMapping("orders.find")
		ResponseEntity<String> find() {
			return ResponseEntity.ok("found");
		}

	}

	@NodeController
	static class ReturnsEntityLater {

		@MessageMapping("orders.find")
		Mono<ResponseEntity<String>> find() {
			return Mono.just(ResponseEntity.ok("found"));
		}

	}

	@NodeController
	static class TakesEntity {

		@MessageMapping("orders.find")
		String find(RequestEntity<String> entity) {
			return "found";
		}

	}

	@NodeController
	static class SendsTo {

		@MessageMapping("orders.find")
		@SendTo("orders.found")
		String find(String id) {
			return id;
		}

	}

	@NodeController
	static class TakesPrimitiveOrNothing {

		@MessageMapping("orders.find")
		String find(@Payload(required = false) int count) {
			return "found";
		}

	}

	abstract static class NothingValidates {

		@Bean
		static QuicMessageHandlerCustomizer withoutValidator() {
			return (handler) -> handler.setValidator(null);
		}

	}

	@NodeController
	static class ConstrainsTwice extends NothingValidates {

		@MessageMapping("orders.find")
		void find(@Pattern(regexp = "a.*") @Pattern(regexp = ".*b") String items) {
		}

	}

	interface Constrained {

		@NodeExchange("orders.find")
		void find(List<@NotBlank String> items);

	}

	@NodeController
	static class ConstrainsElementsInInterface extends NothingValidates implements Constrained {

		@Override
		public void find(List<String> items) {
		}

	}

	interface OfConstrained extends Constrained {

	}

	@NodeController
	static class ConstrainsInSuperinterface extends NothingValidates implements OfConstrained {

		@Override
		public void find(List<String> items) {
		}

	}

	@NodeController
	static class ConstrainsElementsOfElements extends NothingValidates {

		@MessageMapping("orders.find")
		void find(Map<String, List<@NotBlank String>> items) {
		}

	}

	@NodeController
	static class ConstrainsArray extends NothingValidates {

		@MessageMapping("orders.find")
		void find(@NotBlank String[] items) {
		}

	}

	@NodeController
	static class ConstrainsResult extends NothingValidates {

		@MessageMapping("orders.find")
		@NotBlank
		String find(String id) {
			return id;
		}

	}

	@NodeController
	static class ConstrainsItemsOfResult {

		@MessageMapping("orders.find")
		Flux<@NotBlank String> find(String id) {
			return Flux.just(id);
		}

	}

	@NodeController
	static class StreamAndResult {

		@MessageMapping("orders.find")
		String find(MessageStream stream) {
			return "found";
		}

	}

	@NodeController
	static class ContextOfStream {

		@MessageMapping("orders.find")
		Flux<String> find(RequestContext context) {
			return Flux.empty();
		}

	}

	@NodeController
	static class MessageOfStream {

		@MessageMapping("orders.find")
		Flow.Publisher<String> find(NetworkMessage message) {
			return new SubmissionPublisher<>();
		}

	}

	@NodeController
	static class ItemsAndPayload {

		@MessageMapping("orders.find")
		void find(Flux<String> items, String first) {
		}

	}

	@NodeController
	static class ItemsTwice {

		@MessageMapping("orders.find")
		void find(Flux<String> items, Flow.Publisher<String> others) {
		}

	}

	@NodeController
	static class OtherVariable {

		@MessageMapping("orders.{order}")
		String find(@DestinationVariable long id) {
			return "found";
		}

	}

	@NodeController
	static class TakesValue {

		@MessageMapping("orders.find")
		String find(@Value("${tenant:blue}") String tenant) {
			return tenant;
		}

	}

	@NodeController
	static class TakesSecurityContext {

		@MessageMapping("orders.find")
		String find(@CurrentSecurityContext(expression = "authentication.name") String name) {
			return name;
		}

	}

	@Target(ElementType.PARAMETER)
	@Retention(RetentionPolicy.RUNTIME)
	@AuthenticationPrincipal(expression = "value()")
	@interface CallerId {

	}

	@NodeController
	@PropertySource("classpath:io/quictransport/spring/boot/messaging/without-security.properties")
	static class TakesPrincipalWithoutSecurity {

		@MessageMapping("orders.find")
		String find(@CallerId String name) {
			return name;
		}

	}

	@NodeController
	@PropertySource("classpath:io/quictransport/spring/boot/messaging/without-security.properties")
	static class TakesAuthenticationWithoutSecurity {

		@MessageMapping("orders.find")
		String find(Authentication caller) {
			return caller.getName();
		}

	}

	record Customer(String getName) implements Principal {
	}

	@NodeController
	static class TakesPrincipalOfItsOwn {

		@MessageMapping("orders.find")
		String find(Customer caller) {
			return caller.getName();
		}

	}

	interface Finding<T> {

		@NodeExchange("orders.{id}")
		T find(@DestinationVariable String id);

	}

	/** Of its superinterface, Java's own bridge has this method. */
	interface Narrowed extends Finding<String> {

		@Override
		String find(String id);

	}

	@NodeController
	static class HidesVariable implements Narrowed {

		@Override
		public String find(String id) {
			return id;
		}

	}

	@NodeController
	static class PathOfPlaceholder {

		@MessageMapping("${no.such.prefix}.find")
		String find(String id) {
			return id;
		}

	}

	@NodeController
	static class HeaderOfPlaceholder {

		@MessageMapping("orders.find")
		String find(@Header("${no.such.header}") String tenant) {
			return tenant;
		}

	}

	@NodeController
	static class DefaultOfPlaceholder {

		@MessageMapping("orders.find")
		String find(@Header(defaultValue = "${no.such.tenant}") String tenant) {
			return tenant;
		}

	}

	abstract static class Failing {

		@MessageMapping("orders.find")
		String find(String id) {
			throw new IllegalStateException(id);
		}

	}

	@NodeController
	static class EntityForException extends Failing {

		@MessageExceptionHandler
		ResponseEntity<String> handle(IllegalStateException ex) {
			return ResponseEntity.badRequest().body(ex.getMessage());
		}

	}

	@NodeController
	static class RequestForException extends Failing {

		@MessageExceptionHandler(IllegalStateException.class)
		String handle(WebRequest request) {
			return request.getDescription(false);
		}

	}

	@NodeController
	static class PayloadsForException extends Failing {

		@MessageExceptionHandler
		String handle(IllegalStateException ex, String item, int count) {
			return item + count;
		}

	}

	@NodeAdvice
	static class CallableOfAdvice {

		@MessageExceptionHandler
		Callable<String> handle(IllegalStateException ex) {
			return ex::getMessage;
		}

	}

	@NodeController
	static class TakesTreeOfHeaders {

		@MessageMapping("orders.find")
		String find(@Headers TreeMap<String, String> headers) {
			return "found";
		}

	}

	@NodeController
	static class TakesInputStream {

		@MessageMapping("orders.find")
		String find(InputStream content) {
			return "found";
		}

	}

	@NodeController
	static class TakesResource {

		@MessageMapping("orders.find")
		String find(Resource content) {
			return "found";
		}

	}

	record Item(@NotBlank String name) {
	}

	@NodeController
	static class ValidatedList {

		@MessageMapping("orders.find")
		String find(@Validated List<Item> items) {
			return "found";
		}

	}

	@NodeController
	static class MessageOfValid {

		@MessageMapping("orders.find")
		String find(Message<@Valid Item> message) {
			return "found";
		}

	}

	@NodeController
	static class ValidMessageOfList {

		@MessageMapping("orders.find")
		String find(@Valid Message<List<Item>> message) {
			return "found";
		}

	}

	@NodeController
	static class ValidFluxOfLists {

		@MessageMapping("orders.find")
		void find(@Valid Flux<List<Item>> items) {
		}

	}

	@NodeController
	static class ResultOfValidLater {

		@MessageMapping("orders.find")
		CompletionStage<@Valid Item> find(String id) {
			return CompletableFuture.completedFuture(new Item(id));
		}

	}

	@NodeController
	static class ResultOfListLater {

		@MessageMapping("orders.find")
		@Valid
		Mono<List<Item>> find(String id) {
			return Mono.just(List.of(new Item(id)));
		}

	}

	@NodeController
	static class OtherValidator {

		/** As an application's own for one of its classes, without Bean Validation. */
		@Bean
		static QuicMessageHandlerCustomizer validator() {
			return (handler) -> handler
				.setValidator(org.springframework.validation.Validator.forInstanceOf(Item.class, (item, errors) -> {
				}));
		}

		@MessageMapping("orders.find")
		void find(@Valid Unit item) {
		}

	}

	@NodeController
	static class TakesOpaqueVariable {

		@MessageMapping("orders.{id}")
		String find(@DestinationVariable Tree<?> id) {
			return "found";
		}

	}

	@NodeController
	static class TakesOpaqueHeader {

		@MessageMapping("orders.find")
		String find(@Header Optional<Tree<?>> tree) {
			return "found";
		}

	}

	@NodeController
	static class TakesCallable {

		@MessageMapping("orders.find")
		String find(Callable<String> work) {
			return "found";
		}

	}

	@NodeController
	static class TakesSubmissionPublisher {

		@MessageMapping("orders.find")
		void find(SubmissionPublisher<String> items) {
		}

	}

	@NodeController
	static class TakesHeadersAsText {

		@MessageMapping("orders.find")
		String find(@Headers String headers) {
			return headers;
		}

	}

	@NodeController
	static class TakesExpression {

		@MessageMapping("orders.find")
		String find(@Payload("item") String item) {
			return item;
		}

	}

	@NodeController
	static class TakesRequestBody {

		@MessageMapping("orders.find")
		String find(@RequestBody String body) {
			return body;
		}

	}

	@NodeController
	static class TakesPrimitiveHeader {

		@MessageMapping("orders.find")
		String find(@Header(required = false) int retries) {
			return "found";
		}

	}

	@NodeController
	static class ConstrainsElements {

		@MessageMapping("orders.find")
		void find(Flux<@NotBlank String> items) {
		}

	}

	@NodeController
	static class WithoutValidator {

		@Bean
		static QuicMessageHandlerCustomizer withoutValidator() {
			return (handler) -> handler.setValidator(null);
		}

		@MessageMapping("orders.find")
		void find(@NotBlank String item) {
		}

	}

	@NodeController
	static class Served {

		@MessageMapping({ "orders.{id}.a", "orders.{id:[0-9]+}.b" })
		Mono<String> find(@DestinationVariable long id, Mono<String> payload, Message<String> message,
				@Header(required = false, defaultValue = "1") int retries) {
			return payload;
		}

		@MessageMapping("orders.unit")
		Unit unit(Task task) {
			return Unit.PIECE;
		}

		@MessageMapping("orders.temperatures")
		List<Temperature> temperatures(List<Temperature> before) {
			return before;
		}

		@MessageMapping("orders.job")
		Id<Job> job(Id<Job> id) {
			return id;
		}

		@MessageMapping("orders.all")
		Stream<String> all(Iterable<String> ids) {
			return Stream.of("a");
		}

		@MessageMapping("orders.tree")
		@SuppressWarnings("rawtypes")
		Tree tree(Tree tree) {
			return tree;
		}

		@MessageMapping("orders.problem")
		ProblemDetail problem(HttpStatus status) {
			return ProblemDetail.forStatus(status);
		}

		@MessageMapping("orders.stream")
		CompletionStage<Void> stream(MessageStream stream) {
			return stream.forEach((item) -> {
			}).thenRun(stream::finish);
		}

		@MessageMapping("orders.first")
		Flux<String> first(String first, MessageStream stream) {
			return Flux.just(first);
		}

	}

	/** To STOMP the annotation means something. */
	@NodeController
	@Controller
	static class OfStompToo {

		@MessageMapping("orders.find")
		@SendTo("/topic/orders")
		String find(String id) {
			return id;
		}

	}

	/** Data within a container, though it can supply itself. */
	static class Temperature implements Supplier<Double> {

		@Override
		public Double get() {
			return 20.5;
		}

	}

	/** Names what it is the id of, and holds none. */
	record Id<T>(String value) {

	}

	static class Job implements Runnable {

		@Override
		public void run() {
		}

	}

	/** Its own variable is bounded by itself. */
	static class Tree<T extends Tree<T>> {

	}

	/** Data, whatever else it can do. */
	enum Unit implements Supplier<String> {

		PIECE;

		@Override
		public String get() {
			return "piece";
		}

	}

	/** Data, whatever else it can do. */
	record Task(String name) implements Runnable {

		@Override
		public void run() {
		}

	}

}
