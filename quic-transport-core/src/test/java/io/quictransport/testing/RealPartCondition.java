package io.quictransport.testing;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.slf4j.LoggerFactory;

/** Skips a test whose real parts are missing, or fails it where they are required. */
final class RealPartCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		Optional<Needs> needs = AnnotationSupport.findAnnotation(context.getElement(), Needs.class);
		String missing = needs.stream()
			.flatMap((each) -> Arrays.stream(each.value()))
			.filter((part) -> !part.isHere())
			.map(RealPart::description)
			.collect(Collectors.joining(", "));
		if (missing.isEmpty()) {
			return ConditionEvaluationResult.enabled("all parts are here");
		}
		String reason = context.getDisplayName() + " needs " + missing;
		if ("required".equals(System.getenv("QUIC_TRANSPORT_PARTS"))) {
			throw new IllegalStateException(reason + ", and QUIC_TRANSPORT_PARTS=required forbids to skip it");
		}
		LoggerFactory.getLogger(RealPartCondition.class).info("event=test-skipped reason=\"{}\"", reason);
		return ConditionEvaluationResult.disabled(reason);
	}

}
