package io.quictransport.spring.boot.messaging;

import java.util.stream.Collectors;

import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionException;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;

/**
 * Says what the caller is told whose message does not fit the method that it is for: it
 * is the caller's fault, and named as such. Of all other failures the core tells the type
 * alone, for texts of exceptions are not meant for other nodes.
 */
final class HandlerFailures {

	private HandlerFailures() {
	}

	static Throwable toldOf(Throwable failure) {
		if (failure instanceof MethodArgumentNotValidException invalid) {
			return invalid("the payload is not valid" + fieldsOf(invalid.getBindingResult()), failure);
		}
		if (failure instanceof MessageConversionException) {
			return invalid("the payload cannot be read", failure);
		}
		if (failure instanceof MethodArgumentResolutionException || failure instanceof ConversionException
				|| (failure instanceof MessageHandlingException handling && handling.getCause() == null)) {
			return invalid("the message does not fit its handler", failure);
		}
		return failure;
	}

	private static String fieldsOf(@Nullable BindingResult result) {
		String fields = (result == null) ? ""
				: result.getFieldErrors()
					.stream()
					.map(FieldError::getField)
					.distinct()
					.sorted()
					.collect(Collectors.joining(", "));
		return fields.isEmpty() ? "" : ": see " + fields;
	}

	private static MessageException invalid(String detail, Throwable cause) {
		return new MessageException(ErrorCode.INVALID_MESSAGE, Outcome.UNKNOWN, detail, ErrorContext.NONE, cause);
	}

}
