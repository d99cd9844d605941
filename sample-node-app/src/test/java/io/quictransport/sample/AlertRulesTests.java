package io.quictransport.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quictransport.ErrorCode;
import io.quictransport.sample.AlertRules.Alert;
import io.quictransport.testing.Needs;
import io.quictransport.testing.RealPart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The alert rules: Prometheus' own tool takes them and runs their tests, and each says
 * how bad it is and where the remedy is.
 */
class AlertRulesTests {

	private static final Pattern CODE = Pattern.compile("code=~?\"([^\"]+)\"");

	private final List<Alert> alerts = AlertRules.read();

	AlertRulesTests() throws IOException {
	}

	@Test
	@Needs(RealPart.PROMTOOL)
	void prometheusTakesTheConfigurationWithTheRules() throws Exception {
		assertThat(promtool("check", "config", "deploy/prometheus.yaml")).contains(this.alerts.size() + " rules found");
	}

	@Test
	@Needs(RealPart.PROMTOOL)
	void eachAlertFiresAfterItsTimeAndNoneInARollingRestart() throws Exception {
		assertThat(promtool("test", "rules", AlertRules.TESTS.toString())).contains("SUCCESS");
	}

	@Test
	@Needs(RealPart.PROMTOOL)
	void prometheusUnderstandsEachQueryOfTheDashboard(@TempDir Path directory) throws Exception {
		List<String> queries = Dashboard.read().queries();
		assertThat(queries).hasSizeGreaterThan(20);
		String rules = IntStream.range(0, queries.size())
			.mapToObj((i) -> "{record: 'query" + i + "', expr: '" + queries.get(i) + "'}")
			.collect(Collectors.joining(", ", "groups: [{name: dashboard, rules: [", "]}]"));
		Path file = Files.writeString(directory.resolve("queries.yaml"), rules);
		assertThat(promtool("check", "rules", file.toString())).contains(queries.size() + " rules found");
	}

	@Test
	void eachAlertHasATestInWhichItFires() throws IOException {
		String tests = Files.readString(AlertRules.TESTS);
		assertThat(this.alerts).hasSizeGreaterThan(10)
			.allSatisfy((alert) -> assertThat(tests)
				.contains("labels: '{alertname=\"" + alert.name() + "\", severity=\"" + alert.severity()));
	}

	@Test
	void eachAlertSaysHowBadItIsWhatHasHappenedAndWhereTheRemedyIs() throws IOException {
		Set<String> headings = Files.readAllLines(Path.of("../docs/alerts.md"))
			.stream()
			.filter((line) -> line.startsWith("### "))
			.map((line) -> line.substring(4))
			.collect(Collectors.toSet());
		assertThat(this.alerts).allSatisfy((alert) -> {
			assertThat(alert.severity()).isIn("critical", "warning");
			assertThat(alert.duration()).isNotBlank();
			assertThat(alert.annotation("summary")).contains("{{ $labels.");
			assertThat(alert.annotation("description")).contains("{{ $labels.instance }}");
			assertThat(alert.annotation("runbook_url"))
				.endsWith("/docs/alerts.md#" + alert.name().toLowerCase(Locale.ROOT));
		});
		assertThat(headings).isEqualTo(this.alerts.stream().map(Alert::name).collect(Collectors.toSet()));
	}

	@Test
	void theErrorCodesInTheRulesExist() {
		List<String> patterns = this.alerts.stream()
			.flatMap((alert) -> CODE.matcher(alert.expression()).results())
			.flatMap((match) -> Arrays.stream(match.group(1).split("\\|")))
			.toList();
		assertThat(patterns).contains("OVERLOADED")
			.allSatisfy((pattern) -> assertThat(ErrorCode.values()).extracting(ErrorCode::name)
				.anyMatch((name) -> name.matches(pattern)));
	}

	private static String promtool(String... arguments) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder("promtool");
		builder.command().addAll(List.of(arguments));
		builder.redirectErrorStream(true);
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

}
