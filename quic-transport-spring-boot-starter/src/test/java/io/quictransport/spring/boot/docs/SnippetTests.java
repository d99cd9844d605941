package io.quictransport.spring.boot.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Java in the documentation compiles: each block stands in a source file of this
 * package. A page that is named here needs nothing more.
 */
class SnippetTests {

	private static final Path DOCS = Path.of("../docs");

	private static final Path SOURCES = Path.of("src/test/java/io/quictransport/spring/boot/docs");

	@ParameterizedTest
	@ValueSource(strings = { "messaging.md", "tracing.md" })
	void everyBlockOfJavaStandsInASourceFileThatCompiles(String page) throws IOException {
		List<String> blocks = blocksOf(Files.readAllLines(DOCS.resolve(page)));
		assertThat(blocks).isNotEmpty();
		String sources = sources();
		assertThat(blocks).allSatisfy((block) -> assertThat(sources).contains(block));
	}

	private static List<String> blocksOf(List<String> page) {
		List<String> blocks = new ArrayList<>();
		List<String> block = null;
		for (String line : page) {
			if (line.equals("```java")) {
				block = new ArrayList<>();
			}
			else if (line.equals("```") && block != null) {
				blocks.add(normalized(block.stream()));
				block = null;
			}
			else if (block != null) {
				block.add(line);
			}
		}
		return blocks;
	}

	private static String sources() throws IOException {
		try (Stream<Path> files = Files.list(SOURCES)) {
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
