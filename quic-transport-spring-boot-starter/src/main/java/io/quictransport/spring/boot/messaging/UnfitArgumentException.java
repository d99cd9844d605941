package io.quictransport.spring.boot.messaging;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;

/**
 * Reports that a message has no value that fits a parameter, or that its arguments are
 * not valid. The cause states why; exception handlers receive the cause.
 */
final class UnfitArgumentException extends Exception {

	private final transient @Nullable MethodParameter parameter;

	private final Exception reason;

	UnfitArgumentException(@Nullable MethodParameter parameter, Exception reason) {
		super(reason);
		this.parameter = parameter;
		this.reason = reason;
	}

	Exception reason() {
		return this.reason;
	}

	Throwable told() {
		return HandlerFailures.toldOf(this.reason, this.parameter);
	}

}
