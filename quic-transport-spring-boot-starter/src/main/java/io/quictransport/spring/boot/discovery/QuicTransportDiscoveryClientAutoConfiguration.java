package io.quictransport.spring.boot.discovery;

import io.quictransport.NetworkTransport;
import io.quictransport.spring.boot.ConditionalOnFlag;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.zookeeper.serviceregistry.ZookeeperRegistration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configures discovery by the registry of Spring Cloud's {@link DiscoveryClient}:
 * takes peers from it, and adds this node's port and id to the metadata of the
 * application's registration.
 */
@AutoConfiguration(before = QuicTransportAutoConfiguration.class,
		afterName = { "org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration",
				"org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration" })
@ConditionalOnClass(DiscoveryClient.class)
@ConditionalOnSingleCandidate(DiscoveryClient.class)
@ConditionalOnFlag({ "quic.transport.enabled", "quic.transport.discovery.client.enabled" })
@EnableConfigurationProperties(DiscoveryClientProperties.class)
public final class QuicTransportDiscoveryClientAutoConfiguration {

	@Bean
	DiscoveryClientPeerDiscovery quicTransportDiscoveryClientDiscovery(DiscoveryClient client,
			DiscoveryClientProperties properties, Environment environment) {
		String serviceId = properties.getServiceId();
		return new DiscoveryClientPeerDiscovery(client,
				(serviceId != null) ? serviceId : environment.getProperty("spring.application.name", "application"),
				properties);
	}

	@Bean
	RegistryChanges quicTransportRegistryChanges(DiscoveryClientPeerDiscovery discovery) {
		return new RegistryChanges(discovery);
	}

	@Bean
	PortAdvertiser quicTransportPortAdvertiser(ObjectProvider<NetworkTransport> transport,
			DiscoveryClientProperties properties) {
		return new PortAdvertiser(transport, properties);
	}

	/**
	 * Configures what ZooKeeper needs in addition.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ZookeeperRegistration.class)
	static final class ZooKeeper {

		@Bean
		ZooKeeperMetadata quicTransportZooKeeperMetadata() {
			return new ZooKeeperMetadata();
		}

	}

}
