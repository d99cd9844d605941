package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.quictransport.MessageStream;
import io.quictransport.RequestContext;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.EmbeddedValueResolverAware;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.annotation.support.AnnotationExceptionHandlerMethodResolver;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.AbstractExceptionHandlerMethodResolver;
import org.springframework.messaging.handler.invocation.AbstractMethodMessageHandler;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.ObjectUtils;
import org.springframework.util.PathMatcher;
import org.springframework.util.StringValueResolver;
import org.springframework.validation.Validator;

/**
 * Finds the methods of {@link NodeController node controllers}, resolves their arguments
 * from messages and calls them. A {@link QuicMessageHandlerCustomizer} bean can change
 * the settings and add argument resolvers; they are fixed when the application has
 * started. May be called on any thread.
 */
public final class QuicMessageHandler extends AbstractMethodMessageHandler<MethodRoute>
		implements EmbeddedValueResolverAware {

	private final PathMatcher pathMatcher = new AntPathMatcher(".");

	private final PeerDirectory peers;

	private final NodeErrors errors;

	private final HandlerFailureLog failures = new HandlerFailureLog();

	private final HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();

	private MessageConverter messageConverter;

	private @Nullable Validator validator;

	/** Set once the validator is known. */
	private @Nullable ArgumentValidation argumentValidation;

	private ConversionService conversionService = TextConversion.create();

	private @Nullable StringValueResolver valueResolver;

	private final List<Class<?>> adviceTypes = new ArrayList<>();

	/** By their names, the controllers behind proxies of their interfaces. */
	private final Map<String, ControllerBeans.Proxied> proxied = new HashMap<>();

	private final List<ReactiveResultDecorator> results;

	private final List<HandlerThreadState> threadStates;

	/** Null where there are none. */
	private final @Nullable Coroutines coroutines;

	QuicMessageHandler(MessageConverter messageConverter, PeerDirectory peers, NodeErrors errors,
			List<ReactiveResultDecorator> results, List<HandlerThreadState> threadStates, Executor executor) {
		this.errors = errors;
		this.results = results;
		this.threadStates = threadStates;
		this.messageConverter = messageConverter;
		this.peers = peers;
		this.coroutines = Suspending.isSupported() ? new Coroutines(executor) : null;
	}

	/**
	 * Sets what reads payloads and writes answers.
	 * @param messageConverter the converter, to and from bytes
	 */
	public void setMessageConverter(MessageConverter messageConverter) {
		this.messageConverter = messageConverter;
	}

	/**
	 * Sets what validates payloads that are annotated for it.
	 * @param validator the validator, null for none
	 */
	public void setValidator(@Nullable Validator validator) {
		this.validator = validator;
	}

	/**
	 * Sets what converts headers and variables of paths.
	 * @param conversionService the conversion service
	 */
	public void setConversionService(ConversionService conversionService) {
		this.conversionService = conversionService;
	}

	@Override
	public void setEmbeddedValueResolver(StringValueResolver resolver) {
		this.valueResolver = resolver;
	}

	@Override
	public void afterPropertiesSet() {
		super.afterPropertiesSet();
		this.resolvers.addResolvers(getArgumentResolvers());
		ApplicationContext context = getApplicationContext();
		if (context != null) {
			AdviceBean.findAll(context).forEach((advice) -> {
				this.adviceTypes.add(advice.getBeanType());
				registerExceptionHandlerAdvice(advice,
						new AnnotationExceptionHandlerMethodResolver(advice.getBeanType()));
			});
		}
	}

	/** Where methods for exceptions are: controllers and advices. */
	Set<Class<?>> typesOfExceptionHandlers() {
		Set<Class<?>> types = new LinkedHashSet<>(this.adviceTypes);
		getHandlerMethods().values().forEach((method) -> types.add(method.getBeanType()));
		return types;
	}

	@Override
	protected List<? extends HandlerMethodArgumentResolver> initArgumentResolvers() {
		ConfigurableBeanFactory beanFactory = (getApplicationContext() instanceof ConfigurableApplicationContext context)
				? context.getBeanFactory() : null;
		this.argumentValidation = ArgumentValidation.of(this.validator);
		PayloadValidation validation = new PayloadValidation(this.validator, this.argumentValidation);
		List<HandlerMethodArgumentResolver> all = new ArrayList<>();
		all.add(new HeaderMethodArgumentResolver(this.conversionService, beanFactory));
		all.add(new HeadersArgumentResolver());
		all.add(new DestinationVariableMethodArgumentResolver(this.conversionService));
		all.add(new NodeArgumentResolver(this.peers));
		all.add(new ContinuationArgumentResolver());
		all.add(new ItemsArgumentResolver(payloads(), validation, this.errors));
		all.add(new MessageArgumentResolver(payloads(), validation));
		all.addAll(getCustomArgumentResolvers());
		all.add(new PayloadArgumentResolver(payloads(), validation));
		return all;
	}

	/** What methods return is written by {@link MethodHandler}. */
	@Override
	protected List<? extends HandlerMethodReturnValueHandler> initReturnValueHandlers() {
		return getCustomReturnValueHandlers();
	}

	/**
	 * None is found before all beans are there: {@link #findControllers()} does.
	 */
	@Override
	protected boolean isHandler(Class<?> beanType) {
		return false;
	}

	/**
	 * Finds the controllers, once all beans are there that are made at the start: only
	 * then it is known what a method has made that declares no more than an interface,
	 * and which beans are proxies.
	 * @throws RouteException if a controller is a proxy that does not have all its
	 * methods, or has none
	 */
	void findControllers() {
		if (!(getApplicationContext() instanceof ConfigurableApplicationContext context)) {
			return;
		}
		ControllerBeans beans = new ControllerBeans(context.getBeanFactory());
		for (String bean : context.getBeanNamesForType(Object.class)) {
			if (!ScopedProxyUtils.isScopedTarget(bean) && beans.isController(bean)) {
				ControllerBeans.Proxied proxied = beans.behindProxy(bean, this::getMappingForMethod);
				if (proxied != null) {
					register(bean, proxied);
				}
				else {
					detectHandlerMethods(bean);
				}
				checkServes(bean);
			}
		}
	}

	private void checkServes(String bean) {
		if (getHandlerMethods().values().stream().noneMatch((method) -> bean.equals(method.getBean()))) {
			throw new RouteException(
					"The bean '" + bean + "' is a @NodeController, but none of its methods has a path.",
					"Annotate those that serve messages: @MessageMapping(\"...\"); or remove @NodeController, for which"
							+ " @NodeAdvice stands where it handles exceptions alone.");
		}
	}

	private void register(String bean, ControllerBeans.Proxied proxied) {
		this.proxied.put(bean, proxied);
		proxied.called().keySet().forEach((method) -> {
			MethodRoute route = getMappingForMethod(method, proxied.target());
			registerHandlerMethod(bean, method, Objects.requireNonNull(route, "a method with a route"));
		});
	}

	@Override
	protected HandlerMethod createHandlerMethod(Object handler, Method method) {
		ApplicationContext context = getApplicationContext();
		if (!(handler instanceof String bean) || context == null) {
			return super.createHandlerMethod(handler, method);
		}
		ControllerBeans.Proxied known = this.proxied.get(bean);
		Method called = (known != null) ? known.called().get(method) : null;
		return (known != null && called != null) ? new ProxiedMethod(bean, context, method, known.target(), called)
				: super.createHandlerMethod(handler, method);
	}

	@Override
	protected @Nullable MethodRoute getMappingForMethod(Method method, Class<?> handlerType) {
		Exchanges.Paths paths = Exchanges.of(method, handlerType);
		return (paths != null) ? new MethodRoute(RouteKind.of(method, handlerType),
				paths.condition(this.pathMatcher, this.valueResolver)) : null;
	}

	@Override
	protected Set<String> getDirectLookupDestinations(MethodRoute mapping) {
		Set<String> direct = new LinkedHashSet<>(mapping.patterns());
		direct.removeIf(this.pathMatcher::isPattern);
		return direct;
	}

	@Override
	protected @Nullable String getDestination(Message<?> message) {
		return message.getHeaders().get(NodeHeaders.PATH, String.class);
	}

	@Override
	protected @Nullable MethodRoute getMatchingMapping(MethodRoute mapping, Message<?> message) {
		return mapping.matches(message) ? mapping : null;
	}

	@Override
	protected Comparator<MethodRoute> getMappingComparator(Message<?> message) {
		return (one, other) -> one.condition().compareTo(other.condition(), message);
	}

	@Override
	protected void handleMatch(MethodRoute mapping, HandlerMethod handlerMethod, String lookupDestination,
			Message<?> message) {
		invoke(resolve(handlerMethod), message);
	}

	@Override
	protected AbstractExceptionHandlerMethodResolver createExceptionHandlerMethodResolverFor(Class<?> beanType) {
		return new AnnotationExceptionHandlerMethodResolver(beanType);
	}

	PathMatcher pathMatcher() {
		return this.pathMatcher;
	}

	Payloads payloads() {
		return new Payloads(this.messageConverter);
	}

	NodeErrors errors() {
		return this.errors;
	}

	HandlerFailureLog failures() {
		return this.failures;
	}

	/**
	 * Whether a method has a parameter that is made of the payload. Where it takes the
	 * items of a stream, a message beside them is there for its headers.
	 */
	boolean takesPayload(HandlerMethod method) {
		return Stream.of(method.getMethodParameters()).anyMatch(this::isPayload)
				|| (takes(method, (type) -> type == Message.class) && !takes(method, QuicMessageHandler::isStream));
	}

	private static boolean takes(HandlerMethod method, Predicate<Class<?>> types) {
		return Stream.of(method.getMethodParameters()).<Class<?>>map(MethodParameter::getParameterType).anyMatch(types);
	}

	private static boolean isStream(Class<?> type) {
		return type == MessageStream.class || ReactiveTypes.kind(type) == ReactiveTypes.Kind.MANY;
	}

	/** Whether only the payload can fill a parameter. */
	boolean isPayload(MethodParameter parameter) {
		return getArgumentResolvers().subList(0, getArgumentResolvers().size() - 1)
			.stream()
			.noneMatch((resolver) -> resolver.supportsParameter(parameter));
	}

	/**
	 * Looks for placeholders without a value. What an expression says is left to each
	 * message.
	 * @param text the text of an annotation
	 * @param what the text, as the developer knows it
	 * @throws RouteException if there is one
	 */
	void checkPlaceholders(String text, String what) {
		if (!text.contains("#{")) {
			Exchanges.resolved(text, what, this.valueResolver);
		}
	}

	/** Whether a parameter can be made of a text, as a header or variable is. */
	boolean readsText(MethodParameter parameter) {
		return this.conversionService.canConvert(TypeDescriptor.valueOf(String.class),
				new TypeDescriptor(parameter.nestedIfOptional()));
	}

	/** Whether Bean Validation validates arguments and results. */
	boolean hasBeanValidation() {
		return this.argumentValidation != null;
	}

	/** Whether something validates objects of a class. */
	boolean validates(Class<?> type) {
		return this.validator != null && this.validator.supports(type);
	}

	/** Whether all messages go to the same bean. */
	boolean hasOneBean(HandlerMethod method) {
		ApplicationContext context = getApplicationContext();
		return !(method.getBean() instanceof String bean) || (context != null && context.isSingleton(bean));
	}

	/** Has the bean made, if need be. */
	NodeMethod resolve(HandlerMethod method) {
		return new NodeMethod(method, this.resolvers, this.argumentValidation);
	}

	/**
	 * Calls a method, and if it fails the method that handles its exceptions.
	 * @return completes with what either of them returns
	 */
	CompletableFuture<@Nullable Object> invoke(NodeMethod method, Message<?> message) {
		CapturedState state = CapturedState.of(this.threadStates);
		@Nullable Object[] arguments;
		try {
			arguments = method.arguments(message);
		}
		catch (UnfitArgumentException ex) {
			return handleFailure(method, ex.reason(), ex.told(), message, state);
		}
		CompletableFuture<@Nullable Object> called = method.suspends()
				? suspended((continuation) -> method.call(arguments, continuation), message, state)
				: staged(() -> method.call(arguments), message);
		if (method.validatesResult()) {
			called = called.thenApply(method::validated);
		}
		if (called.isDone() && !called.isCompletedExceptionally()) {
			return called;
		}
		return called
			.handle((result, failure) -> (failure == null) ? CompletableFuture.completedFuture(result)
					: handleFailure(method, unwrapped(failure), HandlerFailures.toldOf(unwrapped(failure)), message,
							state))
			.thenCompose((outcome) -> outcome);
	}

	/** May be called on another thread than the handler's. */
	private CompletableFuture<@Nullable Object> handleFailure(NodeMethod method, Throwable failure, Throwable told,
			Message<?> message, CapturedState state) {
		InvocableHandlerMethod handler = (failure instanceof Exception exception)
				? getExceptionHandlerMethod(method, exception) : null;
		if (handler == null) {
			return CompletableFuture.failedFuture(told);
		}
		handler.setMessageMethodArgumentResolvers(this.resolvers);
		Object[] provided = Stream.of(failure, failure.getCause(), method).filter(Objects::nonNull).toArray();
		try (HandlerThreadState.Scope scope = state.open()) {
			return Suspending.isSuspending(handler.getMethod())
					? suspended((continuation) -> handler.invoke(message,
							ObjectUtils.addObjectToArray(provided, continuation)), message, state)
					: staged(() -> handler.invoke(message, provided), message);
		}
	}

	/** A caller that waits no longer cancels the coroutine. */
	private CompletableFuture<@Nullable Object> suspended(Coroutines.Invocation call, Message<?> message,
			CapturedState state) {
		CompletableFuture<@Nullable Object> value = Objects
			.requireNonNull(this.coroutines, "kotlinx-coroutines-core is not on the class path")
			.call(call, state);
		endWithCaller(value, message);
		return value.thenApply(KotlinResults::opened);
	}

	private CompletableFuture<@Nullable Object> staged(Callable<@Nullable Object> call, Message<?> message) {
		try {
			Object result = decorated(KotlinResults.opened(call.call()));
			return (result != null && ReactiveTypes.kind(result.getClass()) == ReactiveTypes.Kind.ONE)
					? staged(result, message) : CompletableFuture.completedFuture(result);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private @Nullable Object decorated(@Nullable Object result) {
		if (result == null || this.results.isEmpty()
				|| ReactiveTypes.kind(result.getClass()) == ReactiveTypes.Kind.NONE) {
			return result;
		}
		Object decorated = result;
		for (ReactiveResultDecorator decorator : this.results) {
			decorated = decorator.decorate(decorated);
		}
		return decorated;
	}

	/** A caller that waits no longer ends the work that only a subscriber keeps up. */
	private static CompletableFuture<@Nullable Object> staged(Object result, Message<?> message) {
		CompletableFuture<@Nullable Object> value = ReactiveTypes.toFuture(result);
		if (value instanceof SingleValue) {
			endWithCaller(value, message);
		}
		return value;
	}

	private static void endWithCaller(CompletableFuture<?> value, Message<?> message) {
		if (!value.isDone() && Exchange.of(message).context() instanceof RequestContext request) {
			request.onCancel(() -> value.cancel(true));
		}
	}

	static Throwable unwrapped(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
