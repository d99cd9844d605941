package io.quictransport.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains how to mark the transport to start if an application has several.
 */
final class UnmarkedTransportsFailureAnalyzer extends AbstractFailureAnalyzer<UnmarkedTransportsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnmarkedTransportsException cause) {
		return new FailureAnalysis(
				"The application has several transports, and none of them is the one that is started"
						+ " with it and gets its handlers: " + String.join(", ", cause.beans()) + ".",
				"""
						Mark that one with @Primary, or the others with @Fallback. If the application starts all of them \
						itself, have it do so while the context starts, in a SmartLifecycle bean, or set \
						quic.transport.enabled to false.""",
				cause);
	}

}
