package io.quictransport.spring.boot.messaging;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Rejects methods that state constraints which nothing would check, before any message
 * arrives.
 */
final class CheckedConstraints {

	private static final String VALID = "jakarta.validation.Valid";

	private final QuicMessageHandler handler;

	CheckedConstraints(QuicMessageHandler handler) {
		this.handler = handler;
	}

	/**
	 * Looks at the constraints of a method.
	 * @throws RouteException if nothing checks them
	 */
	void check(HandlerMethod method) {
		checkResultValidation(method);
		for (MethodParameter parameter : method.getMethodParameters()) {
			boolean valid = Stream.of(parameter.getParameterAnnotations()).anyMatch(CheckedConstraints::isValid);
			boolean constrained = Stream.of(parameter.getParameterAnnotations())
				.anyMatch(CheckedConstraints::isConstraint);
			boolean ofElements = elementAnnotations(method, parameter)
				.anyMatch((one) -> isValid(one) || isConstraint(one));
			if (!valid && !constrained && !ofElements) {
				continue;
			}
			checkReached(parameter, method, valid, constrained || ofElements);
			if ((constrained || ofElements) ? !this.handler.hasBeanValidation()
					: !this.handler.validates(heldBy(parameter))) {
				throw refused(parameter, method, "is annotated for validation, but nothing validates it",
						"Add spring-boot-starter-validation, or set a validator with a QuicMessageHandlerCustomizer."
								+ " Constraints of a parameter itself need Bean Validation.");
			}
		}
	}

	/** Constraints of what is within a parameter, where nothing looks for them. */
	private static void checkReached(MethodParameter parameter, HandlerMethod method, boolean valid,
			boolean constrained) {
		Class<?> type = parameter.getParameterType();
		boolean holds = holdsAnother(type);
		if (constrained && holds) {
			throw refused(parameter, method,
					"has constraints of values that "
							+ ((type == Message.class) ? "a whole message holds" : "are still to come"),
					"Put @Valid before the parameter, and the constraints on the class of its values.");
		}
		Class<?> held = heldBy(parameter);
		if (valid && holds && ArgumentValidation.isContainer(held)) {
			throw refused(parameter, method,
					"is annotated for validation, but what it holds is a " + held.getName()
							+ ", whose elements would not be validated",
					"Take a record that has the elements, with @Valid before them.");
		}
		if (!holds && held != Optional.class && ArgumentValidation.isContainer(held)
				&& parameter.hasParameterAnnotation(Validated.class)) {
			throw refused(parameter, method,
					"is annotated for validation as a whole, by which its elements would not be validated",
					"Put @Valid before the elements, List<@Valid ...>, and groups into @Validated at the method.");
		}
	}

	private static boolean holdsAnother(Class<?> type) {
		return Message.class.isAssignableFrom(type) || ReactiveTypes.kind(type) != ReactiveTypes.Kind.NONE;
	}

	/** The class of the value that is validated. */
	private static Class<?> heldBy(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return (type == Optional.class || holdsAnother(type)) ? Payloads.classOf(parameter.nested()) : type;
	}

	private void checkResultValidation(HandlerMethod method) {
		MethodResult result = MethodResult.of(method.getMethod(), method.getBeanType());
		if (result.isMany()) {
			checkItemValidation(method);
			return;
		}
		boolean within = Declarations.of(method)
			.flatMap((declaration) -> withinType(declaration.getAnnotatedReturnType()))
			.anyMatch(CheckedConstraints::isChecked);
		if (within && ReactiveTypes.kind(method.getReturnType().getParameterType()) != ReactiveTypes.Kind.NONE) {
			throw new RouteException(
					"The result of " + MethodNames.nameOf(method)
							+ " has constraints of values that are still to come.",
					"Put @Valid before the method, and the constraints on the class of its values.");
		}
		boolean validated = within || Declarations.of(method)
			.flatMap((declaration) -> Stream.of(declaration.getAnnotations()))
			.anyMatch(CheckedConstraints::isChecked);
		if (validated && result.isLater() && ArgumentValidation.isContainer(result.valueClass())) {
			throw new RouteException(
					"The result of " + MethodNames.nameOf(method) + " is annotated for validation, but what comes later"
							+ " is a " + result.valueClass().getName() + ", whose elements would not be validated.",
					"Return a record that has the elements, with @Valid before them.");
		}
		if (validated && !this.handler.hasBeanValidation()) {
			throw new RouteException(
					"The result of " + MethodNames.nameOf(method)
							+ " is annotated for validation, but nothing validates it.",
					"Add spring-boot-starter-validation.");
		}
	}

	private static void checkItemValidation(HandlerMethod method) {
		if (Declarations.of(method)
			.flatMap((declaration) -> withinType(declaration.getAnnotatedReturnType()))
			.anyMatch(CheckedConstraints::isChecked)) {
			throw new RouteException(
					"The items of the stream that " + MethodNames.nameOf(method)
							+ " returns are annotated for validation, but nothing validates them.",
					"Check them where they are made.");
		}
	}

	private static Stream<Annotation> elementAnnotations(HandlerMethod handler, MethodParameter parameter) {
		return Declarations.of(handler)
			.flatMap((method) -> withinType(method.getAnnotatedParameterTypes()[parameter.getParameterIndex()]));
	}

	/** The annotations of the elements of containers, and of theirs. */
	private static Stream<Annotation> withinType(AnnotatedType type) {
		if (type instanceof AnnotatedParameterizedType generic) {
			return Stream.of(generic.getAnnotatedActualTypeArguments())
				.flatMap((argument) -> Stream.concat(Stream.of(argument.getAnnotations()), withinType(argument)));
		}
		if (type instanceof AnnotatedArrayType array) {
			AnnotatedType element = array.getAnnotatedGenericComponentType();
			return Stream.concat(Stream.of(element.getAnnotations()), withinType(element));
		}
		return Stream.empty();
	}

	private static boolean isValid(Annotation annotation) {
		return ValidationAnnotationUtils.determineValidationHints(annotation) != null;
	}

	/** What Bean Validation would do something for. */
	private static boolean isChecked(Annotation annotation) {
		return isConstraint(annotation) || annotation.annotationType().getName().equals(VALID);
	}

	private static boolean isConstraint(Annotation annotation) {
		return isConstraint(annotation.annotationType()) || isListOfConstraints(annotation.annotationType());
	}

	private static boolean isConstraint(Class<?> type) {
		return Stream.of(type.getAnnotations())
			.anyMatch((meta) -> meta.annotationType().getName().equals("jakarta.validation.Constraint"));
	}

	/** What holds a constraint that is stated more than once. */
	private static boolean isListOfConstraints(Class<?> type) {
		return Stream.of(type.getDeclaredMethods())
			.filter((attribute) -> attribute.getName().equals("value") && attribute.getReturnType().isArray())
			.anyMatch((attribute) -> isConstraint(attribute.getReturnType().getComponentType()));
	}

	private static RouteException refused(MethodParameter parameter, HandlerMethod method, String reason,
			String action) {
		return new RouteException("The parameter " + MethodNames.nameOf(parameter) + " of " + MethodNames.nameOf(method)
				+ " " + reason + ".", action);
	}

}
