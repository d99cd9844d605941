package io.quictransport.spring.boot;

import java.lang.reflect.Method;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import io.quictransport.ConfigurationException;
import io.quictransport.PeerId;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.quic.QuicSettings;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.ReplacementOptions;
import io.quictransport.quic.TransportLimits;
import io.quictransport.quic.TransportTimeouts;
import io.quictransport.tls.DenyList;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PropertiesQuicTransportOptionsCustomizerTests {

	/** Values that are no default, where the type alone does not give one. */
	private static final Map<String, Map<String, String>> SAMPLES = Map.ofEntries(
			Map.entry("quic.transport.address", Map.of("", "127.0.0.1")),
			Map.entry("quic.transport.quic.busy-poll", Map.of("", "77us")),
			Map.entry("quic.transport.quic.congestion-control", Map.of("", "bbr")),
			Map.entry("quic.transport.quic.event-loops", Map.of("", "63")),
			Map.entry("quic.transport.node-id", Map.of("", "node-x")),
			Map.entry("quic.transport.node-id-source", Map.of("", "dns-san")),
			Map.entry("quic.transport.advertised-addresses", Map.of("", "node-x.example:9000")),
			Map.entry("quic.transport.services", Map.of("", "orders")),
			Map.entry("quic.transport.metadata", Map.of(".zone", "a")),
			Map.entry("quic.transport.allowed-peers", Map.of("", "node-*")),
			Map.entry("quic.transport.denied-peers", Map.of("", "node-x,node-y")),
			Map.entry("quic.transport.denied-serials", Map.of("", "4f:a2:01")),
			Map.entry("quic.transport.limits.max-header-size", Map.of("", "3KB")),
			Map.entry("quic.transport.quic.max-udp-payload", Map.of("", "1300B")));

	private static final Map<String, String> SAMPLES_BY_TYPE = Map.of("java.time.Duration", "777ms",
			"java.lang.Integer", "7", "org.springframework.util.unit.DataSize", "200KB", "java.lang.Boolean", "false");

	/** Properties that are not mapped to an option, each with a test of its own. */
	private static final Set<String> NOT_OPTIONS = Set.of("quic.transport.enabled", "quic.transport.ssl.bundle",
			"quic.transport.ssl.trust-domains", "quic.transport.peers", "quic.transport.ssl.rotate-connections",
			"quic.transport.qlog.directory", "quic.transport.qlog.peers", "quic.transport.qlog.max-duration",
			"quic.transport.qlog.max-size", "quic.transport.health.required-peers",
			"quic.transport.health.require-peer-source", "quic.transport.observation.enabled",
			"quic.transport.problem-details.enabled", "quic.transport.problem-details.status",
			"quic.transport.security.enabled", "quic.transport.clients", "quic.transport.content-type",
			"quic.transport.selection.order", "quic.transport.selection.own-node-first",
			"quic.transport.selection.nearby", "management.health.quic.enabled");

	/** Options that have no property: they come from beans. */
	private static final Set<String> NOT_PROPERTIES = Set.of("identity", "handlerExecutor", "discovery.providers",
			"quic.codecCustomizer");

	@Test
	void eachPropertyChangesOneOptionAndEachOptionHasOneProperty() {
		Map<String, List<String>> propertiesByOption = new TreeMap<>();
		for (ConfigurationMetadata.Property property : ConfigurationMetadata.generated()) {
			if (!property.name().startsWith("management.") && !NOT_OPTIONS.contains(property.name())
					&& !isOfAProvider(property.name())) {
				Set<String> changed = changedBy(property.name(), property.type());
				assertThat(changed).as("options changed by " + property.name()).hasSize(1);
				propertiesByOption.computeIfAbsent(changed.iterator().next(), (option) -> new ArrayList<>())
					.add(property.name());
			}
		}
		Set<String> options = new TreeSet<>(valuesOf(new QuicTransportOptions()).keySet());
		options.removeAll(NOT_PROPERTIES);
		assertThat(propertiesByOption.keySet()).containsExactlyElementsOf(options);
		assertThat(propertiesByOption.remove("bindAddress")).containsExactlyInAnyOrder("quic.transport.address",
				"quic.transport.port");
		assertThat(propertiesByOption.remove("denyList")).containsExactlyInAnyOrder("quic.transport.denied-peers",
				"quic.transport.denied-serials");
		assertThat(propertiesByOption).allSatisfy((option, properties) -> assertThat(properties).hasSize(1));
	}

	/** Providers of peers are beans of their own. */
	private static boolean isOfAProvider(String property) {
		return property.startsWith("quic.transport.discovery.")
				&& property.indexOf('.', "quic.transport.discovery.".length()) > 0;
	}

	@Test
	void theDefaultInTheMetadataIsThatOfTheOption() {
		List<ConfigurationMetadata.Property> withDefaults = ConfigurationMetadata.generated()
			.stream()
			.filter((property) -> !property.defaultValue().isEmpty())
			.filter((property) -> !property.name().startsWith("management.") && !NOT_OPTIONS.contains(property.name())
					&& !isOfAProvider(property.name()))
			.toList();
		assertThat(withDefaults).hasSizeGreaterThan(30)
			.allSatisfy((property) -> assertThat(changes(Map.of(property.name(), property.defaultValue())))
				.as(property.toString())
				.isEmpty());
	}

	@Test
	void withoutPropertiesAllOptionsHaveTheirDefaults() {
		assertThat(changes(Map.of())).isEmpty();
	}

	@Test
	void addressAndPortMakeOneOption() {
		QuicTransportOptions options = options(
				Map.of("quic.transport.address", "127.0.0.1", "quic.transport.port", "9000"));
		assertThat(options.bindAddress().getAddress().isLoopbackAddress()).isTrue();
		assertThat(options.bindAddress().getPort()).isEqualTo(9000);
	}

	@Test
	void aValueOutOfRangeIsReportedWithItsProperty() {
		refuses("quic.transport.timeouts.idle", "5ms", "must be between");
		refuses("quic.transport.limits.max-lanes", "0", "must be between");
		refuses("quic.transport.quic.stream-window", "1B", "must be between");
		refuses("quic.transport.quic.max-udp-payload", "16384B", "must be 0, or between 1200 and 16383");
		refuses("quic.transport.port", "70000", "between 0 and 65535");
		refuses("quic.transport.port", "-1", "between 0 and 65535");
		refuses("quic.transport.limits.max-message-size", "4GB", "is too much");
		refuses("quic.transport.node-id", "a node", "must be 1 to 128 characters");
		refuses("quic.transport.denied-peers", "a node", "must be 1 to 128 characters");
		refuses("quic.transport.denied-serials", "serial", "is written in hexadecimal");
		refuses("quic.transport.advertised-addresses", "node-x", "write host:port");
	}

	@Test
	void deniedPeersAndSerialsMakeOneDenyList() {
		assertThat(options(
				Map.of("quic.transport.denied-peers", "node-x, node-y", "quic.transport.denied-serials", "4f:a2:01,FF"))
			.denyList())
			.isEqualTo(new DenyList(Set.of(new PeerId("node-x"), new PeerId("node-y")),
					Set.of(new BigInteger("4fa201", 16), BigInteger.valueOf(255))));
	}

	private static void refuses(String property, String value, String reason) {
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> options(Map.of(property, value)))
			.withMessageContaining("property " + property + " is '")
			.withMessageContaining(reason)
			.withCauseInstanceOf(ConfigurationException.class);
	}

	private static Set<String> changedBy(String property, String type) {
		Map<String, String> sample = SAMPLES.getOrDefault(property, Map.of("", SAMPLES_BY_TYPE.getOrDefault(type, "")));
		Map<String, String> properties = new TreeMap<>();
		sample.forEach((suffix, value) -> {
			assertThat(value).as("sample value of " + property + ", a " + type).isNotEmpty();
			properties.put(property + suffix, value);
		});
		return changes(properties);
	}

	private static Set<String> changes(Map<String, String> properties) {
		Map<String, Object> defaults = valuesOf(new QuicTransportOptions());
		Map<String, Object> values = valuesOf(options(properties));
		Predicate<String> same = (option) -> Objects.equals(defaults.get(option), values.get(option));
		Set<String> changed = new TreeSet<>(values.keySet());
		changed.removeIf(same);
		return changed;
	}

	private static QuicTransportOptions options(Map<String, String> properties) {
		QuicTransportProperties bound = new Binder(new MapConfigurationPropertySource(properties))
			.bindOrCreate("quic.transport", QuicTransportProperties.class);
		return new PropertiesQuicTransportOptionsCustomizer(bound).customize(new QuicTransportOptions());
	}

	/**
	 * The values of all options there are, found by their {@code with} methods.
	 */
	static Map<String, Object> valuesOf(QuicTransportOptions options) {
		Map<String, Object> values = new TreeMap<>();
		collect(QuicTransportOptions.class, options, "", values);
		values.remove("timeouts");
		collect(TransportTimeouts.class, options.timeouts(), "timeouts.", values);
		values.remove("replacement");
		collect(ReplacementOptions.class, options.replacement(), "replacement.", values);
		values.remove("limits");
		values.remove("quic");
		collect(TransportLimits.class, options.limits(), "limits.", values);
		collect(QuicSettings.class, options.quic(), "quic.", values);
		values.remove("discovery");
		collect(DiscoveryOptions.class, options.discovery(), "discovery.", values);
		return values;
	}

	private static void collect(Class<?> type, Object target, String prefix, Map<String, Object> values) {
		for (Method method : type.getMethods()) {
			if (method.getName().startsWith("with")) {
				String name = Character.toLowerCase(method.getName().charAt(4)) + method.getName().substring(5);
				try {
					values.put(prefix + name, type.getMethod(name).invoke(target));
				}
				catch (ReflectiveOperationException ex) {
					throw new LinkageError("option " + name + " has no getter", ex);
				}
			}
		}
	}

}
