package io.quictransport.spring.boot.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds types and their members in the sources of all modules, by the names that a page
 * gives them. Text is enough for that: a page names what a reader searches for.
 *
 * @param files by the name of a type, the sources that declare it
 */
record Sources(Map<String, List<String>> files) {

	private static final Pattern DECLARATION = Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");

	private static final Pattern NAME = Pattern.compile("\\b[A-Z]\\w*");

	static Sources read() {
		Map<String, List<String>> files = new HashMap<>();
		try (Stream<Path> modules = Files.list(Page.ROOT)) {
			modules.map((module) -> module.resolve("src")).filter(Files::isDirectory).forEach((src) -> add(files, src));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new Sources(files);
	}

	private static void add(Map<String, List<String>> files, Path sources) {
		try (Stream<Path> walk = Files.walk(sources)) {
			for (Path file : walk.filter((path) -> path.toString().matches(".*\\.(java|kt)")).toList()) {
				String text = Files.readString(file);
				DECLARATION.matcher(text)
					.results()
					.map((match) -> match.group(1))
					.distinct()
					.forEach((name) -> files.computeIfAbsent(name, (unused) -> new ArrayList<>()).add(text));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Whether there is a type, and a member of it or of a type that it is made from. */
	boolean have(Reference reference) {
		if (reference.member().isEmpty()) {
			return this.files.containsKey(reference.type());
		}
		return declares(reference.type(), reference.member(), new HashSet<>());
	}

	private boolean declares(String type, String member, Set<String> seen) {
		if (!seen.add(type)) {
			return false;
		}
		Pattern declared = Pattern.compile("(?m)^\\s*(?:(?!return\\b)[\\w@<>,.?\\[\\] ]+ )" + member + "`?\\s*[(=]");
		Pattern supertypes = Pattern.compile("\\b(?:class|interface|record|enum)\\s+" + type
				+ "\\b[^{]*?(?:\\bextends|\\bimplements|:)\\s([^{]*)\\{");
		return this.files.getOrDefault(type, List.of())
			.stream()
			.anyMatch((text) -> declared.matcher(text).find() || supertypes.matcher(text)
				.results()
				.flatMap((match) -> NAME.matcher(match.group(1)).results())
				.anyMatch((name) -> declares(name.group(), member, seen)));
	}

	/**
	 * What a page names.
	 *
	 * @param type the simple name of a type
	 * @param member the name of one of its members, empty if it names none
	 */
	record Reference(String type, String member) {

		boolean isTest() {
			return this.type.matches("\\w+(Tests|IT)");
		}

	}

}
