package io.quictransport.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files under {@code docs} that describe the protocol, wherever in the project the
 * tests run.
 */
final class Documents {

	private Documents() {
	}

	static List<String> lines(String name) {
		try {
			return Files.readAllLines(directory().resolve(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path directory() {
		for (Path path = Path.of("").toAbsolutePath(); path != null; path = path.getParent()) {
			if (Files.exists(path.resolve("docs/wire-protocol.md"))) {
				return path.resolve("docs");
			}
		}
		throw new IllegalStateException("no docs/wire-protocol.md above " + Path.of("").toAbsolutePath());
	}

}
