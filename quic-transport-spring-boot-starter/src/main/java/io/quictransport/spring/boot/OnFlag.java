package io.quictransport.spring.boot;

import java.util.Map;
import java.util.Objects;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Evaluates {@link ConditionalOnFlag}.
 */
final class OnFlag extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Map<String, Object> attributes = Objects
			.requireNonNull(metadata.getAnnotationAttributes(ConditionalOnFlag.class.getName()));
		for (String property : (String[]) Objects.requireNonNull(attributes.get("value"))) {
			if (!context.getEnvironment().getProperty(property, Boolean.class, true)) {
				return ConditionOutcome
					.noMatch(ConditionMessage.forCondition(ConditionalOnFlag.class).because(property + " is false"));
			}
		}
		return ConditionOutcome.match();
	}

}
