package io.quictransport.spring.boot.web;

import java.time.Duration;
import java.util.Map;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerConnectionException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers an HTTP request whose call to another node has failed with a problem detail.
 * Its text comes only from the application of the other node: texts of the transport are
 * for operators. Failures that are this application's own fault are left as they are.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class NodeProblems {

	private static final Duration SHORTLY = Duration.ofSeconds(1);

	private static final Map<ApplicationCode, HttpStatus> STANDARD = Map.of(ApplicationCode.NOT_FOUND,
			HttpStatus.NOT_FOUND, ApplicationCode.CONFLICT, HttpStatus.CONFLICT, ApplicationCode.FORBIDDEN,
			HttpStatus.FORBIDDEN, ApplicationCode.UNAUTHENTICATED, HttpStatus.UNAUTHORIZED,
			ApplicationCode.FAILED_PRECONDITION, HttpStatus.PRECONDITION_FAILED);

	private final Map<String, HttpStatusCode> configured;

	NodeProblems(Map<String, HttpStatusCode> configured) {
		this.configured = configured;
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> problem(NetworkException failure) {
		HttpStatusCode status = statusOf(failure);
		if (status == null) {
			throw failure;
		}
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, textOf(failure, status));
		problem.setProperty("code", codeOf(failure));
		problem.setProperty("retryable", failure.isRetryable());
		HttpHeaders headers = new HttpHeaders();
		if (status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)) {
			headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(secondsUntilRetry(failure)));
		}
		return new ResponseEntity<>(problem, headers, status);
	}

	/** Null if it is no other node's doing. */
	private @Nullable HttpStatusCode statusOf(NetworkException failure) {
		if (failure instanceof ApplicationException known) {
			return statusOf(known.applicationCode());
		}
		if (failure.code() == ErrorCode.NOT_RUNNING) {
			return HttpStatus.SERVICE_UNAVAILABLE;
		}
		if (failure instanceof PeerConnectionException) {
			return failure.isRetryable() ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.BAD_GATEWAY;
		}
		return (failure instanceof MessageException) ? statusOf(failure.code(), failure.outcome()) : null;
	}

	private HttpStatusCode statusOf(ApplicationCode code) {
		HttpStatusCode chosen = this.configured.get(code.name());
		return (chosen != null) ? chosen : STANDARD.getOrDefault(code, HttpStatus.UNPROCESSABLE_CONTENT);
	}

	private static @Nullable HttpStatusCode statusOf(ErrorCode code, Outcome outcome) {
		boolean replied = outcome == Outcome.UNKNOWN;
		return switch (code) {
			case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
			case OVERLOADED, DRAINING -> HttpStatus.SERVICE_UNAVAILABLE;
			case MESSAGE_TOO_LARGE -> replied ? HttpStatus.BAD_GATEWAY : HttpStatus.CONTENT_TOO_LARGE;
			case HEADERS_TOO_LARGE -> replied ? HttpStatus.BAD_GATEWAY : HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
			case INVALID_MESSAGE -> switch (outcome) {
				case NOT_SENT -> null;
				case NOT_ACCEPTED -> HttpStatus.BAD_REQUEST;
				case UNKNOWN -> HttpStatus.BAD_GATEWAY;
			};
			case STREAM_ENDED -> null;
			default -> HttpStatus.BAD_GATEWAY;
		};
	}

	private static String codeOf(NetworkException failure) {
		return (failure instanceof ApplicationException known) ? known.applicationCode().name() : failure.code().name();
	}

	private static String textOf(NetworkException failure, HttpStatusCode status) {
		if (failure instanceof ApplicationException || status.isSameCodeAs(HttpStatus.BAD_REQUEST)) {
			return failure.detail();
		}
		return switch (status.value()) {
			case 503 -> "A node that is needed for this is not available.";
			case 504 -> "A node that is needed for this has not answered in time.";
			case 413, 431 -> "A node that is needed for this admits no request of this size.";
			default -> "A node that is needed for this has failed.";
		};
	}

	private static long secondsUntilRetry(NetworkException failure) {
		Duration told = (failure instanceof MessageException refused) ? refused.retryAfter() : Duration.ZERO;
		return told.isZero() ? SHORTLY.toSeconds() : told.plusSeconds(1).minusNanos(1).toSeconds();
	}

}
