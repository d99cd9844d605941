package io.quictransport.internal.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Log lines have one form: they begin with the event, one key stands for one thing, and
 * one at WARN or above says whom it is about and why.
 */
class LogLineTests {

	private static final Path SOURCES = Path.of("src/main/java");

	private static final Pattern CALL = Pattern
		.compile("logger\\s*\\.(debug|info|warn|error)\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)");

	private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

	private static final Pattern KEY = Pattern.compile("(\\w+)=");

	/** Words that other lines use for what is called reason everywhere. */
	private static final List<String> OTHER_NAMES_OF_THE_REASON = List.of("cause", "detail", "why", "warning", "error",
			"message_text");

	/** What a line may be about. The node is known where there is only one thing. */
	private static final List<String> SUBJECTS = List.of("peer", "node", "address", "provider", "interface", "thread",
			"executor", "listener", "task", "half_open", "peers", "listeners");

	/** Lines about the process, which has one of what they are about. */
	private static final List<String> ABOUT_THE_PROCESS = List.of("interfaces_unknown", "listeners_delayed",
			"route_failed", "segmentation_unavailable");

	@Test
	void eachBeginsWithItsEventAndCallsTheReasonByItsName() {
		assertThat(lines()).hasSizeGreaterThan(60).allSatisfy((line) -> {
			assertThat(line.text()).startsWith("event=");
			assertThat(line.keys()).doesNotContainAnyElementsOf(OTHER_NAMES_OF_THE_REASON).doesNotHaveDuplicates();
		});
	}

	@Test
	void eachWarningSaysWhomItIsAboutAndWhy() {
		assertThat(lines()).filteredOn(Line::isWarning).hasSizeGreaterThan(25).allSatisfy((line) -> {
			assertThat(line.keys()).as(line.text()).contains("reason");
			if (ABOUT_THE_PROCESS.stream().noneMatch(line.text()::contains)) {
				assertThat(line.keys()).as(line.text()).containsAnyElementsOf(SUBJECTS);
			}
		});
	}

	private static List<Line> lines() {
		List<Line> lines = new ArrayList<>();
		try (Stream<Path> files = Files.walk(SOURCES)) {
			files.filter((file) -> file.toString().endsWith(".java")).map(LogLineTests::read).forEach((source) -> {
				Matcher call = CALL.matcher(source);
				while (call.find()) {
					lines.add(new Line(call.group(1), textOf(call.group(2))));
				}
			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return lines;
	}

	private static String textOf(String literals) {
		return LITERAL.matcher(literals)
			.results()
			.map((part) -> part.group(1))
			.collect(Collectors.joining())
			.replace("\\\"", "\"");
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * One line as the source states it.
	 *
	 * @param level its level
	 * @param text its template
	 */
	private record Line(String level, String text) {

		boolean isWarning() {
			return this.level.equals("warn") || this.level.equals("error");
		}

		List<String> keys() {
			return KEY.matcher(this.text).results().map((MatchResult key) -> key.group(1)).toList();
		}

	}

}
