package io.quictransport.spring.boot.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Java in the documentation compiles: each block stands in a source file of this
 * package, or is a file of its own that {@link GettingStartedTests} compiles. Links lead
 * somewhere.
 */
class SnippetTests {

	private static final Path SOURCES = Path.of("src/test/java/io/quictransport/spring/boot/docs");

	private static final Path KOTLIN_SOURCES = Path.of("../kotlin-tests/src/test/kotlin/io/quictransport/kotlin");

	@ParameterizedTest
	@MethodSource("pagesWithJava")
	void everyBlockOfJavaStandsInASourceFileThatCompiles(String page) throws IOException {
		String sources = sources(SOURCES);
		assertThat(Page.read(page).blocks("java")).filteredOn((block) -> block.file() == null)
			.filteredOn((block) -> !sources.contains(normalized(block.lines().stream())))
			.extracting(Page.Block::text)
			.isEmpty();
	}

	@Test
	void everyBlockOfKotlinStandsInASourceFileOfTheKotlinTests() throws IOException {
		String sources = sources(KOTLIN_SOURCES);
		List<Page.Block> blocks = Page.names()
			.stream()
			.flatMap((page) -> Page.read(page).blocks("kotlin").stream())
			.toList();
		assertThat(blocks).isNotEmpty()
			.filteredOn((block) -> !sources.contains(normalized(block.lines().stream())))
			.extracting(Page.Block::text)
			.isEmpty();
	}

	static List<String> pagesWithJava() {
		List<String> pages = Page.names().stream().filter((page) -> !Page.read(page).blocks("java").isEmpty()).toList();
		assertThat(pages).contains("README.md", "docs/messaging.md", "docs/plain-java.md");
		return pages;
	}

	@ParameterizedTest
	@MethodSource("io.quictransport.spring.boot.docs.Page#names")
	void everyLinkLeadsToAFileAndHeadingThatIsThere(String page) {
		assertThat(Page.read(page).deadLinks()).isEmpty();
	}

	@Test
	void theIndexNamesEveryPage() {
		assertThat(Page.names()).filteredOn((name) -> name.matches("docs/[a-z-]+\\.md"))
			.isNotEmpty()
			.allSatisfy((name) -> assertThat(String.join("\n", Page.read("docs/README.md").lines()))
				.contains("](" + name.substring("docs/".length()) + ")"));
	}

	private static String sources(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return normalized(files.sorted().flatMap(SnippetTests::lines));
		}
	}

	private static Stream<String> lines(Path file) {
		try {
			return Files.readAllLines(file).stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Where lines are broken, and how far they are indented, may differ. */
	private static String normalized(Stream<String> lines) {
		return lines.map((line) -> line.replaceAll("\\s", "")).collect(Collectors.joining());
	}

}
