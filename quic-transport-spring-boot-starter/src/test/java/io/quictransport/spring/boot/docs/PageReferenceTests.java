package io.quictransport.spring.boot.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.quictransport.spring.boot.docs.Sources.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages name classes, methods and tests that exist, and whatever a page says to be
 * covered or met has a test, or a reason to have none.
 */
class PageReferenceTests {

	private static final String SPECIFICATION = "docs/specification.md";

	/** {@code Type}, {@code Type#member}, or {@code #member} of the type before it. */
	private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*)?(?:#(\\w+))?`");

	private static final String A_TEST = "`\\w+(Tests|Contract|IT)(#\\w+)?`";

	private static final Set<String> TYPES_OF_LIBRARIES = Set.of("ByteBuf", "CompletableFuture", "ConcurrentHashMap");

	private static final Sources SOURCES = Sources.read();

	@ParameterizedTest
	@MethodSource("io.quictransport.spring.boot.docs.Page#names")
	void everyTestThatAPageNamesExists(String page) {
		assertThat(references(page)).filteredOn(Reference::isTest)
			.filteredOn((reference) -> !SOURCES.have(reference))
			.isEmpty();
	}

	@Test
	void everyTypeAndMemberThatTheSpecificationNamesExists() {
		assertThat(references(SPECIFICATION)).hasSizeGreaterThan(150)
			.filteredOn((reference) -> !TYPES_OF_LIBRARIES.contains(reference.type()))
			.filteredOn((reference) -> !SOURCES.have(reference))
			.isEmpty();
	}

	@Test
	void everySentenceOfTheSpecificationHasATestOrAReason() {
		List<String> lines = Page.read(SPECIFICATION).lines();
		List<String> shownBy = IntStream.range(0, lines.size() - 1)
			.filter((line) -> lines.get(line).startsWith("- "))
			.mapToObj((line) -> lines.get(line + 1))
			.toList();
		assertThat(shownBy).hasSizeGreaterThan(60)
			.allSatisfy((line) -> assertThat(line).startsWith("  ").containsPattern(A_TEST + "|No test: "));
	}

	@Test
	void everyFaultThatIsCoveredHasATest() {
		List<String> lines = Page.read("docs/reliability.md").lines();
		List<String> rows = lines.subList(lines.indexOf("| fault | guarantee | test |") + 2, lines.size())
			.stream()
			.takeWhile((line) -> line.startsWith("|"))
			.toList();
		assertThat(rows).hasSizeGreaterThan(38)
			.allSatisfy((row) -> assertThat(row.split(" \\| ")[2]).as(row).containsPattern(A_TEST));
	}

	@Test
	void everyPromiseUnderUnusualInputHasATestAndARowOfData() {
		List<List<String>> promises = promises("docs/promises.md");
		assertThat(promises).hasSizeGreaterThan(90).allSatisfy((cells) -> {
			assertThat(cells).hasSize(4);
			assertThat(cells.get(2) + cells.get(3)).as(cells.get(0)).containsPattern(A_TEST + "|\\*\\*No test\\*\\*");
		});
		List<List<String>> data = promises("docs/promises-data.md");
		assertThat(data).allSatisfy((cells) -> assertThat(cells).hasSize(4).doesNotContain(""))
			.extracting((cells) -> cells.get(0))
			.isEqualTo(promises.stream().map((cells) -> cells.get(0)).toList())
			.doesNotHaveDuplicates();
	}

	/** The rows with an id, cell by cell. */
	private static List<List<String>> promises(String page) {
		return Page.read(page)
			.lines()
			.stream()
			.filter((line) -> line.matches("\\| K\\d.*"))
			.map((line) -> List.of(line.substring(2, line.length() - 2).split(" \\| ", -1)))
			.toList();
	}

	@Test
	void aTestOrMemberThatIsNotThereIsFound() {
		assertThat(SOURCES.have(new Reference("PageReferenceTests", ""))).isTrue();
		assertThat(SOURCES.have(new Reference("PageReferenceTests", "aTestOrMemberThatIsNotThereIsFound"))).isTrue();
		assertThat(SOURCES.have(new Reference("QuicTransportContractTests", "itemsGoBothWaysAndBothEndsFinish")))
			.as("inherited")
			.isTrue();
		assertThat(SOURCES.have(new Reference("NoSuchTests", ""))).isFalse();
		assertThat(SOURCES.have(new Reference("PageReferenceTests", "noSuchTest"))).isFalse();
		assertThat(SOURCES.have(new Reference("PageReferenceTests", "isFalse"))).as("called only").isFalse();
	}

	private static List<Reference> references(String page) {
		List<Reference> references = new ArrayList<>();
		for (String line : Page.read(page).lines()) {
			String type = "";
			Matcher named = NAMED.matcher(line);
			while (named.find()) {
				type = (named.group(1) != null) ? named.group(1) : type;
				String member = (named.group(2) != null) ? named.group(2) : "";
				if (!type.isEmpty() && (named.group(1) != null || !member.isEmpty())) {
					references.add(new Reference(type, member));
				}
			}
		}
		return references;
	}

}
