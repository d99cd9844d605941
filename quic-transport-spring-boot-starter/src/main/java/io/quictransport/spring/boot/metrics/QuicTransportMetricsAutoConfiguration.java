package io.quictransport.spring.boot.metrics;

import java.time.Clock;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quictransport.NetworkTransport;
import io.quictransport.micrometer.QuicTransportMetrics;
import io.quictransport.quic.QuicTransport;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configures the meters {@code quic.transport.*}. Their tags do not distinguish
 * transports, so there must be only one, or a primary one.
 */
@AutoConfiguration(after = QuicTransportAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnSingleCandidate(NetworkTransport.class)
public final class QuicTransportMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	QuicTransportMetrics quicTransportMetrics(NetworkTransport transport) {
		return new QuicTransportMetrics(transport);
	}

	@Bean
	MeterBinder quicCertificateMetrics(NetworkTransport transport) {
		return new CertificateMeters(transport, Clock.systemUTC());
	}

	/** Only the starter's own node has an identity that it knows of. */
	@Bean
	MeterBinder quicIdentityMetrics(NetworkTransport transport) {
		return (registry) -> {
			if (transport instanceof QuicTransport quic) {
				Gauge.builder("quic.transport.identity.warnings", quic, (node) -> node.identity().warnings().size())
					.description("Reasons for which peers are likely to refuse this node's certificate")
					.register(registry);
			}
		};
	}

}
