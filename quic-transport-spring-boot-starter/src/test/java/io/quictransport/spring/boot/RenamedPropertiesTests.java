package io.quictransport.spring.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.quictransport.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A property under the name that it had before fails the start, and the failure says the
 * new one.
 */
class RenamedPropertiesTests {

	private static final String FRAME = "quic.transport.limits.frame-timeout is now quic.transport.timeouts.frame";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, QuicTransportAutoConfiguration.class))
		.withPropertyValues(new Certificates().properties("node-a"));

	static Set<Map.Entry<String, String>> renamed() {
		return RenamedProperties.NEW_NAMES.entrySet();
	}

	@ParameterizedTest
	@MethodSource("renamed")
	void theOldNameIsRefusedWithTheNewOne(Map.Entry<String, String> renamed) {
		assertThat(messageWith("quic.transport." + renamed.getKey() + "=1"))
			.startsWith("quic.transport." + renamed.getKey())
			.endsWith(" is now quic.transport." + renamed.getValue());
	}

	@ParameterizedTest
	@ValueSource(strings = { "quic.transport.limits.frameTimeout", "quic.transport.limits.frame_timeout",
			"quic.transport.limits.FRAME-TIMEOUT" })
	void relaxedFormsAreRefusedToo(String name) {
		assertThat(withoutOrigin(messageWith(name + "=9s"))).isEqualTo(FRAME);
	}

	@ParameterizedTest
	@ValueSource(strings = { "QUIC_TRANSPORT_LIMITS_FRAMETIMEOUT", "QUIC_TRANSPORT_LIMITS_FRAME_TIMEOUT" })
	void variablesOfTheEnvironmentAreRefusedToo(String name) {
		assertThat(withoutOrigin(
				messageWith(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of(name, "9s")))))
			.isEqualTo(FRAME);
	}

	@Test
	void aLineOfYamlIsRefusedAndNamed() throws IOException {
		String yaml = "quic.transport:\n  limits:\n    frame-timeout: 9s\n";
		PropertySource<?> source = new YamlPropertySourceLoader()
			.load("application.yaml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), "application.yaml"))
			.get(0);
		String message = messageWith(source);
		assertThat(withoutOrigin(message)).isEqualTo(FRAME);
		assertThat(message).contains("application.yaml").contains("3:20");
	}

	@Test
	void allOldNamesAreToldAtOnce() {
		assertThat(withoutOrigin(
				messageWith("quic.transport.limits.max-streams=3", "quic.transport.limits.frame-timeout=9s")))
			.isEqualTo(FRAME + "; quic.transport.limits.max-streams is now quic.transport.limits.max-message-streams");
	}

	@ParameterizedTest
	@ValueSource(strings = { "quic.transport.clients.stock.retry.first-wait",
			"quic.transport.clients.stock.retry.firstWait" })
	void anOldNameOfAClientsPropertyIsRefusedToo(String name) {
		assertThat(withoutOrigin(messageWith(name + "=9s"))).isEqualTo(
				"quic.transport.clients.stock.retry.first-wait is now quic.transport.clients.stock.retry.min-backoff");
	}

	@Test
	void anOldNameOfAClientWhoseServiceHasDotsIsRefusedToo() {
		assertThat(withoutOrigin(messageWith("quic.transport.clients[eu.stock].retry.longest-wait=9s"))).isEqualTo(
				"quic.transport.clients[eu.stock].retry.longest-wait is now quic.transport.clients[eu.stock].retry.max-backoff");
	}

	@Test
	void anEmptyValueCountsAsNone() {
		this.runner
			.withPropertyValues("quic.transport.limits.frame-timeout=", "quic.transport.limits.max-streams=${most:}")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void editorsAreToldTheNewNames() {
		Map<String, String> told = new TreeMap<>();
		ConfigurationMetadata.renamed().forEach((property) -> told.put(property.name(), property.replacement()));
		Map<String, String> expected = new TreeMap<>();
		RenamedProperties.NEW_NAMES
			.forEach((old, now) -> expected.put("quic.transport." + old, "quic.transport." + now));
		assertThat(told).isEqualTo(expected);
	}

	@Test
	void everyNewNameIsThatOfAProperty() {
		Set<String> names = ConfigurationMetadata.generated()
			.stream()
			.map(ConfigurationMetadata.Property::name)
			.collect(Collectors.toSet());
		assertThat(RenamedProperties.NEW_NAMES.values()).allMatch((name) -> names.contains("quic.transport." + name));
		assertThat(RenamedProperties.NEW_NAMES.keySet()).noneMatch((name) -> names.contains("quic.transport." + name));
	}

	private String messageWith(String... properties) {
		return messageOf(this.runner.withPropertyValues(properties));
	}

	private String messageWith(PropertySource<?> source) {
		return messageOf(this.runner
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(source)));
	}

	private static String messageOf(ApplicationContextRunner runner) {
		StringBuilder message = new StringBuilder();
		runner.run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure())
				.isInstanceOfSatisfying(RenamedPropertiesException.class, (ex) -> message.append(ex.getMessage()))
				.hasCauseInstanceOf(ConfigurationException.class);
		});
		return message.toString();
	}

	private static String withoutOrigin(String message) {
		return message.replaceAll(" \\(from [^;]*?\\)(?= is now)", "");
	}

}
