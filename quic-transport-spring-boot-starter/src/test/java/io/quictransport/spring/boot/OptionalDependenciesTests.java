package io.quictransport.spring.boot;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quictransport.spring.boot.actuate.QuicPeersEndpointAutoConfiguration;
import io.quictransport.spring.boot.actuate.QuicRoutesEndpointAutoConfiguration;
import io.micrometer.observation.ObservationRegistry;
import io.quictransport.NetworkMessage;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.health.QuicTransportHealthContributorAutoConfiguration;
import io.quictransport.spring.boot.messaging.CallDecorator;
import io.quictransport.spring.boot.messaging.QuicTransportMessagingAutoConfiguration;
import io.quictransport.spring.boot.messaging.security.QuicTransportMessageSecurityAutoConfiguration;
import io.quictransport.spring.boot.metrics.QuicTransportMetricsAutoConfiguration;
import io.quictransport.spring.boot.observation.QuicTransportObservationAutoConfiguration;
import io.quictransport.spring.boot.security.QuicTransportSecurityAutoConfiguration;
import io.quictransport.spring.boot.web.QuicTransportProblemDetailsAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node starts with whatever of the optional dependencies is there. The starter's own
 * auto-configurations are imported as an application would import them.
 */
class OptionalDependenciesTests {

	private static final String HEALTH = "org.springframework.boot.health";

	private static final String METRICS = "org.springframework.boot.micrometer.metrics";

	private static final String ACTUATOR = "org.springframework.boot.actuate";

	private static final String SECURITY = "org.springframework.security";

	private static final String MESSAGING = "org.springframework.messaging";

	private final FakeTransport transport = new FakeTransport();

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withBean(FakeTransport.class, () -> this.transport);

	private final ApplicationContextRunner withRegistry = this.application.withBean(SimpleMeterRegistry.class);

