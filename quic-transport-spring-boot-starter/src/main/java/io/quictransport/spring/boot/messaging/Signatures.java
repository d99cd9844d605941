package io.quictransport.spring.boot.messaging;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quictransport.MessageContext;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestContext;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.stereotype.Controller;
import org.springframework.util.StringUtils;

/**
 * Rejects methods that could not serve any message as their signature promises, before
 * any message arrives.
 */
final class Signatures {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	/** Work that nobody would do. */
	private static final List<Class<?>> WORK = List.of(Callable.class, Future.class, Supplier.class, Runnable.class);

	/** What holds other values, which are its type arguments. */
	private static final List<Class<?>> CONTAINERS = List.of(Iterable.class, Map.class, Optional.class,
			BaseStream.class);

	private static final String KOTLIN = "kotlinx.coroutines.";

	/** Types that are served where Spring has an adapter for them, and are no values. */
	private static final List<String> REACTIVE = List.of("org.reactivestreams.", "reactor.core.", "io.reactivex.",
			"io.smallrye.mutiny.", KOTLIN);

	/** What only the answers of web controllers, and their requests, are made of. */
	private static final List<String> HTTP = List.of("org.springframework.web.", "org.springframework.http.server.",
			"org.springframework.ui.", "jakarta.servlet.");

	private static final String OF_MESSAGING = Header.class.getPackageName();

	private static final String SECURITY = "org.springframework.security.";

	/** What says where an argument comes from, elsewhere. */
	private static final List<String> FOREIGN = List.of("org.springframework.web.bind.annotation.", SECURITY,
			"org.springframework.beans.factory.annotation.", "jakarta.inject.");

	private static final String OF_SENDER = "Take the sender as PeerId, Principal or Authentication. With Spring"
			+ " Security on the class path, and unless quic.transport.security.enabled is false,"
			+ " @AuthenticationPrincipal works, too.";

	private static final String HTTP_ENTITY = "org.springframework.http.HttpEntity";

	/** Deeper than any signature that a person writes. */
	private static final int DEEPEST = 8;

	private static final Set<Class<?>> ONLY_OF_MESSAGES = Set.of(NetworkMessage.class, MessageContext.class,
			RequestContext.class);

	private final QuicMessageHandler handler;

	private final CheckedConstraints constraints;

	Signatures(QuicMessageHandler handler) {
		this.handler = handler;
		this.constraints = new CheckedConstraints(handler);
	}

	/**
	 * Looks at a method.
	 * @throws RouteException if it cannot be served
	 */
	void check(MethodRoute route, HandlerMethod method) {
		for (MethodParameter parameter : method.getMethodParameters()) {
			parameter.initParameterNameDiscovery(NAMES);
		}
		MethodResult result = MethodResult.of(method.getMethod(), method.getBeanType());
		String name = MethodNames.nameOf(method);
		checkNothingIsSent(method, name);
		checkCoroutines(result, name);
		checkResult(result, name);
		if (takes(method, MessageStream.class) && !result.isNothing() && !result.isMany()) {
			throw result(name, result.valueClass(), "but a method that takes the MessageStream sends its items itself",
					"Return nothing or a CompletionStage<Void>, or take a Flow.Publisher instead of the stream.");
		}
		boolean stream = route.kinds().contains(RouteKind.STREAM);
		for (MethodParameter parameter : method.getMethodParameters()) {
			checkParameter(parameter, route, method, stream);
		}
		checkPayloads(method);
		this.constraints.check(method);
	}

	/**
	 * Looks at the methods of a controller or an advice that handle exceptions.
	 * @throws RouteException if one could not answer
	 */
	void checkExceptionHandlers(Class<?> type) {
		MethodIntrospector
			.selectMethods(type,
					(Method method) -> AnnotatedElementUtils.hasAnnotation(method, MessageExceptionHandler.class))
			.forEach((method) -> checkExceptionHandler(type, method));
	}

