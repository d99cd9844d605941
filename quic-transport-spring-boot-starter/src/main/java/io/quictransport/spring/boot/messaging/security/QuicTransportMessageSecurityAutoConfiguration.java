package io.quictransport.spring.boot.messaging.security;

import io.quictransport.spring.boot.messaging.ErrorMapping;
import io.quictransport.spring.boot.messaging.HandlerThreadState;
import io.quictransport.spring.boot.messaging.QuicMessageHandlerCustomizer;
import io.quictransport.spring.boot.messaging.QuicTransportMessagingAutoConfiguration;
import io.quictransport.spring.boot.messaging.ReactiveResultDecorator;
import io.quictransport.spring.boot.security.QuicTransportSecurityAutoConfiguration;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Auto-configures Spring Security for annotated handlers.
 */
@AutoConfiguration(after = QuicTransportSecurityAutoConfiguration.class,
		before = QuicTransportMessagingAutoConfiguration.class)
@ConditionalOnClass({ Authentication.class })
@ConditionalOnBean(type = "io.quictransport.spring.boot.security.SecuredHandlers")
public final class QuicTransportMessageSecurityAutoConfiguration {

	/**
	 * Configures what needs spring-messaging.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.messaging.handler.annotation.MessageMapping")
	static final class Annotated {

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		QuicMessageHandlerCustomizer quicTransportAuthenticationArguments(
				ObjectProvider<SecurityContextHolderStrategy> contexts, BeanFactory beans) {
			SecurityContextHolderStrategy known = contexts
				.getIfAvailable(SecurityContextHolder::getContextHolderStrategy);
			return (handler) -> handler.getCustomArgumentResolvers()
				.add(new AuthenticationArgumentResolver(known, beans));
		}

		@Bean
		HandlerThreadState quicTransportSecurityThreadState(ObjectProvider<SecurityContextHolderStrategy> contexts) {
			return new SecurityThreadState(contexts.getIfAvailable(SecurityContextHolder::getContextHolderStrategy));
		}

		@Bean
		ErrorMapping<AccessDeniedException, Void> quicTransportAccessDenied() {
			return ErrorMapping.of("FORBIDDEN", AccessDeniedException.class)
				.withText((failure) -> "the caller may not do this");
		}

		@Bean
		ErrorMapping<AuthenticationException, Void> quicTransportUnauthenticated() {
			return ErrorMapping.of("UNAUTHENTICATED", AuthenticationException.class)
				.withText((failure) -> "the caller is not authenticated for this");
		}

	}

	/**
	 * Configures what needs Reactor as well.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(
			name = { "org.springframework.messaging.handler.annotation.MessageMapping", "reactor.core.publisher.Mono" })
	static final class Reactive {

		@Bean
		ReactiveResultDecorator quicTransportReactorSecurityContext(
				ObjectProvider<SecurityContextHolderStrategy> contexts) {
			return new ReactorSecurityContext(contexts.getIfAvailable(SecurityContextHolder::getContextHolderStrategy));
		}

	}

}
