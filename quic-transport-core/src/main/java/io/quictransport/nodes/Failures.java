package io.quictransport.nodes;

import java.util.concurrent.CompletionException;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;

/**
 * Decides by the failure of a call whether another node may be tried.
 */
final class Failures {

	private Failures() {
	}

	static Throwable unwrapped(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

	/** Whether the node is known not to have taken the call. */
	static boolean isUntaken(Throwable failure) {
		return unwrapped(failure) instanceof NetworkException known && known.outcome() != Outcome.UNKNOWN;
	}

	/**
	 * Whether another node may be asked: not if the fault is the caller's, which would be
	 * the same at the next node, nor if the application has answered, unless it invites a
	 * retry.
	 */
	static boolean mayAskAnother(Throwable failure) {
		return unwrapped(failure) instanceof NetworkException known && known.outcome() != Outcome.UNKNOWN
				&& (known.code() != ErrorCode.APPLICATION_ERROR || known.isRetryable())
				&& known.code() != ErrorCode.INVALID_MESSAGE && known.code() != ErrorCode.NOT_RUNNING
				&& known.code() != ErrorCode.CANCELLED;
	}

}
