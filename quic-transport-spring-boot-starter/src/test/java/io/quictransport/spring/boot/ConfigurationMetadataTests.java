package io.quictransport.spring.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.quictransport.discovery.DnsOptions;
import io.quictransport.discovery.MulticastOptions;
import io.quictransport.spring.boot.ConfigurationMetadata.Property;
import io.quictransport.spring.boot.docs.Page;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	/**
	 * What holds without them follows from the machine, the certificate or the
	 * application, or is nothing.
	 */
	private static final Set<String> WITHOUT_DEFAULT = Set.of("quic.transport.advertised-addresses",
			"quic.transport.allowed-peers", "quic.transport.clients", "quic.transport.denied-peers",
			"quic.transport.denied-serials", "quic.transport.discovery.client.service-id",
			"quic.transport.discovery.dns.host", "quic.transport.discovery.dns.port",
			"quic.transport.discovery.dns.servers", "quic.transport.discovery.dns.service",
			"quic.transport.discovery.multicast.network-interface", "quic.transport.health.required-peers",
			"quic.transport.metadata", "quic.transport.node-id", "quic.transport.peers",
			"quic.transport.problem-details.status", "quic.transport.qlog.directory", "quic.transport.qlog.peers",
			"quic.transport.quic.event-loops", "quic.transport.quic.max-udp-payload", "quic.transport.selection.nearby",
			"quic.transport.services", "quic.transport.ssl.bundle", "quic.transport.ssl.trust-domains");

	private final List<Property> properties = ConfigurationMetadata.generated();

	@Test
	void everyPropertyIsDescribedWithATypeAndAPlainSentence() {
		assertThat(this.properties).isNotEmpty().allSatisfy((property) -> {
			assertThat(property.type()).isNotBlank();
			assertThat(property.description()).isNotBlank()
				.endsWith(".")
				.doesNotStartWith("The ")
				.doesNotStartWith("A ")
				.doesNotContain("{@");
		});
	}

	@Test
	void booleansAreDescribedAsWhether() {
		assertThat(this.properties).filteredOn((property) -> property.type().equals("java.lang.Boolean"))
			.isNotEmpty()
			.allSatisfy((property) -> assertThat(property.description()).startsWith("Whether "));
	}

	@Test
	void noPropertyIsThereTwice() {
		assertThat(this.properties).extracting(Property::name).doesNotHaveDuplicates();
	}

	@Test
	void allPropertiesAreOursOrActuatorsForUs() {
		assertThat(this.properties).extracting(Property::name)
			.allMatch((name) -> name.startsWith("quic.transport.")
					|| name.matches("management\\.endpoint\\.quic(peers|routes)\\..*")
					|| name.equals("management.health.quic.enabled") || name.equals("management.info.quic.enabled"));
	}

	@Test
	void whatIsWrittenByHandIsSorted() {
		assertThat(ConfigurationMetadata.additional()).extracting(Property::name)
			.isSorted()
			.contains("quic.transport.enabled");
	}

	@Test
	void everyPropertyHasADefaultUnlessThatIsNoValue() {
		assertThat(this.properties).filteredOn((property) -> property.defaultValue().isEmpty())
			.extracting(Property::name)
			.containsExactlyInAnyOrderElementsOf(WITHOUT_DEFAULT);
	}

	@Test
	void theDefaultsOfProvidersOfPeersAreThoseOfTheirOptions() {
		MulticastOptions multicast = new MulticastOptions();
		DnsOptions dns = new DnsOptions().withHost("nodes.example", 9000);
		String prefix = "quic.transport.discovery.";
		assertThat(defaultOf(prefix + "multicast.group")).isEqualTo(multicast.group().getAddress().getHostAddress());
		assertThat(defaultOf(prefix + "multicast.port")).isEqualTo(String.valueOf(multicast.group().getPort()));
		assertThat(defaultOf(prefix + "multicast.cluster")).isEqualTo(multicast.cluster());
		assertThat(durationOf(prefix + "multicast.interval")).isEqualTo(multicast.interval());
		assertThat(defaultOf(prefix + "multicast.time-to-live")).isEqualTo(String.valueOf(multicast.timeToLive()));
		assertThat(durationOf(prefix + "dns.max-refresh")).isEqualTo(dns.maxRefresh());
		assertThat(durationOf(prefix + "dns.query-timeout")).isEqualTo(dns.queryTimeout());
	}

	private String defaultOf(String name) {
		return this.properties.stream()
			.filter((property) -> property.name().equals(name))
			.map(Property::defaultValue)
			.findFirst()
			.orElseThrow();
	}

	private Duration durationOf(String name) {
		return DurationStyle.detectAndParse(defaultOf(name));
	}

	@Test
	void thePageOfPropertiesListsEveryPropertyAndNoOther() throws IOException {
		assertThat(page().keySet())
			.containsExactlyInAnyOrderElementsOf(this.properties.stream().map(Property::name).toList());
	}

	@Test
	void thePageOfPropertiesGivesTheDefaultOfTheMetadata() throws IOException {
		Map<String, String> defaults = page();
		assertThat(this.properties).filteredOn((property) -> !property.defaultValue().isEmpty())
			.allSatisfy((property) -> assertThat(defaults).containsEntry(property.name(),
					property.defaultValue().replace('_', '-')));
	}

	/**
	 * The defaults in the table of the page, by the names of properties. Those of clients
	 * are one map for the metadata; NodeClientPropertiesTests knows them.
	 */
	private static Map<String, String> page() throws IOException {
		Map<String, String> defaults = new TreeMap<>();
		List<String> rows = Files.readAllLines(Path.of("../docs/properties.md"))
			.stream()
			.filter((line) -> line.startsWith("| `") && !line.startsWith("| `clients.<service>."))
			.toList();
		for (String row : rows) {
			String[] cells = row.split("\\|");
			String name = cells[1].strip().replace("`", "");
			String previous = defaults.put(name.startsWith("management.") ? name : "quic.transport." + name,
					cells[2].strip());
			assertThat(previous).as("twice: " + name).isNull();
		}
		return defaults;
	}

	@Test
	void everyPropertyInTheYamlOfTheDocumentationIsThere() {
		List<String> names = this.properties.stream().map(Property::name).toList();
		List<String> used = Page.names()
			.stream()
			.flatMap((page) -> Page.read(page).blocks("yaml").stream())
			.flatMap((block) -> keys(block.text()))
			.filter((key) -> key.startsWith("quic."))
			.map((key) -> key.replaceFirst("\\[.*", ""))
			.map((key) -> key.replaceFirst("^(quic\\.transport\\.clients)\\..*", "$1"))
			.toList();
		assertThat(used).hasSizeGreaterThan(10).isSubsetOf(names);
	}

	private static Stream<String> keys(String yaml) {
		YamlPropertiesFactoryBean properties = new YamlPropertiesFactoryBean();
		properties.setResources(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		return Objects.requireNonNull(properties.getObject()).stringPropertyNames().stream();
	}

}
