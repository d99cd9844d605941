package io.quictransport.sample;

import java.util.concurrent.CompletionException;

/**
 * Unwraps the failure of a future.
 */
final class Failures {

	private Failures() {
	}

	static Throwable of(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
