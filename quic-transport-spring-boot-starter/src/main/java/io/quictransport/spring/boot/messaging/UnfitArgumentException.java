package io.quictransport.spring.boot.messaging;

import org.springframework.core.MethodParameter;

/**
 * Says for which parameter a message has nothing that fits. The cause says why, and is
 * what exception handlers are given.
 */
final class UnfitArgumentException extends Exception {

	private final transient MethodParameter parameter;

	private final Exception reason;

	UnfitArgumentException(MethodParameter parameter, Exception reason) {
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
