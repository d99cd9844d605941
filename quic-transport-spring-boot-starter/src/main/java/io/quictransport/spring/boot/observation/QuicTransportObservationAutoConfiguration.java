package io.quictransport.spring.boot.observation;

import io.micrometer.observation.ObservationRegistry;
import io.quictransport.spring.boot.ConditionalOnFlag;
import io.quictransport.spring.boot.QuicTransportLifecycleAutoConfiguration;
import io.quictransport.spring.boot.messaging.QuicTransportMessagingAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configures the observation of calls and handlers.
 */
@AutoConfiguration(
		before = { QuicTransportMessagingAutoConfiguration.class, QuicTransportLifecycleAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnFlag("quic.transport.observation.enabled")
public final class QuicTransportObservationAutoConfiguration {

	@Bean
	ObservedHandlers quicTransportObservedHandlers(ObservationRegistry registry,
			ObjectProvider<NodeHandlingConvention> convention) {
		return new ObservedHandlers(registry, convention.getIfUnique());
	}

	/**
	 * Configures the observation of the template, which needs spring-messaging.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.messaging.handler.annotation.MessageMapping")
	static final class Calls {

		@Bean
		ObservedCalls quicTransportObservedCalls(ObservationRegistry registry,
				ObjectProvider<NodeCallConvention> convention) {
			return new ObservedCalls(registry, convention.getIfUnique());
		}

	}

}
