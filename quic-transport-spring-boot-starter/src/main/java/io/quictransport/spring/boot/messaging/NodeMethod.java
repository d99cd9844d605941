package io.quictransport.spring.boot.messaging;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.validation.method.MethodValidationException;

/**
 * Calls a method of a bean in two steps, so that a failure of the method itself can be
 * told from a message that does not fit its parameters. Serves any number of messages, on
 * any thread.
 */
final class NodeMethod extends InvocableHandlerMethod {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private final HandlerMethodArgumentResolverComposite resolvers;

	/** Null where no parameter has constraints. */
	private final @Nullable ArgumentValidation validation;

	/** Null where the result has no constraints. */
	private final @Nullable ArgumentValidation resultValidation;

	private final boolean suspends;

	/**
	 * Whether what it returns stands for values to come, so that null stands for none.
	 */
	private final boolean isLater;

	/** The class that states the method, also where the bean is a proxy of interfaces. */
	private final Class<?> type;

	/** What is called on the bean. */
	private final Method called;

	/** Null where no parameter has a default value. */
	private final @Nullable DefaultArguments defaults;

	/**
	 * Has the bean made, if need be.
	 */
	NodeMethod(HandlerMethod method, HandlerMethodArgumentResolverComposite resolvers,
			@Nullable ArgumentValidation validation) {
		super(method.createWithResolvedBean());
		this.resolvers = resolvers;
		this.type = method.getBeanType();
		this.called = ProxiedMethod.calledBy(method);
		this.suspends = Suspending.isSuspending(getMethod());
		this.isLater = !this.suspends && ReactiveTypes
			.kind(MethodResult.of(getMethod(), this.type).declaredClass()) != ReactiveTypes.Kind.NONE;
		this.validation = (validation != null && validation.applies(getBeanType(), getMethod())) ? validation : null;
		this.resultValidation = (validation != null && validation.appliesToResult(getBeanType(), getMethod()))
				? validation : null;
		for (MethodParameter parameter : getMethodParameters()) {
			parameter.initParameterNameDiscovery(NAMES);
		}
		this.defaults = DefaultArguments.of(getMethod(), getMethodParameters());
	}

	/**
	 * Takes the arguments from a message.
	 * @throws UnfitArgumentException if the message does not fit
	 */
	@Nullable Object[] arguments(Message<?> message) throws UnfitArgumentException {
		MethodParameter[] parameters = getMethodParameters();
		@Nullable Object[] arguments = new @Nullable Object[parameters.length];
		for (int i = 0; i < parameters.length; i++) {
			try {
				arguments[i] = argument(i, parameters[i], message);
			}
			catch (Exception ex) {
				throw new UnfitArgumentException(parameters[i], ex);
			}
		}
		validate(parameters, arguments);
		return arguments;
	}

	private @Nullable Object argument(int index, MethodParameter parameter, Message<?> message) throws Exception {
		DefaultArguments known = this.defaults;
		if (known == null) {
			return this.resolvers.resolveArgument(parameter, message);
		}
		return known.isAbsent(index, message) ? DefaultArguments.ABSENT
				: known.argument(index, this.resolvers.resolveArgument(parameter, message));
	}

	private void validate(MethodParameter[] parameters, @Nullable Object[] arguments) throws UnfitArgumentException {
		if (this.validation == null) {
			return;
		}
		try {
			this.validation.validate(getBean(), getMethod(), parameters,
					(this.defaults != null) ? DefaultArguments.withoutAbsent(arguments) : arguments);
		}
		catch (MethodValidationException ex) {
			throw new UnfitArgumentException(null, ex);
		}
	}

	boolean validatesResult() {
		return this.resultValidation != null;
	}

	/**
	 * Passes on a result, or what an asynchronous one has become, if it is valid.
	 * @throws MethodValidationException if it is not
	 */
	@Nullable Object validated(@Nullable Object result) {
		if (this.resultValidation != null) {
			this.resultValidation.validateResult(getBean(), getMethod(), getReturnType(), result);
		}
		return result;
	}

	/** Whether it is a suspend function, whose last argument is its continuation. */
	boolean suspends() {
		return this.suspends;
	}

	/** Not that of the bean, which may be a proxy that states nothing. */
	@Override
	public Class<?> getBeanType() {
		return this.type;
	}

	/**
	 * Calls the method.
	 * @throws IllegalStateException if it returns null in place of values to come
	 */
	@Nullable Object call(@Nullable Object[] arguments) throws Exception {
		Object result = (this.defaults != null && DefaultArguments.areMissing(arguments))
				? this.defaults.call(getBean(), arguments) : invoke(arguments);
		if (result == null && this.isLater) {
			throw new IllegalStateException(MethodNames.nameOf(this.type, getMethod()) + " has returned null in place"
					+ " of a " + getReturnType().getParameterType().getSimpleName());
		}
		return result;
	}

	private @Nullable Object invoke(@Nullable Object[] arguments) throws Exception {
		if (this.called == getMethod()) {
			return doInvoke(arguments);
		}
		try {
			return this.called.invoke(getBean(), arguments);
		}
		catch (InvocationTargetException ex) {
			throw DefaultArguments.causeOf(ex);
		}
	}

	@Nullable Object call(@Nullable Object[] arguments, Object continuation) throws Exception {
		@Nullable Object[] all = arguments.clone();
		all[all.length - 1] = continuation;
		return call(all);
	}

}
