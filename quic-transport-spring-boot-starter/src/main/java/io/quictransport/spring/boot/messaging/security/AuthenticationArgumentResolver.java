package io.quictransport.spring.boot.messaging.security;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.Expression;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.util.StringUtils;

/**
 * Resolves the {@link Authentication} of the peer, and its principal where a parameter is
 * annotated with {@link AuthenticationPrincipal}, or with an annotation that is.
 */
final class AuthenticationArgumentResolver implements HandlerMethodArgumentResolver {

	private static final ExpressionParser PARSER = new SpelExpressionParser();

	private final SecurityContextHolderStrategy contexts;

	private final BeanFactory beans;

	/** Of the parameters of handler methods alone, so there are few. */
	private final Map<MethodParameter, Optional<Principal>> principals = new ConcurrentHashMap<>();

	AuthenticationArgumentResolver(SecurityContextHolderStrategy contexts, BeanFactory beans) {
		this.contexts = contexts;
		this.beans = beans;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return Authentication.class.isAssignableFrom(parameter.getParameterType())
				|| Principal.of(parameter).isPresent();
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		Authentication authentication = this.contexts.getContext().getAuthentication();
		Principal wanted = this.principals.computeIfAbsent(parameter, Principal::of).orElse(null);
		Object value = (authentication == null || wanted == null) ? authentication
				: wanted.of(authentication.getPrincipal(), this.beans);
		if (value == null || parameter.getParameterType().isInstance(value)) {
			return value;
		}
		if (wanted == null || wanted.errorOnInvalidType()) {
			throw new ClassCastException("the parameter '" + parameter.getParameterName() + "' of "
					+ parameter.getExecutable() + " wants " + parameter.getParameterType().getName()
					+ ", the peer's authentication gives " + value.getClass().getName());
		}
		return null;
	}

	/**
	 * Describes what a parameter takes from the principal.
	 *
	 * @param expression what it takes, null for the principal itself
	 * @param errorOnInvalidType whether another type than the parameter's is an error
	 */
	private record Principal(@Nullable Expression expression, boolean errorOnInvalidType) {

		static Optional<Principal> of(MethodParameter parameter) {
			AuthenticationPrincipal annotation = AnnotatedElementUtils.findMergedAnnotation(
					AnnotatedElementUtils.forAnnotations(parameter.getParameterAnnotations()),
					AuthenticationPrincipal.class);
			return Optional.ofNullable(annotation)
				.map((wanted) -> new Principal(
						StringUtils.hasLength(wanted.expression()) ? PARSER.parseExpression(wanted.expression()) : null,
						wanted.errorOnInvalidType()));
		}

		@Nullable Object of(@Nullable Object principal, BeanFactory beans) {
			if (this.expression == null) {
				return principal;
			}
			StandardEvaluationContext context = new StandardEvaluationContext(principal);
			context.setVariable("this", principal);
			context.setBeanResolver(new BeanFactoryResolver(beans));
			return this.expression.getValue(context);
		}

	}

}
