package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.BaseStream;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * Makes the calls of one method of a client, and returns their results in the form that
 * the method declares.
 */
final class ClientMethod {

	private final String name;

	private final String route;

	private final RouteKind kind;

	private final MethodResult result;

	private final boolean optional;

	private final ParameterizedTypeReference<Object> valueType;

	private final ClientArguments arguments;

	/** Null where nothing is sent. */
	private final @Nullable Declared payload;

	/** The checked exceptions that it declares. */
	private final List<Class<?>> thrown;

	private final ClientTarget target;

	private final ClientCalls calls;

	/**
	 * Reads a signature.
	 * @param type the client's interface
	 * @throws RouteException if no call can be made by it
	 */
	ClientMethod(Method method, Class<?> type, String route, ClientTarget target, ConversionService conversion,
			@Nullable StringValueResolver resolver, ClientCalls calls) {
		this.name = MethodNames.nameOf(type, method);
		this.route = route;
		this.result = MethodResult.of(method, type);
		this.target = target;
		this.calls = calls;
		this.arguments = new ClientArguments(method, this.name, route, conversion, resolver);
		MethodParameter payload = this.arguments.payload();
		this.payload = (payload != null) ? Declared.ofPayload(payload, type) : null;
		this.thrown = List.of(method.getExceptionTypes());
		Signatures.checkCoroutines(this.result, this.name);
		Signatures.checkResult(this.result, this.name);
		this.kind = RouteKind.ofClient(method, type, this.result);
		this.optional = this.result.valueClass() == Optional.class;
		this.valueType = ParameterizedTypeReference.forType(MethodResult.typeOf(valueType(this.result)));
		checkResult();
		checkPayload();
	}

	private static ResolvableType valueType(MethodResult result) {
		if (result.isNothing()) {
			return ResolvableType.forClass(Void.class);
		}
		return (result.valueClass() == Optional.class) ? result.value().getGeneric() : result.content();
	}

	private void checkResult() {
		Class<?> declared = this.result.declaredClass();
		if (ReactiveTypes.kind(declared) != ReactiveTypes.Kind.NONE && !ReactiveTypes.canBeMade(declared)) {
			throw Signatures.result(this.name, declared, "which cannot be made of what a node answers",
					"Return a CompletionStage, Mono, Flow.Publisher or Flux.");
		}
		Class<?> value = this.result.valueClass();
		if (BaseStream.class.isAssignableFrom(value) || Iterator.class.isAssignableFrom(value)
				|| Payloads.isOfBytes(value) || KotlinResults.isResult(value)) {
			throw Signatures.result(this.name, value, "which no answer can be read as",
					"Return the value, a List, byte[], or a Flow.Publisher or Flux for what comes in parts.");
		}
		if (this.result.isMany() && this.result.isLater()) {
			throw Signatures.result(this.name, declared,
					"of which the stream within is opened when it is subscribed to, and not sooner",
					"Return the stream itself.");
		}
	}

	private void checkPayload() {
		MethodParameter payload = this.arguments.payload();
		if (payload != null && ReactiveTypes.kind(payload.getParameterType()) == ReactiveTypes.Kind.ONE
				&& !this.result.isLater() && !this.result.isMany()) {
			throw Signatures.parameter(payload, this.name, "is still to come, but the method does not wait for it",
					"Declare the payload itself, or return a CompletionStage or Mono.");
		}
	}

	@Nullable Object invoke(@Nullable Object @Nullable [] values) {
		Class<?> declared = this.result.declaredClass();
		if (this.result.isMany()) {
			Flow.Publisher<Object> items = (subscriber) -> this.calls.subscribe(() -> open(this.arguments.read(values)),
					subscriber);
			return ReactiveTypes.ofItems(declared, items);
		}
		if (this.result.suspends()) {
			ClientArguments.Given given = this.arguments.read(values);
			return Coroutines.await(send(given), Objects.requireNonNull(given.continuation(), "a continuation"));
		}
		if (!this.result.isLater()) {
			return returned(await(() -> send(this.arguments.read(values))));
		}
		if (CompletionStage.class.isAssignableFrom(declared)) {
			try {
				return send(this.arguments.read(values));
			}
			catch (RuntimeException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}
		return ReactiveTypes.ofItems(declared, new PublishedCall(() -> send(this.arguments.read(values))));
	}

	private @Nullable Object await(Supplier<CompletableFuture<@Nullable Object>> call) {
		try {
			return this.calls.await(call);
		}
		catch (CompletionException ex) {
			Throwable cause = ex.getCause();
			if (cause != null && this.thrown.stream().anyMatch((declared) -> declared.isInstance(cause))) {
				throw ClientMethod.<RuntimeException>asItIs(cause);
			}
			throw ex;
		}
	}

	/** What the method declares may be checked. */
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <E extends Throwable> E asItIs(Throwable failure) throws E {
		throw (E) failure;
	}

	private @Nullable Object returned(@Nullable Object value) {
		if (value == null && this.result.valueClass().isPrimitive() && !this.result.isNothing()) {
			throw new MessageException(ErrorCode.INVALID_MESSAGE, Outcome.UNKNOWN,
					"the answer has no content, but " + this.name + " returns " + this.result.valueClass(),
					ErrorContext.NONE, null);
		}
		return value;
	}

	/** A request, a one-way message, or a stream of which one item at most is wanted. */
	private CompletableFuture<@Nullable Object> send(ClientArguments.Given given) {
		CompletableFuture<@Nullable Object> sent = (this.kind == RouteKind.STREAM) ? this.calls.single(open(given))
				: this.calls.whenThere(given.payload(), (payload) -> send(given, payload));
		return this.optional ? this.calls.mapped(sent, Optional::ofNullable) : sent;
	}

	private CompletableFuture<@Nullable Object> send(ClientArguments.Given given, @Nullable Object payload) {
		NodeCall call = this.target.call(this.route, this.kind, given);
		return this.calls.send(call, payload, this.payload, (this.kind == RouteKind.MESSAGE) ? null : this.valueType);
	}

	private Flow.Publisher<Object> open(ClientArguments.Given given) {
		return this.calls.stream(this.target.call(this.route, this.kind, given), given.payload(), this.payload,
				this.valueType);
	}

	@Override
	public String toString() {
		return StringUtils.capitalize(this.name);
	}

}
