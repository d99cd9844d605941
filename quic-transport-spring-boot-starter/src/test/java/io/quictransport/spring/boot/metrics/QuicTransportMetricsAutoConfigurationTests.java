package io.quictransport.spring.boot.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.quictransport.micrometer.QuicTransportMetrics;
import io.quictransport.spring.boot.FakeTransport;
import io.quictransport.spring.boot.QuicTransportAutoConfiguration;
import io.quictransport.spring.boot.QuicTransportLifecycleAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class QuicTransportMetricsAutoConfigurationTests {

	private final FakeTransport transport = new FakeTransport();

	private final ApplicationContextRunner plain = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(QuicTransportAutoConfiguration.class,
				QuicTransportLifecycleAutoConfiguration.class, QuicTransportMetricsAutoConfiguration.class))
		.withBean(FakeTransport.class, () -> this.transport);

	private final ApplicationContextRunner runner = this.plain
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@Test
	void showsTheTransportInTheRegistry() {
		this.runner.run((context) -> assertThat(
				context.getBean(MeterRegistry.class).get("quic.transport.connections").gauge().value())
			.isEqualTo(3));
	}

	@Test
	void backsOffBeforeMetricsOfTheApplication() {
		this.runner.withBean("mine", QuicTransportMetrics.class, () -> new QuicTransportMetrics(new FakeTransport()))
			.run((context) -> assertThat(context).hasSingleBean(QuicTransportMetrics.class).hasBean("mine"));
	}

	@Test
	void severalTransportsHaveNoMetersAsTheTagsDoNotTellThemApart() {
		this.runner.withBean("other", FakeTransport.class, () -> {
			FakeTransport started = new FakeTransport();
			started.start();
			return started;
		}).run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QuicTransportMetrics.class));
	}

	@Test
	void withoutARegistryThereAreNoMeters() {
		this.plain.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QuicTransportMetrics.class));
	}

}
