package io.quictransport.spring.boot.actuate;

import java.util.Map;

import io.quictransport.NetworkTransport;
import io.quictransport.TransportVersions;
import io.quictransport.spring.boot.QuicTransportLifecycleAutoConfiguration;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configures the entry {@code quic} of {@code /actuator/info}: the versions that the
 * only transport, or the primary one, runs.
 */
@AutoConfiguration(after = QuicTransportLifecycleAutoConfiguration.class)
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnSingleCandidate(NetworkTransport.class)
@ConditionalOnEnabledInfoContributor("quic")
public final class QuicInfoContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "quicInfoContributor")
	InfoContributor quicInfoContributor(NetworkTransport transport) {
		return (info) -> {
			TransportVersions versions = transport.versions();
			info.withDetail("quic",
					Map.of("library", versions.library(), "codec", versions.codec(), "protocol", versions.protocol()));
		};
	}

}
