package io.quictransport.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * docs/operations.md names every event that the modules log.
 */
class OperationsDocumentTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern EVENT = Pattern.compile("event=([\\w.-]+)");

	private final String document = Files.readString(ROOT.resolve("docs/operations.md"));

	OperationsDocumentTests() throws IOException {
	}

	@Test
	void everyEventIsExplained() throws IOException {
		SortedSet<String> events = new TreeSet<>();
		for (String module : List.of("quic-transport-core", "quic-transport-spring-boot-starter", "sample-node-app")) {
			eachSource(module,
					(source) -> EVENT.matcher(source).results().forEach((each) -> events.add(each.group(1))));
		}
		assertThat(events).contains("peer_up", "drain_incomplete", "board_written")
			.allSatisfy((event) -> assertThat(this.document).contains("`" + event + "`"));
	}

	private static void eachSource(String module, Consumer<String> action) throws IOException {
		try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
			files.filter((file) -> file.toString().endsWith(".java")).forEach((file) -> action.accept(read(file)));
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