	@Test
	void withAllOfThemHealthAndMetersAreThere() {
		new ApplicationContextRunner().withUserConfiguration(WholeApplication.class)
			.withBean(FakeTransport.class, () -> this.transport)
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasBean("quicHealthContributor")
				.hasBean("quicTransportMetrics")
				.hasBean("quicPeersEndpoint")
				.hasBean("quicRoutesEndpoint"));
		assertStarted();
	}

	@Test
	void withoutHealthTheMetersAreThere() {
		this.withRegistry.withClassLoader(new FilteredClassLoader(HEALTH))
			.run((context) -> assertThat(context).doesNotHaveBean("quicHealthContributor")
				.hasBean("quicTransportMetrics"));
		assertStarted();
	}

	@Test
	void withoutMicrometerHealthIsThere() {
		this.application.withClassLoader(new FilteredClassLoader("io.micrometer", METRICS))
			.run((context) -> assertThat(context).hasBean("quicHealthContributor")
				.doesNotHaveBean("quicTransportMetrics"));
		assertStarted();
	}

	@Test
	void withoutTheMetricsModuleARegistryOfTheApplicationIsEnough() {
		this.withRegistry.withClassLoader(new FilteredClassLoader(METRICS))
			.run((context) -> assertThat(context).hasBean("quicHealthContributor").hasBean("quicTransportMetrics"));
		assertStarted();
	}

	@Test
	void withoutActuatorHealthAndMetersAreThere() {
		this.withRegistry.withClassLoader(new FilteredClassLoader(ACTUATOR))
			.run((context) -> assertThat(context).hasBean("quicHealthContributor").hasBean("quicTransportMetrics"));
		assertStarted();
	}

	@Test
	void withSpringMessagingTemplateAndAnnotatedHandlersAreThere() {
		this.application
			.run((context) -> assertThat(context).hasBean("nodeTransportTemplate").hasBean("quicMessageHandler"));
		assertStarted();
	}

	@Test
	void withoutSpringMessagingTheNodeStartsAndIsObserved() {
		this.application.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withClassLoader(new FilteredClassLoader(MESSAGING))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("nodeTransportTemplate")
				.hasBean("quicTransportObservedHandlers")
				.doesNotHaveBean("quicTransportObservedCalls"));
		assertStarted();
	}

	@Test
	void withoutTheirLibrariesCborAndProtobufAreNotThere() {
		this.application.run((context) -> assertThat(context).hasBean("quicTransportProtobufMessageConverter"));
		this.application.withClassLoader(new FilteredClassLoader("tools.jackson.dataformat", "com.google.protobuf"))
			.run((context) -> assertThat(context).hasBean("nodeTransportTemplate")
				.doesNotHaveBean("quicTransportCborMessageConverter")
				.doesNotHaveBean("quicTransportProtobufMessageConverter"));
		assertStarted();
	}

	@Test
	void withoutJacksonPayloadsAreBytesAndStrings() {
		this.application.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.run((context) -> assertThat(context).hasBean("nodeTransportTemplate")
				.doesNotHaveBean("quicTransportJsonMessageConverter"));
		assertStarted();
	}

	@Test
	void withoutARegistryOrWhereTheFlagSaysSoNothingIsWrapped() {
		this.application.run((context) -> assertThat(context).doesNotHaveBean("quicTransportObservedHandlers")
			.doesNotHaveBean(CallDecorator.class));
		this.application.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withPropertyValues("quic.transport.observation.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("quicTransportObservedHandlers")
				.doesNotHaveBean(CallDecorator.class));
		this.application.withBean(ObservationRegistry.class, () -> ObservationRegistry.NOOP).run((context) -> {
			RequestHandler handler = RequestHandler.replying(NetworkMessage::payload);
			assertThat(
					context.getBean("quicTransportObservedHandlers", HandlerDecorator.class).decorate("route", handler))
				.isSameAs(handler);
		});
	}

	@Test
	void withSpringSecurityHandlersRunInASecurityContextUnlessTheFlagSaysOtherwise() {
		this.application.run((context) -> assertThat(context).hasBean("quicTransportSecuredHandlers")
			.hasBean("quicTransportAuthenticationArguments")
			.hasBean("quicTransportReactorSecurityContext"));
		this.application.withPropertyValues("quic.transport.security.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("quicTransportSecuredHandlers")
				.doesNotHaveBean("quicTransportAuthenticationArguments")
				.doesNotHaveBean("quicTransportReactorSecurityContext"));
		assertStarted();
	}

	@Test
	void withoutSpringSecurityTheNodeStartsAndNothingIsSecured() {
		this.application.withClassLoader(new FilteredClassLoader(SECURITY))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("quicMessageHandler")
				.doesNotHaveBean("quicTransportSecuredHandlers")
				.doesNotHaveBean("quicTransportAuthenticationArguments"));
		assertStarted();
	}

	@Test
	void withoutSpringMessagingOrReactorHandlersAreSecuredAllTheSame() {
		this.application.withClassLoader(new FilteredClassLoader(MESSAGING))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("quicTransportSecuredHandlers")
				.doesNotHaveBean("quicTransportAuthenticationArguments"));
		this.application.withClassLoader(new FilteredClassLoader("reactor"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("quicTransportAuthenticationArguments")
				.doesNotHaveBean("quicTransportReactorSecurityContext"));
		assertStarted();
	}

	@Test
	void withoutAnyOfThemTheNodeStarts() {
		this.application
			.withClassLoader(new FilteredClassLoader(HEALTH, METRICS, ACTUATOR, MESSAGING, SECURITY, "io.micrometer",
					"org.springframework.web", "org.springframework.http"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("quicHealthContributor")
				.doesNotHaveBean("quicTransportMetrics"));
		assertStarted();
	}

	@Test
	void allAutoConfigurationsOfTheStarterAreListed() {
		assertThat(ImportCandidates.load(AutoConfiguration.class, null)).contains(
				QuicTransportAutoConfiguration.class.getName(), QuicTransportLifecycleAutoConfiguration.class.getName(),
				QuicTransportHealthContributorAutoConfiguration.class.getName(),
				QuicTransportMetricsAutoConfiguration.class.getName(),
				QuicPeersEndpointAutoConfiguration.class.getName(), QuicRoutesEndpointAutoConfiguration.class.getName(),
				QuicTransportMessagingAutoConfiguration.class.getName(),
				QuicTransportObservationAutoConfiguration.class.getName(),
				QuicTransportProblemDetailsAutoConfiguration.class.getName(),
				QuicTransportSecurityAutoConfiguration.class.getName(),
				QuicTransportMessageSecurityAutoConfiguration.class.getName());
	}

	private void assertStarted() {
		assertThat(this.transport.calls).startsWith("start");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ QuicTransportAutoConfiguration.class, QuicTransportLifecycleAutoConfiguration.class,
			QuicTransportHealthContributorAutoConfiguration.class, QuicTransportMetricsAutoConfiguration.class,
			QuicPeersEndpointAutoConfiguration.class, QuicRoutesEndpointAutoConfiguration.class,
			QuicTransportMessagingAutoConfiguration.class, QuicTransportObservationAutoConfiguration.class,
			QuicTransportProblemDetailsAutoConfiguration.class, QuicTransportSecurityAutoConfiguration.class,
			QuicTransportMessageSecurityAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WholeApplication {

	}

}
