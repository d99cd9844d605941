package io.quictransport.spring.boot;

import java.util.Map;
import java.util.Objects;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Evaluates {@link ConditionalOnText}.
 */
final class OnText extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Map<String, Object> attributes = Objects
			.requireNonNull(metadata.getAnnotationAttributes(ConditionalOnText.class.getName()));
		String property = (String) Objects.requireNonNull(attributes.get("value"));
		boolean filled = StringUtils.hasText(context.getEnvironment().getProperty(property));
		return new ConditionOutcome(filled, ConditionMessage.forCondition(ConditionalOnText.class)
			.because(property + (filled ? " has a value" : " has none")));
	}

}
