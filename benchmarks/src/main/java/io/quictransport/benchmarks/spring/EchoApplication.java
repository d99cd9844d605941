package io.quictransport.benchmarks.spring;

import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Setup;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Runs an application as a user would write it: configured by properties, without a web
 * server.
 */
final class EchoApplication {

	private static final String BUNDLE = "spring.ssl.bundle.pem.node.";

	private EchoApplication() {
	}

	/**
	 * Starts the application.
	 * @param setup where and as whom
	 * @param observed what else is recorded of each call
	 * @return its context
	 */
	static ConfigurableApplicationContext start(Setup setup, Observed observed) {
		PemIdentity identity = setup.identity();
		return new SpringApplicationBuilder((observed == Observed.NOT) ? Unobserved.class : WithMeters.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "quic.transport.address=" + setup.local().getHostAddress(),
					"quic.transport.port=0", "quic.transport.ssl.bundle=node",
					BUNDLE + "keystore.certificate=" + identity.chain().toUri(),
					BUNDLE + "keystore.private-key=" + identity.key().toUri(),
					BUNDLE + "truststore.certificate=" + identity.ca().toUri(),
					"management.metrics.observations.ignored-meters="
							+ ((observed == Observed.TIMED) ? "long-task-timer" : ""))
			.run();
	}

	/**
	 * With a meter registry, and an observation registry that makes meters.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(EchoController.class)
	static class WithMeters {

	}

	/**
	 * Without either.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
			SimpleMetricsExportAutoConfiguration.class, ObservationAutoConfiguration.class })
	@Import(EchoController.class)
	static class Unobserved {

	}

}
