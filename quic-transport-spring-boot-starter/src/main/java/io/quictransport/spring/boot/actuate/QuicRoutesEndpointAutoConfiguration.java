package io.quictransport.spring.boot.actuate;

import io.quictransport.spring.boot.QuicTransportLifecycleAutoConfiguration;
import io.quictransport.spring.boot.ServedRoutes;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configures the endpoint {@code quicroutes}, which shows the paths that the node
 * serves.
 */
@AutoConfiguration(after = QuicTransportLifecycleAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(ServedRoutes.class)
@ConditionalOnAvailableEndpoint(QuicRoutesEndpoint.class)
public final class QuicRoutesEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	QuicRoutesEndpoint quicRoutesEndpoint(ServedRoutes served) {
		return new QuicRoutesEndpoint(served);
	}

}
