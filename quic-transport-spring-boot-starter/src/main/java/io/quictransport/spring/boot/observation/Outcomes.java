package io.quictransport.spring.boot.observation;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import org.jspecify.annotations.Nullable;

/**
 * Names the end of an observation in one word.
 */
final class Outcomes {

	private Outcomes() {
	}

	static String of(@Nullable Throwable error) {
		if (error == null) {
			return "SUCCESS";
		}
		if (error instanceof NetworkException known) {
			return known.code().name();
		}
		return ((error instanceof CancellationException) ? ErrorCode.CANCELLED : ErrorCode.HANDLER_FAILED).name();
	}

	static Throwable unwrapped(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
