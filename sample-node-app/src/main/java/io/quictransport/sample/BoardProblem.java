package io.quictransport.sample;

import io.quictransport.NetworkException;
import io.quictransport.PeerId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * Reports why an HTTP request failed, as the status and problem detail (RFC 9457) that
 * the user sees.
 */
final class BoardProblem extends ErrorResponseException {

	private BoardProblem(HttpStatus status, String detail, @Nullable Throwable cause) {
		super(status, ProblemDetail.forStatusAndDetail(status, detail), cause);
	}

	static BoardProblem invalidKey() {
		return new BoardProblem(HttpStatus.BAD_REQUEST,
				"a key is 1 to 64 characters of A-Z a-z 0-9 . _ - and starts with a letter or digit", null);
	}

	static BoardProblem invalidText() {
		return new BoardProblem(HttpStatus.BAD_REQUEST, "a value is text in UTF-8", null);
	}

	static BoardProblem invalidLimit(int most) {
		return new BoardProblem(HttpStatus.BAD_REQUEST, "limit must be between 1 and " + most, null);
	}

	static BoardProblem tooLarge(long most) {
		return new BoardProblem(HttpStatus.CONTENT_TOO_LARGE, "a value has at most " + most + " bytes", null);
	}

	static BoardProblem notFound(PeerId owner, String key) {
		return new BoardProblem(HttpStatus.NOT_FOUND, "the key '" + key + "' holds nothing", null).at(owner);
	}

	static BoardProblem full(PeerId owner) {
		return new BoardProblem(HttpStatus.INSUFFICIENT_STORAGE, owner + " takes no new keys; delete some", null)
			.at(owner);
	}

	static BoardProblem catchingUp(PeerId owner) {
		return new BoardProblem(HttpStatus.SERVICE_UNAVAILABLE,
				owner + " owns this key and is still asking its peers what it holds", null)
			.at(owner)
			.with("code", "CATCHING_UP")
			.retryAfterASecond();
	}

	static BoardProblem ownerUnavailable(PeerId owner, NetworkException failure) {
		BoardProblem problem = new BoardProblem(HttpStatus.SERVICE_UNAVAILABLE,
				owner + " owns this key and cannot be asked: " + failure.detail(), failure)
			.at(owner)
			.with("code", failure.code().name())
			.with("outcome", failure.outcome().name())
			.with("retryable", failure.isRetryable());
		return failure.isRetryable() ? problem.retryAfterASecond() : problem;
	}

	private BoardProblem at(PeerId owner) {
		return with("owner", owner.value());
	}

	private BoardProblem with(String name, Object value) {
		getBody().setProperty(name, value);
		return this;
	}

	private BoardProblem retryAfterASecond() {
		getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
		return this;
	}

}
