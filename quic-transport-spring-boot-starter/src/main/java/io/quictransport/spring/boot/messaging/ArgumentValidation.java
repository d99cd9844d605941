package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.validation.metadata.MethodDescriptor;
import jakarta.validation.metadata.ParameterDescriptor;
import jakarta.validation.metadata.ReturnValueDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.util.ClassUtils;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationAdapter;
import org.springframework.validation.method.MethodValidationException;
import org.springframework.validation.method.MethodValidationResult;

/**
 * Validates arguments by Bean Validation if the parameter has constraints, or is a
 * container whose elements have, and the results of methods that are annotated for it. A
 * single argument with {@code @Valid} alone is left to {@link PayloadValidation}.
 */
final class ArgumentValidation {

	private static final boolean BEAN_VALIDATION = ClassUtils.isPresent("jakarta.validation.Validator",
			ArgumentValidation.class.getClassLoader());

	private final jakarta.validation.Validator validator;

	private final MethodValidationAdapter methods;

	/** Of handler methods alone, so there are few. */
	private final Map<Method, Boolean> constrained = new ConcurrentHashMap<>();

	/** As few. A method may be inherited by classes with other groups. */
	private final Map<MethodClassKey, Class<?>[]> groups = new ConcurrentHashMap<>();

	private ArgumentValidation(jakarta.validation.Validator validator) {
		this.validator = validator;
		this.methods = new MethodValidationAdapter(validator);
	}

	/**
	 * Null where there is no Bean Validation, or the validator has nothing to do with it.
	 */
	static @Nullable ArgumentValidation of(@Nullable Validator validator) {
		if (!BEAN_VALIDATION || validator == null) {
			return null;
		}
		jakarta.validation.Validator known = unwrapped(validator);
		return (known != null) ? new ArgumentValidation(known) : null;
	}

	private static jakarta.validation.@Nullable Validator unwrapped(Validator validator) {
		if (validator instanceof jakarta.validation.Validator itself) {
			return itself;
		}
		try {
			return (validator instanceof SmartValidator smart) ? smart.unwrap(jakarta.validation.Validator.class)
					: null;
		}
		catch (RuntimeException ex) {
			// That is how a validator says that it stands for no other.
			return null;
		}
	}

	boolean applies(Class<?> beanType, Method method) {
		return this.constrained.computeIfAbsent(method, (key) -> isConstrained(beanType, key));
	}

	/** Whether the result of a method is validated. */
	boolean appliesToResult(Class<?> beanType, Method method) {
		MethodDescriptor descriptor = descriptor(beanType, method);
		if (descriptor == null) {
			return false;
		}
		ReturnValueDescriptor result = descriptor.getReturnValueDescriptor();
		return result.hasConstraints() || result.isCascaded()
				|| !result.getConstrainedContainerElementTypes().isEmpty();
	}

	private @Nullable MethodDescriptor descriptor(Class<?> beanType, Method method) {
		return this.validator.getConstraintsForClass(beanType)
			.getConstraintsForMethod(method.getName(), method.getParameterTypes());
	}

	private boolean isConstrained(Class<?> beanType, Method method) {
		MethodDescriptor descriptor = descriptor(beanType, method);
		if (descriptor == null) {
			return false;
		}
		MethodParameter[] parameters = new AnnotatedMethod(method).getMethodParameters();
		return descriptor.getCrossParameterDescriptor().hasConstraints() || descriptor.getParameterDescriptors()
			.stream()
			.anyMatch((parameter) -> isConstrained(parameter, parameters[parameter.getIndex()]));
	}

	private static boolean isConstrained(ParameterDescriptor descriptor, MethodParameter parameter) {
		return descriptor.hasConstraints() || !descriptor.getConstrainedContainerElementTypes().isEmpty()
				|| (descriptor.isCascaded() && (isContainer(descriptor.getElementClass()) || isOfText(parameter)));
	}

	/** What a header or variable becomes is no payload. */
	private static boolean isOfText(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(Header.class)
				|| parameter.hasParameterAnnotation(DestinationVariable.class);
	}

	/** Whether the elements of a type are validated, and not itself. */
	static boolean isContainer(Class<?> type) {
		return type.isArray() || Iterable.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)
				|| Optional.class == type;
	}

	/**
	 * Validates the arguments of one call.
	 * @throws MethodValidationException if they are not valid
	 */
	void validate(Object bean, Method method, MethodParameter[] parameters, @Nullable Object[] arguments) {
		Object target = AopProxyUtils.getSingletonTarget(bean);
		Object validated = (target != null) ? target : bean;
		MethodValidationResult result = this.methods.validateArguments(validated, method, parameters, arguments,
				groups(validated.getClass(), method));
		if (result.hasErrors()) {
			throw new MethodValidationException(result);
		}
	}

	/**
	 * Validates the result of one call.
	 * @throws MethodValidationException if it is not valid
	 */
	void validateResult(Object bean, Method method, MethodParameter returnType, @Nullable Object result) {
		Object target = AopProxyUtils.getSingletonTarget(bean);
		Object validated = (target != null) ? target : bean;
		MethodValidationResult outcome = this.methods.validateReturnValue(validated, method, returnType, result,
				groups(validated.getClass(), method));
		if (outcome.hasErrors()) {
			throw new MethodValidationException(outcome);
		}
	}

	/** The groups that the method states, or its class. */
	Class<?>[] groups(Class<?> type, Method method) {
		return this.groups.computeIfAbsent(new MethodClassKey(method, type), (key) -> stated(type, method));
	}

	private static Class<?>[] stated(Class<?> type, Method method) {
		Validated annotation = AnnotatedElementUtils.findMergedAnnotation(method, Validated.class);
		if (annotation == null) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(type, Validated.class);
		}
		return (annotation != null) ? annotation.value() : new Class<?>[0];
	}

}
