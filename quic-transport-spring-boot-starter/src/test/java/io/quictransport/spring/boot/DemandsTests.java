package io.quictransport.spring.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of docs/spring.md is complete, and names tests that exist.
 */
class DemandsTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests|IT))`");

	@Test
	void everyDemandHasATestOrAReason() throws IOException {
		List<String> rows = Files.readAllLines(ROOT.resolve("docs/spring.md"))
			.stream()
			.filter((line) -> line.matches("\\| \\d+ \\|.*"))
			.toList();
		assertThat(rows).extracting((row) -> row.split(" ")[1])
			.containsExactlyElementsOf(IntStream.rangeClosed(1, rows.size()).mapToObj(String::valueOf).toList());
		assertThat(rows).hasSizeGreaterThanOrEqualTo(22).allSatisfy((row) -> {
			String[] cells = row.split(" \\| ");
			assertThat(cells[3]).as(row).containsPattern("`\\w+(Tests|IT)`|no test: ");
		});
	}

	@Test
	void everyTestThatIsNamedExists() throws IOException {
		Set<String> tests;
		try (Stream<Path> files = Files.walk(ROOT, 12)) {
			tests = files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.matches("\\w+(Tests|IT)\\.(java|kt)"))
				.map((name) -> name.substring(0, name.lastIndexOf('.')))
				.collect(Collectors.toSet());
		}
		Set<String> named = TEST.matcher(Files.readString(ROOT.resolve("docs/spring.md")))
			.results()
			.map((MatchResult result) -> result.group(1))
			.collect(Collectors.toSet());
		assertThat(named).isNotEmpty().isSubsetOf(tests);
	}

	@Test
	void noConditionIsAnExpression() throws IOException {
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			assertThat(sources.filter(Files::isRegularFile))
				.allSatisfy((source) -> assertThat(source).content().doesNotContain("ConditionalOnExpression"));
		}
	}

}
