package io.quictransport.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Formats the results as Markdown.
 */
final class MarkdownReport {

	private MarkdownReport() {
	}

	/**
	 * Writes the results.
	 * @param about one sentence each on the machine, the commit and the run
	 * @param results the results
	 * @param idle what idle peers cost, one line for each subject
	 * @return the lines
	 */
	static List<String> lines(List<String> about, List<StepResult> results, List<String> idle) {
		List<String> lines = new ArrayList<>();
		lines.addAll(about);
		lines.add("");
		lines.add("| workload | compared | against | ratio: median | min | max | target |");
		lines.add("|---|---|---|---|---|---|---|");
		results.stream()
			.flatMap((result) -> result.comparisons().stream())
			.map(MarkdownReport::ratio)
			.forEach(lines::add);
		List<AddedCost> added = results.stream().flatMap((result) -> result.added().stream()).toList();
		if (!added.isEmpty()) {
			lines.add("");
			lines
				.add("| workload | compared | against | CPU us added to each message at the client: median | min | max "
						+ "| at the server: median | min | max | at most |");
			lines.add("|---|---|---|---|---|---|---|---|---|---|");
			added.stream().map(MarkdownReport::added).forEach(lines::add);
		}
		lines.add("");
		lines.add("| workload | subject | median per second | p50 us | p99 us | client CPU us per message "
				+ "| server CPU us | client bytes allocated | server bytes allocated |");
		lines.add("|---|---|---|---|---|---|---|---|---|");
		results.stream().flatMap((result) -> result.rows().stream()).map(MarkdownReport::row).forEach(lines::add);
		if (!idle.isEmpty()) {
			lines.add("");
			idle.forEach((line) -> lines.add("- " + line));
		}
		List<String> gaps = results.stream().flatMap((result) -> result.gaps().stream()).toList();
		if (!gaps.isEmpty()) {
			lines.add("");
			gaps.forEach((gap) -> lines.add("- " + gap));
		}
		return lines;
	}

	private static String ratio(Comparison comparison) {
		return String.format(Locale.ROOT, "| %s | %s | %s | %.2f | %.2f | %.2f | %s |", comparison.workload(),
				comparison.metric().label(), comparison.against(), comparison.median(), comparison.min(),
				comparison.max(), aim(comparison));
	}

	private static String aim(Comparison comparison) {
		Double least = Targets.of(comparison.workload(), comparison.against());
		if (least == null) {
			return "";
		}
		return String.format(Locale.ROOT, "%.2f%s", least, (comparison.median() < least) ? ", **missed**" : "");
	}

	private static String added(AddedCost added) {
		Spread client = added.client();
		Spread server = added.server();
		return String.format(Locale.ROOT, "| %s | %s | %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f%s |",
				added.workload(), added.subject(), added.against(), client.median(), client.min(), client.max(),
				server.median(), server.min(), server.max(), Targets.MOST_ADDED_MICROS,
				(Math.max(client.median(), server.median()) > Targets.MOST_ADDED_MICROS) ? ", **missed**" : "");
	}

	private static String row(Row row) {
		return String.format(Locale.ROOT, "| %s | %s | %,.0f | %,.0f | %,.0f | %.2f | %.2f | %,.0f | %,.0f |",
				row.workload(), row.subject(), row.perSecond(), row.p50Micros(), row.p99Micros(),
				row.client().cpuMicros(), row.server().cpuMicros(), row.client().bytes(), row.server().bytes());
	}

}
