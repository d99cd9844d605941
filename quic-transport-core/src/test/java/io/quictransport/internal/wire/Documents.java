package io.quictransport.internal.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

	/**
	 * The lines of a document from a heading to the next one that is not below it.
	 */
	static List<String> section(String name, String heading) {
		List<String> section = new ArrayList<>();
		String level = heading.substring(0, heading.indexOf(' ') + 1);
		for (String line : lines(name)) {
			if (line.startsWith(heading)) {
				section.add(line);
			}
			else if (!section.isEmpty()) {
				if (line.startsWith(level) || line.startsWith("## ")) {
					break;
				}
				section.add(line);
			}
		}
		if (section.isEmpty()) {
			throw new IllegalArgumentException(name + " has no " + heading);
		}
		return section;
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