	private void checkExceptionHandler(Class<?> type, Method method) {
		String name = MethodNames.nameOf(type, method);
		MethodResult result = MethodResult.of(method, type);
		checkCoroutines(result, name);
		checkResult(result, name);
		List<MethodParameter> payloads = new ArrayList<>();
		for (MethodParameter parameter : new AnnotatedMethod(method).getMethodParameters()) {
			parameter.initParameterNameDiscovery(NAMES);
			if (!isOfFailure(parameter.getParameterType()) && this.handler.isPayload(parameter)) {
				checkPayload(parameter, name);
				payloads.add(parameter);
			}
		}
		checkPayloads(payloads, name);
	}

	/** What a method for exceptions is given in addition. */
	private static boolean isOfFailure(Class<?> type) {
		return Throwable.class.isAssignableFrom(type) || HandlerMethod.class.isAssignableFrom(type);
	}

	/** Where a controller also serves STOMP, the annotation is there for that. */
	private static void checkNothingIsSent(HandlerMethod method, String name) {
		if (AnnotatedElementUtils.hasAnnotation(method.getBeanType(), Controller.class)) {
			return;
		}
		for (Class<? extends Annotation> sending : List.of(SendTo.class, SendToUser.class)) {
			if (AnnotatedElementUtils.hasAnnotation(method.getMethod(), sending)
					|| AnnotatedElementUtils.hasAnnotation(method.getBeanType(), sending)) {
				throw new RouteException(
						StringUtils.capitalize(name) + " is annotated with @" + sending.getSimpleName()
								+ ", which means nothing here.",
						"A result goes to the caller. Send to others by NodeTransportOperations.");
			}
		}
	}

	/**
	 * Looks for what calls suspend functions.
	 * @throws RouteException if the method is one, and nothing does
	 */
	static void checkCoroutines(MethodResult result, String method) {
		if (result.suspends() && !Suspending.isSupported()) {
			throw new RouteException(StringUtils.capitalize(method) + " is a suspend function.",
					"Put kotlinx-coroutines-core on the class path, or return a CompletionStage.");
		}
	}

	/**
	 * Looks at a result.
	 * @throws RouteException if it stands for work that nobody would do or wait for
	 */
	static void checkResult(MethodResult result, String method) {
		Class<?> declared = result.declaredClass();
		Class<?> type = result.valueClass();
		if (!result.isLater() && isWork(type)) {
			throw result(method, declared, "which nobody would run or wait for",
					"Return the value, or a CompletionStage that completes with it.");
		}
		if (isWork(type) || (result.isLater() && ReactiveTypes.kind(type) == ReactiveTypes.Kind.ONE)) {
			throw result(method, declared, "of which the " + type.getName() + " within would not be waited for",
					"Return a single CompletionStage or Mono of the value.");
		}
		if (isUnknownReactive(type)) {
			throw result(method, type, "for which Spring has no adapter",
					bridge(type) + ", or return a CompletionStage or a Flow.Publisher.");
		}
		if (isOfHttp(type)) {
			throw result(method, type, "which is there for HTTP alone",
					"Return the value, or a CompletionStage that completes with it. Headers of an answer are set by"
							+ " RequestContext.replyHeader.");
		}
		ResolvableType content = result.content();
		Class<?> within = result.isMany() ? toCome(content, 0) : toComeWithin(content, 0);
		if (within != null) {
			throw new RouteException(
					StringUtils.capitalize(method) + " returns " + result.declared() + ", of which the "
							+ within.getName() + " within would not be waited for.",
					"Return a single CompletionStage or Mono of all values, or a Flux of the values: Flux.flatMap waits"
							+ " for each.");
		}
		if (Message.class.isAssignableFrom(type)) {
			throw result(method, type, "but an answer is a payload",
					"Return the payload. Headers of an answer are set by RequestContext.replyHeader.");
		}
	}

	/** What stands for values to come: a type itself, or one within it; null if none. */
	private static @Nullable Class<?> toCome(ResolvableType type, int depth) {
		Class<?> raw = type.resolve();
		return (raw != null && (isPlainWork(raw) || ReactiveTypes.kind(raw) != ReactiveTypes.Kind.NONE)) ? raw
				: toComeWithin(type, depth);
	}

