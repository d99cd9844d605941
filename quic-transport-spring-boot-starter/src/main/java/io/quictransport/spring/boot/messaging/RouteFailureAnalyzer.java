package io.quictransport.spring.boot.messaging;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains which two handlers claim one route, why a method cannot serve its own, or why
 * no client can be made of an interface.
 */
final class RouteFailureAnalyzer extends AbstractFailureAnalyzer<RouteException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RouteException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
