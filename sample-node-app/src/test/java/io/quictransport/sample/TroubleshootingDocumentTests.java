package io.quictransport.sample;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quictransport.ApplicationCode;
import io.quictransport.ErrorCode;
import io.quictransport.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * docs/troubleshooting.md names every code, with what the code says of itself, and every
 * alert leads to one of its sections.
 */
class TroubleshootingDocumentTests {

	private static final Path DOCS = Path.of("../docs");

	private static final Pattern LINK = Pattern.compile("\\]\\(troubleshooting\\.md#([\\w-]+)\\)");

	private static final Pattern OWN_LINK = Pattern.compile("\\]\\(#([\\w-]+)\\)");

	private static final Pattern EVENT = Pattern.compile("event=([a-z]+(?:_[a-z]+)*)(?![a-z_])");

	private static final Pattern NAME = Pattern.compile("`([A-Z_]+)`");

	private static final Pattern SECTION = Pattern.compile("^### ", Pattern.MULTILINE);

	private static final Pattern COMMAND = Pattern.compile("^\\$ (.*)$", Pattern.MULTILINE);

	/** A registry, which the sample has not. */
	private static final List<String> NOT_PLAYED = List.of("Registry");

	private final String page = Files.readString(DOCS.resolve("troubleshooting.md"));

	TroubleshootingDocumentTests() throws IOException {
	}

	@Test
	void everyErrorCodeHasOneRow() {
		assertThat(rows("## All error codes")).extracting((row) -> row.get(0))
			.containsExactlyInAnyOrderElementsOf(quoted(Arrays.stream(ErrorCode.values()).map(Enum::name)));
	}

	@Test
	void aRowTellsTrulyWhetherTheCausePasses() {
		assertThat(rows("## All error codes")).allSatisfy((row) -> {
			ErrorCode code = ErrorCode.valueOf(row.get(0).replace("`", ""));
			assertThat(row.get(3)).as(code.name()).isEqualTo(code.isTransient() ? "yes" : "no");
		});
	}

	@Test
	void aRowTellsWhoSeesTheCodeWhichOutcomesThereAreAndWhatToDo() {
		Set<String> outcomes = Arrays.stream(Outcome.values()).map(Enum::name).collect(Collectors.toSet());
		assertThat(rows("## All error codes")).allSatisfy((row) -> {
			assertThat(row).hasSize(6).noneMatch(String::isBlank);
			List<String> named = NAME.matcher(row.get(2)).results().map((match) -> match.group(1)).toList();
			if (named.isEmpty()) {
				assertThat(row.get(2)).isIn("any", "none");
			}
			assertThat(outcomes).containsAll(named);
		});
	}

	@Test
	void everyConstantOfTheApplicationCodesHasOneRow() {
		Stream<String> constants = Arrays.stream(ApplicationCode.class.getFields())
			.filter((field) -> Modifier.isStatic(field.getModifiers()) && field.getType() == ApplicationCode.class)
			.map((field) -> field.getName());
		assertThat(rows("### Codes of the application")).extracting((row) -> row.get(0))
			.containsExactlyInAnyOrderElementsOf(quoted(constants));
	}

	@Test
	void everyAlertLeadsToASection() throws IOException {
		String alerts = Files.readString(DOCS.resolve("alerts.md"));
		Set<String> sections = sections();
		assertThat(AlertRules.read()).allSatisfy((alert) -> {
			int begin = alerts.indexOf("### " + alert.name() + "\n");
			int end = alerts.indexOf("\n##", begin + 1);
			String section = alerts.substring(begin, (end >= 0) ? end : alerts.length());
			assertThat(LINK.matcher(section).results().map((match) -> match.group(1))).as(alert.name())
				.isNotEmpty()
				.isSubsetOf(sections);
		});
	}

	@Test
	void everyLinkWithinThePageLeadsToASection() {
		assertThat(OWN_LINK.matcher(this.page).results().map((match) -> match.group(1))).hasSizeGreaterThan(20)
			.isSubsetOf(sections());
	}

	@Test
	void everyLogEventIsExplained() throws IOException {
		String operations = Files.readString(DOCS.resolve("operations.md"));
		assertThat(EVENT.matcher(this.page).results().map((match) -> match.group(1)).distinct()).contains("peer_down")
			.allSatisfy((event) -> assertThat(operations).contains("`" + event + "`"));
	}

	/** Sections whose commands the operator's day does not play say so. */
	@Test
	void everyCommandWithItsOutputIsOneThatTheOperatorsDayPlays() throws IOException {
		String played = withoutNumbers(Files.readString(Path.of("src/operate/steps.sh")).replaceAll("\\\\(.)", "$1"));
		List<String> commands = SECTION.splitAsStream(this.page)
			.filter((section) -> NOT_PLAYED.stream().noneMatch(section::startsWith))
			.flatMap((section) -> COMMAND.matcher(section).results().map((match) -> match.group(1)))
			.toList();
		assertThat(commands).hasSizeGreaterThan(40)
			.allSatisfy((command) -> assertThat(played).contains(withoutNumbers(command.replaceAll("\\\\(.)", "$1"))));
	}

	/** Ports and the ids of processes differ, and are variables in the script. */
	private static String withoutNumbers(String text) {
		return text.replaceAll("\\$\\{PIDS\\[\\d]}|\\$held|\\d+", "#");
	}

	/** The cells of the first table below a heading. */
	private List<List<String>> rows(String heading) {
		List<String> lines = this.page.substring(this.page.indexOf("\n" + heading + "\n")).lines().toList();
		return lines.stream()
			.dropWhile((line) -> !line.startsWith("|---"))
			.skip(1)
			.takeWhile((line) -> line.startsWith("|"))
			.map((line) -> Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList())
			.toList();
	}

	/** The headings as links name them. */
	private Set<String> sections() {
		return Pattern.compile("^#+ (.*)$", Pattern.MULTILINE)
			.matcher(this.page)
			.results()
			.map((MatchResult match) -> match.group(1))
			.map((heading) -> heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	private static List<String> quoted(Stream<String> names) {
		return names.map((name) -> "`" + name + "`").toList();
	}

}
