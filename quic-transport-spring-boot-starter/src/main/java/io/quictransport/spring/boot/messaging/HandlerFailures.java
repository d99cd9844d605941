package io.quictransport.spring.boot.messaging;

import java.util.stream.Stream;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.method.MethodValidationException;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;

/**
 * Decides which failure the caller receives. If its message does not fit the method, the
 * failure is the caller's fault, and states how. Of all other failures the core sends the
 * exception's type only, because its text is not meant for other nodes.
 */
final class HandlerFailures {

	/** The text of the failure where a payload without bytes is not enough. */
	static final String EMPTY = "the payload is empty";

	private HandlerFailures() {
	}

	static Throwable toldOf(Throwable failure, @Nullable MethodParameter parameter) {
		if (failure instanceof MethodValidationException invalid) {
			return invalid("the message is not valid" + violations(invalid), failure);
		}
		return (parameter != null) ? unfit(failure, parameter) : failure;
	}

	/** Of a method that has been called: a result that is not valid is its own fault. */
	static Throwable toldOf(Throwable failure) {
		return (failure instanceof MethodValidationException invalid && invalid.isForReturnValue())
				? new MessageException(ErrorCode.HANDLER_FAILED, Outcome.UNKNOWN, "the handler's result is not valid",
						ErrorContext.NONE, failure)
				: failure;
	}

	private static Throwable unfit(Throwable failure, MethodParameter parameter) {
		if (failure instanceof MethodArgumentNotValidException invalid) {
			return invalid("the payload is not valid" + violations(invalid.getBindingResult()), failure);
		}
		if (failure instanceof UnknownContentTypeException) {
			return new MessageException(ErrorCode.UNSUPPORTED_CONTENT_TYPE, Outcome.NOT_ACCEPTED,
					String.valueOf(failure.getMessage()), ErrorContext.NONE, failure);
		}
		if (failure instanceof UnreadableTypeException) {
			return failure;
		}
		if (failure instanceof MessageConversionException) {
			return invalid(EMPTY.equals(failure.getMessage()) ? EMPTY : "the payload cannot be read", failure);
		}
		if (failure instanceof ConversionException) {
			return invalid(nameOf(parameter) + " cannot be read as "
					+ parameter.nestedIfOptional().getNestedParameterType().getSimpleName(), failure);
		}
		if (failure instanceof MessageHandlingException handling && handling.getCause() == null) {
			return invalid(nameOf(parameter) + " is missing", failure);
		}
		if (failure instanceof MethodArgumentResolutionException) {
			return invalid("the message does not fit its handler", failure);
		}
		return failure;
	}

	/** The handler has begun when an item comes. */
	static MessageException invalidItem(MethodArgumentNotValidException failure) {
		return new MessageException(ErrorCode.INVALID_MESSAGE, Outcome.UNKNOWN,
				"an item of the stream is not valid" + violations(failure.getBindingResult()), ErrorContext.NONE,
				failure);
	}

	/** What the caller knows the argument as. */
	private static String nameOf(MethodParameter parameter) {
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header != null) {
			return "the header '" + nameOf(header.name(), header.value(), parameter) + "'";
		}
		DestinationVariable variable = parameter.getParameterAnnotation(DestinationVariable.class);
		if (variable != null) {
			return "the path variable '" + nameOf(variable.value(), "", parameter) + "'";
		}
		return "what the parameter '" + parameter.getParameterName() + "' needs";
	}

	private static String nameOf(String name, String alias, MethodParameter parameter) {
		String given = name.isEmpty() ? alias : name;
		return given.isEmpty() ? String.valueOf(parameter.getParameterName()) : given;
	}

	private static String violations(@Nullable BindingResult result) {
		return (result == null) ? "" : Violations.of(result.getAllErrors().stream().map(Violations::of));
	}

	private static String violations(MethodValidationResult result) {
		Stream<String> ofParameters = result.getParameterValidationResults()
			.stream()
			.flatMap(HandlerFailures::violations);
		Stream<String> ofAll = result.getCrossParameterValidationResults().stream().map(Violations::of);
		return Violations.of(Stream.concat(ofParameters, ofAll));
	}

	private static Stream<String> violations(ParameterValidationResult result) {
		MethodParameter parameter = result.getMethodParameter();
		String name = (parameter.hasParameterAnnotation(Header.class)
				|| parameter.hasParameterAnnotation(DestinationVariable.class)) ? nameOf(parameter) : "";
		String path = name + elementOf(result);
		if (result instanceof ParameterErrors errors) {
			String prefix = path.isEmpty() ? "" : path + ".";
			return Stream.concat(errors.getFieldErrors().stream().map((error) -> prefix + Violations.of(error)),
					errors.getGlobalErrors().stream().map((error) -> violation(path, error)));
		}
		return result.getResolvableErrors().stream().map((error) -> violation(path, error));
	}

	private static String violation(String path, MessageSourceResolvable error) {
		return (path.isEmpty() ? "the payload" : path) + ": " + Violations.of(error);
	}

	private static String elementOf(ParameterValidationResult result) {
		if (result.getContainerIndex() != null) {
			return "[" + result.getContainerIndex() + "]";
		}
		return (result.getContainerKey() != null) ? "[" + result.getContainerKey() + "]" : "";
	}

	private static MessageException invalid(String detail, Throwable cause) {
		return new MessageException(ErrorCode.INVALID_MESSAGE, Outcome.NOT_ACCEPTED, detail, ErrorContext.NONE, cause);
	}

}