	/** The elements of containers: what other types have arguments for is not known. */
	private static @Nullable Class<?> toComeWithin(ResolvableType type, int depth) {
		if (depth == DEEPEST) {
			return null;
		}
		if (type.isArray()) {
			return toCome(type.getComponentType(), depth + 1);
		}
		Class<?> raw = type.resolve();
		if (raw == null || (ReactiveTypes.kind(raw) == ReactiveTypes.Kind.NONE
				&& CONTAINERS.stream().noneMatch((container) -> container.isAssignableFrom(raw)))) {
			return null;
		}
		for (ResolvableType generic : type.getGenerics()) {
			Class<?> found = toCome(generic, depth + 1);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private static boolean isOfHttp(Class<?> type) {
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			String name = each.getName();
			if (name.equals(HTTP_ENTITY) || HTTP.stream().anyMatch(name::startsWith)) {
				return true;
			}
		}
		return false;
	}

	private static String bridge(Class<?> type) {
		return type.getName().startsWith(KOTLIN) ? "Put kotlinx-coroutines-reactor on the class path"
				: "Put the library's bridge to Reactive Streams on the class path";
	}

	private void checkParameter(MethodParameter parameter, MethodRoute route, HandlerMethod method, boolean stream) {
		Class<?> type = parameter.getParameterType();
		checkNothingIsHidden(parameter, method);
		if (stream && !this.handler.isPayload(parameter) && ONLY_OF_MESSAGES.contains(type)) {
			throw parameter(parameter, method,
					"is there for requests and messages alone, but the method serves streams",
					"Take the MessageStream, or what else the method needs of it: PeerId, Duration, @Header.");
		}
		DestinationVariable variable = parameter.getParameterAnnotation(DestinationVariable.class);
		if (variable != null && !parameter.isOptional()) {
			checkVariable(parameter, variable, route, method);
		}
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header != null) {
			checkHeader(header, parameter, method);
		}
		if (header != null && type.isPrimitive() && !header.required()
				&& header.defaultValue().equals(ValueConstants.DEFAULT_NONE)) {
			throw parameter(parameter, method, "is a header that may be missing, but a primitive value cannot be null",
					"Declare its wrapper class, or a defaultValue.");
		}
		if ((variable != null || (header != null && !isOfTransport(header))) && !this.handler.readsText(parameter)) {
			throw parameter(parameter, method, "cannot be made of a text, which headers and variables are",
					"Take a String, or give the class a constructor or a static method valueOf, of or from that takes"
							+ " one, or set a conversion service with a QuicMessageHandlerCustomizer.");
		}
		if (this.handler.isPayload(parameter)) {
			Payload payload = parameter.getParameterAnnotation(Payload.class);
			if (payload != null && !payload.required() && type.isPrimitive()) {
				throw parameter(parameter, method,
						"is a payload that may be missing, but a primitive value cannot be null",
						"Declare its wrapper class, or an Optional.");
			}
			checkPayload(parameter, MethodNames.nameOf(method));
		}
	}

	/**
	 * Where a declaration that is not public, or is overridden by one between, has an
	 * annotation, Spring does not find it.
	 */
	private static void checkNothingIsHidden(MethodParameter parameter, HandlerMethod method) {
		Declarations.of(method)
			.forEach((declaration) -> Stream.of(declaration.getParameterAnnotations()[parameter.getParameterIndex()])
				.map(Annotation::annotationType)
				.filter((type) -> type.getPackageName().equals(OF_MESSAGING) && !parameter.hasParameterAnnotation(type))
				.findFirst()
				.ifPresent((type) -> {
					throw parameter(parameter, method,
							"is annotated with @" + type.getSimpleName() + " in "
									+ declaration.getDeclaringClass().getName()
									+ ", which a declaration between hides, so that it would be another argument",
							"Repeat the annotation where the method is declared again.");
				}));
	}

	/** Spring would replace the placeholders when a message comes. */
	private void checkHeader(Header header, MethodParameter parameter, HandlerMethod method) {
		String of = MethodNames.nameOf(parameter) + " of " + MethodNames.nameOf(method);
		this.handler.checkPlaceholders(header.name().isEmpty() ? header.value() : header.name(),
				"the header of the parameter " + of);
		if (!header.defaultValue().equals(ValueConstants.DEFAULT_NONE)) {
			this.handler.checkPlaceholders(header.defaultValue(), "the default value of the parameter " + of);
		}
	}

