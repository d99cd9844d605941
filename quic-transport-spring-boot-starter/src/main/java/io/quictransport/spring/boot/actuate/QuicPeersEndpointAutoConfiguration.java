package io.quictransport.spring.boot.actuate;

import io.quictransport.NetworkTransport;
import io.quictransport.spring.boot.QuicConnectionRecorder;
import io.quictransport.spring.boot.QuicTransportLifecycleAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configures the endpoint {@code quicpeers}, which shows the peers of the only
 * transport, or the primary one.
 */
@AutoConfiguration(after = QuicTransportLifecycleAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnSingleCandidate(NetworkTransport.class)
@ConditionalOnAvailableEndpoint(QuicPeersEndpoint.class)
public final class QuicPeersEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	QuicPeersEndpoint quicPeersEndpoint(NetworkTransport transport, ObjectProvider<QuicConnectionRecorder> recorder) {
		return new QuicPeersEndpoint(transport, recorder.getIfUnique());
	}

}
