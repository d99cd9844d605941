package io.quictransport.spring.boot.messaging;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Validates an object that was read from a payload or an item, where its parameter is
 * annotated with {@code @Valid} or {@code @Validated}.
 *
 * @param validator the validator, null for none
 * @param arguments what validates all arguments of a method at once, null for nothing
 */
record PayloadValidation(@Nullable Validator validator, @Nullable ArgumentValidation arguments) {

	/** Validates what is an argument itself, unless that is done with the others. */
	void validateArgument(Object value, MethodParameter parameter, Message<?> message) {
		if (parameter.getParameterAnnotations().length == 0) {
			return;
		}
		Method method = parameter.getMethod();
		if (this.arguments == null || method == null || !this.arguments.applies(parameter.getContainingClass(), method)
				|| parameter.hasParameterAnnotation(Validated.class)) {
			validate(value, parameter, message);
		}
	}

	void validate(Object value, MethodParameter parameter, Message<?> message) {
		if (this.validator == null) {
			return;
		}
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				validate(this.validator, value, groups(annotation, hints, parameter), parameter, message);
				return;
			}
		}
	}

	/** Where the parameter names no groups itself, those of the method or its class. */
	private Object[] groups(Annotation annotation, Object[] hints, MethodParameter parameter) {
		Method method = parameter.getMethod();
		return (hints.length == 0 && !(annotation instanceof Validated) && this.arguments != null && method != null)
				? this.arguments.groups(parameter.getContainingClass(), method) : hints;
	}

	private static void validate(Validator validator, Object value, Object[] hints, MethodParameter parameter,
			Message<?> message) {
		if (!validator.supports(value.getClass())) {
			throw new IllegalStateException(
					"the validator of this application does not validate a " + value.getClass().getName());
		}
		BeanPropertyBindingResult result = new BeanPropertyBindingResult(value,
				Objects.requireNonNullElse(parameter.getParameterName(), "payload"));
		if (validator instanceof SmartValidator smart) {
			smart.validate(value, result, hints);
		}
		else {
			validator.validate(value, result);
		}
		if (result.hasErrors()) {
			throw new MethodArgumentNotValidException(message, parameter, result);
		}
	}

}
