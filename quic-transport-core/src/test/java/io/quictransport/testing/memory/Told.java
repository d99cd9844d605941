package io.quictransport.testing.memory;

import java.time.Duration;

import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Describes a failure as the other end receives it.
 *
 * @param code what went wrong
 * @param text what happened
 * @param retryAfter when to try again, zero if that is not stated
 * @param application what the application says of it, null for nothing
 */
record Told(ErrorCode code, String text, Duration retryAfter, @Nullable ApplicationException application) {

	Told(ErrorCode code, String text) {
		this(code, text, Duration.ZERO, null);
	}

	/** Of a handler's failure its type alone, unless it is meant for the other end. */
	static Told of(Throwable failure) {
		if (!(failure instanceof MessageException told)) {
			return new Told(ErrorCode.HANDLER_FAILED, "the handler threw " + failure.getClass().getSimpleName());
		}
		if (told instanceof ApplicationException application) {
			return new Told(told.code(), told.detail(), told.retryAfter(), application);
		}
		ErrorCode code = (told.code() == ErrorCode.APPLICATION_ERROR) ? ErrorCode.HANDLER_FAILED : told.code();
		return new Told(code, told.detail(), told.retryAfter(), null);
	}

	/** The failure at the other end. */
	NetworkException as(Outcome outcome, ErrorContext context) {
		if (this.application != null) {
			return new ApplicationException(this.application.applicationCode(), outcome, this.text, context, null,
					this.retryAfter, this.application.details().clone());
		}
		return this.retryAfter.isZero() ? NetworkException.of(this.code, outcome, this.text, context)
				: new MessageException(this.code, outcome, this.text, context, null, this.retryAfter);
	}

}
