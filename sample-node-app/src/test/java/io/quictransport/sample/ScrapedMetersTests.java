package io.quictransport.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The names that a real Prometheus registry writes are those of the documentation.
 */
class ScrapedMetersTests {

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final Pattern SERIES = Pattern.compile("\\b(?:quic|ssl)_\\w+");

	private static Scrape scrape;

	@BeforeAll
	static void readANode(@TempDir Path directory) throws Exception {
		scrape = Scrape.ofANode(directory);
	}

	@Test
	void everyScrapedNameIsInTheTableOfMetersWithItsTagsAndNoOther() throws IOException {
		assertThat(documented("observability.md", 3)).isEqualTo(scrape.ofTheTransport());
	}

	@Test
	void operatorsReadTheSameNamesAndNoOther() throws IOException {
		Map<String, Set<String>> expected = new TreeMap<>(scrape.ofTheTransport());
		// The page refers to the other for those of calls and handlers.
		expected.keySet().removeIf((name) -> name.matches("quic_transport_(call|handling)_.*"));
		assertThat(documented("operations.md", 1)).isEqualTo(expected);
	}

	@Test
	void noNameRepeatsAWord() {
		assertThat(scrape.ofTheTransport().keySet())
			.allSatisfy((name) -> assertThat(name.split("_")).doesNotHaveDuplicates());
	}

	@Test
	void everyNameInTheAlertRulesAndTheDashboardIsScraped() throws IOException {
		Stream<String> rules = AlertRules.read().stream().map(AlertRules.Alert::expression);
		Set<String> used = Stream.concat(rules, Dashboard.read().queries().stream())
			.flatMap((query) -> SERIES.matcher(query).results())
			.map(MatchResult::group)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(used).contains("quic_transport_connections", "ssl_chain_expiry_seconds")
			.isSubsetOf(scrape.labels().keySet());
	}

	private static Map<String, Set<String>> documented(String page, int tagColumn) throws IOException {
		Map<String, Set<String>> rows = new TreeMap<>();
		for (String line : Files.readAllLines(Path.of("../docs", page))) {
			if (line.startsWith("| `quic_transport_")) {
				List<String> cells = Arrays.asList(line.substring(1).split("\\|", -1));
				for (String name : codes(cells.get(0))) {
					assertThat(rows.put(name, codes(cells.get(tagColumn)))).as("twice: " + name).isNull();
				}
			}
		}
		return rows;
	}

	private static Set<String> codes(String cell) {
		return CODE.matcher(cell).results().map((code) -> code.group(1)).collect(Collectors.toCollection(TreeSet::new));
	}

}
