package io.quictransport.spring.boot.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A page of the documentation.
 *
 * @param file where it is
 * @param lines its lines
 */
public record Page(Path file, List<String> lines) {

	/** The root of the repository. */
	static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	private static final Pattern FILE_NAME = Pattern.compile("\\*\\*`(.+)`\\*\\*");

	/**
	 * Reads a page.
	 * @param name its path from the root of the repository
	 * @return the page
	 */
	public static Page read(String name) {
		try {
			Path file = ROOT.resolve(name);
			return new Page(file, Files.readAllLines(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The READMEs, the changelog and all pages in docs.
	 * @return their paths from the root of the repository
	 */
	public static List<String> names() {
		try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
			return Stream
				.concat(Stream.of("README.md", "CHANGELOG.md", "sample-node-app/README.md", "sample-orders/README.md"),
						files.map((file) -> ROOT.relativize(file).toString().replace('\\', '/'))
							.filter((name) -> name.endsWith(".md"))
							.sorted())
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The same page with another text in place of one. */
	Page replacing(String text, String other) {
		return new Page(this.file, this.lines.stream().map((line) -> line.replace(text, other)).toList());
	}

	/**
	 * Its blocks of code in one language.
	 * @param language what stands behind the backquotes
	 * @return the blocks
	 */
	public List<Block> blocks(String language) {
		return blocks().stream().filter((block) -> block.language().equals(language)).toList();
	}

	List<Block> blocks() {
		List<Block> blocks = new ArrayList<>();
		String file = null;
		Block open = null;
		for (String line : this.lines) {
			Matcher named = FILE_NAME.matcher(line);
			if (open != null && line.equals("```")) {
				blocks.add(open);
				open = null;
			}
			else if (open != null) {
				open.lines().add(line);
			}
			else if (line.startsWith("```")) {
				open = new Block(file, line.substring(3), new ArrayList<>());
				file = null;
			}
			else if (named.matches()) {
				file = named.group(1);
			}
		}
		return blocks;
	}

	/** Links to files of the repository, or to headings in them, that are not there. */
	List<String> deadLinks() {
		Path directory = Objects.requireNonNull(this.file.getParent());
		return LINK.matcher(String.join("\n", this.lines))
			.results()
			.map((match) -> match.group(1))
			.filter((link) -> !link.matches("https?:.*"))
			.filter((link) -> isDead(directory, link))
			.toList();
	}

	private boolean isDead(Path directory, String link) {
		String[] parts = link.split("#", 2);
		Path target = parts[0].isEmpty() ? this.file : directory.resolve(parts[0]).normalize();
		return !Files.exists(target)
				|| (parts.length == 2 && !read(ROOT.relativize(target).toString()).headings().contains(parts[1]));
	}

	/** As GitHub makes anchors of them. */
	private List<String> headings() {
		return this.lines.stream()
			.filter((line) -> line.matches("#+ .*"))
			.map((line) -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
			.map((line) -> line.replaceAll("[^\\w -]", "").replace(' ', '-'))
			.toList();
	}

	/**
	 * A block of code.
	 *
	 * @param file the name of the file that it is the content of, if it is said in the
	 * line before
	 * @param language what stands behind the backquotes
	 * @param lines its lines
	 */
	public record Block(@Nullable String file, String language, List<String> lines) {

		/**
		 * The whole block.
		 * @return its lines, each with its end
		 */
		public String text() {
			return String.join("\n", this.lines) + "\n";
		}

	}

}
