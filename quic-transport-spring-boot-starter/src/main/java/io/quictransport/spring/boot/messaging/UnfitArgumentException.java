package io.quictransport.spring.boot.messaging;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;

/**
 * Says that a message has nothing that fits a parameter, or that its arguments are not
 * valid. The cause says why, and is what exception handlers are given.
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