	/** These are objects. */
	private static boolean isOfTransport(Header header) {
		String name = header.name().isEmpty() ? header.value() : header.name();
		return name.equals(NodeHeaders.PEER) || name.equals(NodeHeaders.EXCHANGE);
	}

	private void checkVariable(MethodParameter parameter, DestinationVariable variable, MethodRoute route,
			HandlerMethod method) {
		String name = variable.value().isEmpty() ? parameter.getParameterName() : variable.value();
		if (name == null) {
			throw parameter(parameter, method, "is a variable of the path without a name",
					"Name it: @DestinationVariable(\"...\"); or compile with -parameters.");
		}
		for (String pattern : route.patterns()) {
			if (!pattern.contains("{" + name + "}") && !pattern.contains("{" + name + ":")) {
				throw parameter(parameter, method,
						"is the variable '" + name + "', which the path '" + pattern + "' does not have",
						"Put {" + name + "} into the path, or name a variable that it has.");
			}
		}
	}

	/**
	 * Looks at the parameter that is the payload.
	 * @throws RouteException if it cannot be
	 */
	static void checkPayload(MethodParameter parameter, String method) {
		Class<?> type = parameter.getParameterType();
		Payload annotation = parameter.getParameterAnnotation(Payload.class);
		if (annotation != null && !annotation.expression().isEmpty()) {
			throw parameter(parameter, method, "has an expression in its @Payload, which is not evaluated",
					"Take the whole payload, and of it what is needed.");
		}
		if (annotation == null && (Principal.class.isAssignableFrom(type) || type.getName().startsWith(SECURITY))) {
			throw parameter(parameter, method,
					"says who the sender is, but nothing here makes it of the sender:" + " the payload would be taken",
					OF_SENDER);
		}
		if (parameter.hasParameterAnnotation(Headers.class)) {
			throw parameter(parameter, method, "is annotated with @Headers",
					"Declare it as Map<String, Object>, Map<String, String> for those of the sender, or"
							+ " MessageHeaders.");
		}
		if (ReactiveTypes.kind(type) != ReactiveTypes.Kind.NONE && !ReactiveTypes.canBeMade(type)) {
			throw parameter(parameter, method, "cannot be made of what a peer sends",
					"Declare it as CompletionStage, Mono, Flow.Publisher or Flux.");
		}
		if (isUnknownReactive(type)) {
			throw parameter(parameter, method, "has a type for which Spring has no adapter",
					bridge(type) + ", or declare it as CompletionStage or Flow.Publisher.");
		}
		if (BaseStream.class.isAssignableFrom(type) || Iterator.class.isAssignableFrom(type)) {
			throw parameter(parameter, method, "cannot be read from a payload: its elements can be taken once",
					"Declare a List, or a Flow.Publisher or Flux for elements that come one by one.");
		}
		boolean one = ReactiveTypes.kind(type) == ReactiveTypes.Kind.ONE;
		if ((isWork(type) && !one) || Message.class.isAssignableFrom(type)) {
			throw parameter(parameter, method, "cannot be read from a payload",
					"Declare the type of the payload itself, or Message<T> for the whole message.");
		}
		if (Payloads.isOfBytes(type)) {
			throw parameter(parameter, method, "cannot be read from a payload: it stands for bytes still to be read",
					"Declare byte[], or a Flow.Publisher<byte[]> for content that comes in parts.");
		}
		if (isOfHttp(type)) {
			throw parameter(parameter, method, "is there for HTTP alone",
					"Declare the type of the payload itself. What comes with it are PeerId, Duration and @Header.");
		}
		ResolvableType declared = ResolvableType.forMethodParameter(parameter);
		Class<?> within = toComeWithin(
				(ReactiveTypes.kind(type) == ReactiveTypes.Kind.NONE || ReactiveTypes.isWithoutValue(type)) ? declared
						: declared.as(ReactiveTypes.declaring(type)),
				0);
		if (within != null) {
			throw parameter(parameter, method, "has a " + within.getName() + " within, which nobody would complete",
					"Declare the values themselves.");
		}
		MergedAnnotations.from(parameter.getParameterAnnotations())
			.stream()
			.map((present) -> present.getType().getName())
			.filter((name) -> FOREIGN.stream().anyMatch(name::startsWith))
			.findFirst()
			.ifPresent((name) -> {
				throw parameter(parameter, method,
						"is annotated with " + name + ", which means nothing here: the sender's payload would be taken",
						name.startsWith(SECURITY) ? OF_SENDER
								: "Use @Payload, @Header or @DestinationVariable of spring-messaging.");
			});
	}

