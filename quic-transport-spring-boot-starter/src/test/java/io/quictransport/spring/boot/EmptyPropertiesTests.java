package io.quictransport.spring.boot;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.spring.boot.discovery.QuicTransportDiscoveryAutoConfiguration;
import io.quictransport.spring.boot.discovery.QuicTransportDiscoveryClientAutoConfiguration;
import io.quictransport.spring.boot.health.QuicTransportHealthContributorAutoConfiguration;
import io.quictransport.spring.boot.messaging.QuicTransportMessagingAutoConfiguration;
import io.quictransport.spring.boot.observation.QuicTransportObservationAutoConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * A property whose value is empty, as a container sets a variable that nobody has filled,
 * counts as one that is not set.
 */
class EmptyPropertiesTests {

	/** Without it there is no node; an empty one is reported as missing. */
	private static final Set<String> NOT_OPTIONAL = Set.of("quic.transport.ssl.bundle");

	/** They are not the same in two contexts, and no property sets them. */
	private static final List<String> OF_A_CONTEXT = List.of("identity", "handlerExecutor", "discovery.providers",
			"quic.codecCustomizer");

	private static final ApplicationContextRunner RUNNER = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, QuicTransportAutoConfiguration.class,
				QuicTransportLifecycleAutoConfiguration.class, QuicTransportDiscoveryAutoConfiguration.class,
				QuicTransportDiscoveryClientAutoConfiguration.class,
				QuicTransportHealthContributorAutoConfiguration.class, QuicTransportMessagingAutoConfiguration.class,
				QuicTransportObservationAutoConfiguration.class))
		.withBean(ObservationRegistry.class, ObservationRegistry::create)
		.withBean(DiscoveryClient.class, () -> mock(DiscoveryClient.class))
		.withPropertyValues(new Certificates().properties("node-a"));

	private static Map<String, Object> unset = Map.of();

	@BeforeAll
	static void setNone() {
		unset = with();
	}

	@ParameterizedTest
	@MethodSource("optionalProperties")
	void anEmptyPropertyIsAsOneThatIsNotSet(String property) {
		assertThat(with(property + "=")).isEqualTo(unset);
	}

	@Test
	void aPlaceholderThatIsFilledWithNothingIsEmptyToo() {
		assertThat(with("quic.transport.qlog.directory=${directory}", "quic.transport.address=${directory:}",
				"quic.transport.metadata.zone= ", "directory="))
			.isEqualTo(unset);
	}

	@Test
	void anEmptyPropertyHidesOneOfALaterSource() {
		RUNNER
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("later", Map.of("quic.transport.limits.max-lanes", "3"))))
			.withPropertyValues("quic.transport.limits.max-lanes=")
			.run((context) -> assertThat(described(context)).isEqualTo(unset));
	}

	static List<String> optionalProperties() {
		List<String> names = Stream
			.concat(ConfigurationMetadata.generated().stream(), ConfigurationMetadata.additional().stream())
			.map(ConfigurationMetadata.Property::name)
			.distinct()
			.filter((name) -> !NOT_OPTIONAL.contains(name))
			.toList();
		assertThat(names).hasSizeGreaterThan(50);
		return names;
	}

	private static Map<String, Object> with(String... properties) {
		Map<String, Object> described = new TreeMap<>();
		RUNNER.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasNotFailed();
			described.putAll(described(context));
		});
		return described;
	}

	/** The beans there are, and the values of the options. */
	private static Map<String, Object> described(ApplicationContext context) {
		Map<String, Object> described = PropertiesQuicTransportOptionsCustomizerTests
			.valuesOf(context.getBean(QuicTransportOptions.class));
		described.keySet().removeAll(OF_A_CONTEXT);
		described.put("beans", new TreeSet<>(List.of(context.getBeanDefinitionNames())));
		return described;
	}

}
