package io.quictransport.spring.boot.discovery;

import io.quictransport.discovery.DnsPeerDiscovery;
import io.quictransport.discovery.MulticastPeerDiscovery;
import io.quictransport.discovery.PeerDiscovery;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which providers are there, and how their properties reach them.
 */
class QuicTransportDiscoveryAutoConfigurationTests {

	private final ApplicationContextRunner bare = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(QuicTransportDiscoveryAutoConfiguration.class, QuicTransportDiscoveryClientAutoConfiguration.class));

	private final ApplicationContextRunner withoutCloud = this.bare
		.withClassLoader(new FilteredClassLoader("org.springframework.cloud"));

	private final ApplicationContextRunner withCloud = this.bare
		.withConfiguration(AutoConfigurations.of(UtilAutoConfiguration.class,
				SimpleDiscoveryClientAutoConfiguration.class, CompositeDiscoveryClientAutoConfiguration.class));

	@Test
	void nothingIsLookedForUnlessAskedFor() {
		this.withoutCloud.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PeerDiscovery.class));
	}

	@Test
	void withSpringCloudTheRegistryIsAskedUnlessSwitchedOff() {
		this.withCloud.run((context) -> assertThat(context).hasSingleBean(DiscoveryClientPeerDiscovery.class)
			.hasSingleBean(PortAdvertiser.class)
			.hasSingleBean(RegistryChanges.class)
			.hasSingleBean(ZooKeeperMetadata.class));
		this.withCloud.withClassLoader(new FilteredClassLoader("org.springframework.cloud.zookeeper"))
			.run((context) -> assertThat(context).hasSingleBean(PortAdvertiser.class)
				.doesNotHaveBean(ZooKeeperMetadata.class));
		this.withCloud.withPropertyValues("quic.transport.discovery.client.enabled=false")
			.run((context) -> assertThat(context).hasBean("compositeDiscoveryClient")
				.doesNotHaveBean(PeerDiscovery.class));
	}

	@Test
	void theServiceIsTheApplicationUnlessAnotherIsNamed() {
		assertProvider(this.withCloud.withPropertyValues("spring.application.name=orders"), "registry service orders");
		assertProvider(this.withCloud.withPropertyValues("spring.application.name=orders",
				"quic.transport.discovery.client.service-id=nodes"), "registry service nodes");
	}

	@Test
	void multicastIsSwitchedOnByAProperty() {
		this.withoutCloud.withPropertyValues("quic.transport.discovery.multicast.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(MulticastPeerDiscovery.class));
		assertProvider(this.withoutCloud.withPropertyValues("quic.transport.discovery.multicast.enabled=true",
				"quic.transport.discovery.multicast.group=239.1.2.3", "quic.transport.discovery.multicast.port=4711"),
				"multicast /239.1.2.3:4711");
	}

	@Test
	void dnsIsAskedWhenAHostOrAServiceIsNamed() {
		assertProvider(this.withoutCloud.withPropertyValues("quic.transport.discovery.dns.host=nodes.example",
				"quic.transport.discovery.dns.port=9000"), "dns nodes.example");
		this.withoutCloud.withPropertyValues("quic.transport.discovery.dns.service=_quic._udp.nodes.example")
			.run((context) -> assertThat(context).hasSingleBean(DnsPeerDiscovery.class));
	}

	@Test
	void valuesThatCannotBeUsedAreReportedWithTheirProperty() {
		refuses("dns.port", "quic.transport.discovery.dns.host=nodes.example");
		refuses("dns.port", "quic.transport.discovery.dns.host=nodes.example",
				"quic.transport.discovery.dns.port=70000");
		refuses("dns.service", "quic.transport.discovery.dns.host=nodes.example",
				"quic.transport.discovery.dns.service=_quic._udp.nodes.example");
		refuses("dns.servers", "quic.transport.discovery.dns.service=_quic._udp.nodes.example",
				"quic.transport.discovery.dns.servers=here");
		refuses("dns.max-refresh", "quic.transport.discovery.dns.service=_quic._udp.nodes.example",
				"quic.transport.discovery.dns.max-refresh=1ms");
		refuses("dns.query-timeout", "quic.transport.discovery.dns.service=_quic._udp.nodes.example",
				"quic.transport.discovery.dns.query-timeout=1ms");
		refuses("multicast.group", "quic.transport.discovery.multicast.enabled=true",
				"quic.transport.discovery.multicast.group=10.0.0.1");
		refuses("multicast.port", "quic.transport.discovery.multicast.enabled=true",
				"quic.transport.discovery.multicast.port=0");
		refuses("multicast.cluster", "quic.transport.discovery.multicast.enabled=true",
				"quic.transport.discovery.multicast.cluster=" + "c".repeat(65));
		refuses("multicast.interval", "quic.transport.discovery.multicast.enabled=true",
				"quic.transport.discovery.multicast.interval=1ms");
		refuses("multicast.time-to-live", "quic.transport.discovery.multicast.enabled=true",
				"quic.transport.discovery.multicast.time-to-live=256");
	}

	private void refuses(String property, String... properties) {
		this.withoutCloud.withPropertyValues(properties)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(failure) -> assertThat(failure.getName()).isEqualTo("quic.transport.discovery." + property)));
	}

	private static void assertProvider(ApplicationContextRunner runner, String description) {
		runner.run((AssertableApplicationContext context) -> assertThat(context.getBean(PeerDiscovery.class))
			.hasToString(description));
	}

}