	private static void checkPayloads(List<MethodParameter> payloads, String method) {
		if (payloads.size() > 1) {
			throw new RouteException(
					StringUtils.capitalize(method) + " has " + payloads.size()
							+ " parameters that would each be the whole payload: " + namesOf(payloads) + ".",
					"Take one, of a class or record that has them all, and annotate the others: with @Header or"
							+ " @DestinationVariable.");
		}
	}

	private void checkPayloads(HandlerMethod method) {
		List<MethodParameter> payloads = Stream.of(method.getMethodParameters())
			.filter(this.handler::isPayload)
			.toList();
		checkPayloads(payloads, MethodNames.nameOf(method));
		List<MethodParameter> items = Stream.of(method.getMethodParameters())
			.filter((parameter) -> ReactiveTypes.kind(parameter.getParameterType()) == ReactiveTypes.Kind.MANY)
			.toList();
		if (items.size() > 1) {
			throw new RouteException(
					StringUtils.capitalize(MethodNames.nameOf(method))
							+ " takes the items of the stream more than once: " + namesOf(items) + ".",
					"Take them once. A stream's items have one subscriber.");
		}
		if (!items.isEmpty() && this.handler.takesPayload(method)) {
			throw new RouteException(
					StringUtils.capitalize(MethodNames.nameOf(method)) + " takes the items of the stream, "
							+ namesOf(items) + ", and a payload beside them, which would be the first item.",
					"Take the items alone. What goes with the whole stream is sent as a header.");
		}
	}

	/** Work for its own sake, and no class of the application that can also do some. */
	private static boolean isPlainWork(Class<?> type) {
		return WORK.contains(type)
				|| (Future.class.isAssignableFrom(type) && ReactiveTypes.kind(type) == ReactiveTypes.Kind.NONE);
	}

	/** Enumerations and records are data, whatever else they can do. */
	private static boolean isWork(Class<?> type) {
		return !type.isEnum() && !type.isRecord() && ReactiveTypes.kind(type) == ReactiveTypes.Kind.NONE
				&& WORK.stream().anyMatch((work) -> work.isAssignableFrom(type));
	}

	private static boolean isUnknownReactive(Class<?> type) {
		return ReactiveTypes.kind(type) == ReactiveTypes.Kind.NONE
				&& REACTIVE.stream().anyMatch((library) -> type.getName().startsWith(library));
	}

	private static boolean takes(HandlerMethod method, Class<?> type) {
		return Stream.of(method.getMethodParameters()).anyMatch((parameter) -> parameter.getParameterType() == type);
	}

	static RouteException result(String method, Class<?> type, String reason, String action) {
		return new RouteException(StringUtils.capitalize(method) + " returns " + type.getName() + ", " + reason + ".",
				action);
	}

	private static RouteException parameter(MethodParameter parameter, HandlerMethod method, String reason,
			String action) {
		return parameter(parameter, MethodNames.nameOf(method), reason, action);
	}

	static RouteException parameter(MethodParameter parameter, String method, String reason, String action) {
		return new RouteException(
				"The parameter " + MethodNames.nameOf(parameter) + " of " + method + " " + reason + ".", action);
	}

	private static String namesOf(List<MethodParameter> parameters) {
		return parameters.stream().map(MethodNames::nameOf).collect(Collectors.joining(" and "));
	}

}
