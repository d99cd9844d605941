package io.quictransport.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Reads back the results that {@link MarkdownReport} has written, so that every page that
 * shows them has the same values.
 *
 * @param comparisons the ratios
 * @param rows the cells of each subject's row, by {@link #key}
 */
record RecordedResults(List<Comparison> comparisons, Map<String, List<String>> rows) {

	private static final int RATIO_CELLS = 7;

	private static final int ROW_CELLS = 9;

	static RecordedResults of(List<String> lines) {
		List<Comparison> comparisons = new ArrayList<>();
		Map<String, List<String>> rows = new HashMap<>();
		for (String line : lines) {
			List<String> cells = cells(line);
			if (cells.size() == RATIO_CELLS && isNumber(cells.get(3))) {
				comparisons.add(new Comparison(cells.get(0), Metric.labelled(cells.get(1)), cells.get(2),
						Double.parseDouble(cells.get(3)), Double.parseDouble(cells.get(4)),
						Double.parseDouble(cells.get(5))));
			}
			else if (cells.size() == ROW_CELLS && isNumber(cells.get(2))) {
				rows.put(key(cells.get(0), cells.get(1)), cells);
			}
		}
		return new RecordedResults(List.copyOf(comparisons), Map.copyOf(rows));
	}

	/** The ratio of the transport to a peer, null where it was not measured. */
	@Nullable Comparison ratio(String workload, String against) {
		return this.comparisons.stream()
			.filter((comparison) -> comparison.workload().equals(workload) && comparison.against().equals(against))
			.findFirst()
			.orElse(null);
	}

	/**
	 * The value of a subject.
	 * @param metric which
	 * @return as it was written, null where it was not measured
	 */
	@Nullable String value(String workload, String subject, Metric metric) {
		List<String> cells = this.rows.get(key(workload, subject));
		return (cells != null) ? cells.get(column(metric)) : null;
	}

	private static int column(Metric metric) {
		return switch (metric) {
			case RATE -> 2;
			case P50 -> 3;
			case P99 -> 4;
		};
	}

	private static String key(String workload, String subject) {
		return workload + " " + subject;
	}

	private static List<String> cells(String line) {
		if (!line.startsWith("| ") || !line.endsWith("|")) {
			return List.of();
		}
		return Stream.of(line.substring(1, line.length() - 1).split("\\|", -1)).map(String::strip).toList();
	}

	private static boolean isNumber(String cell) {
		return cell.matches("[\\d,]+(\\.\\d+)?");
	}

}
