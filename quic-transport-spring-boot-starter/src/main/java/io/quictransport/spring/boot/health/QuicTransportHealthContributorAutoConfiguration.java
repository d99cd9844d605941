package io.quictransport.spring.boot.health;

import io.quictransport.NetworkTransport;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configures the health contributor {@code quic}. For several transports it is
 * composed of one indicator for each.
 */
@AutoConfiguration(after = QuicTransportAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(NetworkTransport.class)
@ConditionalOnEnabledHealthIndicator("quic")
@EnableConfigurationProperties(QuicTransportHealthProperties.class)
public final class QuicTransportHealthContributorAutoConfiguration
		extends CompositeHealthContributorConfiguration<QuicTransportHealthIndicator, NetworkTransport> {

	QuicTransportHealthContributorAutoConfiguration(QuicTransportHealthProperties properties) {
		super((transport) -> new QuicTransportHealthIndicator(transport, properties));
	}

	@Bean
	@ConditionalOnMissingBean(name = { "quicHealthIndicator", "quicHealthContributor" })
	HealthContributor quicHealthContributor(ConfigurableListableBeanFactory beanFactory) {
		return createContributor(beanFactory, NetworkTransport.class);
	}

}
