package io.quictransport.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.quictransport.spring.boot.ConfigurationMetadata.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of docs/properties.md says what the configuration metadata say, and so what
 * an editor shows. With {@code -Dupdate} it is written instead of checked.
 */
class PropertiesPageTests {

	private static final Path PAGE = Path.of("../docs/properties.md");

	private static final String PREFIX = "quic.transport.";

	private static final String HEAD = "| property | default | meaning |";

	/** What holds where nothing is set and no value stands for it. */
	private static final Map<String, String> WITHOUT_VALUE = Map.ofEntries(
			Map.entry("advertised-addresses", "the bound address"), Map.entry("allowed-peers", "all"),
			Map.entry("discovery.client.service-id", "the application's name"),
			Map.entry("discovery.dns.servers", "those of the machine"),
			Map.entry("discovery.multicast.network-interface", "loopback and all that can multicast"),
			Map.entry("node-id", "the certificate's only one"),
			Map.entry("quic.event-loops", "half the processors, 1 to 8"),
			Map.entry("quic.max-udp-payload", "the path's"), Map.entry("ssl.bundle", "**required**"));

	@Test
	void theTableOfThePageIsWhatTheMetadataSay() throws IOException {
		List<String> lines = Files.readAllLines(PAGE);
		int begin = lines.indexOf(HEAD);
		assertThat(begin).as(HEAD).isNotNegative();
		int end = begin;
		while (end < lines.size() && lines.get(end).startsWith("|")) {
			end++;
		}
		if (Boolean.getBoolean("update")) {
			List<String> written = new ArrayList<>(lines.subList(0, begin));
			written.addAll(table());
			written.addAll(lines.subList(end, lines.size()));
			Files.write(PAGE, written);
			return;
		}
		assertThat(lines.subList(begin, end)).as("written by -Dtest=PropertiesPageTests -Dupdate")
			.containsExactlyElementsOf(table());
	}

	@Test
	void whatHasAValueIsNotSaidToHaveNone() {
		assertThat(ConfigurationMetadata.generated())
			.filteredOn((property) -> WITHOUT_VALUE.containsKey(shortName(property)))
			.hasSameSizeAs(WITHOUT_VALUE.keySet())
			.allSatisfy((property) -> assertThat(property.defaultValue()).as(property.name()).isEmpty());
	}

	private static List<String> table() {
		List<String> table = new ArrayList<>(List.of(HEAD, "|---|---|---|"));
		ConfigurationMetadata.generated()
			.stream()
			.filter((property) -> property.name().startsWith(PREFIX))
			.sorted(Comparator.comparing(PropertiesPageTests::group).thenComparing(Property::name))
			.map(PropertiesPageTests::row)
			.forEach(table::add);
		return table;
	}

	private static String row(Property property) {
		String name = shortName(property);
		String value = property.defaultValue().isEmpty() ? WITHOUT_VALUE.getOrDefault(name, "none")
				: property.defaultValue().replace('_', '-');
		return "| `" + name + "` | " + value + " | " + property.description().replaceFirst("\\.$", "") + " |";
	}

	private static String shortName(Property property) {
		return property.name().substring(Math.min(PREFIX.length(), property.name().length()));
	}

	private static String group(Property property) {
		String name = shortName(property);
		return name.substring(0, Math.max(0, name.lastIndexOf('.')));
	}

}
