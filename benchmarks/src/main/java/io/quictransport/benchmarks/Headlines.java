package io.quictransport.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Selects the headlines of a full comparison: five rows and eight ratios, as many of them
 * below 1 as above.
 */
final class Headlines {

	/** The subjects that a reader may use instead, by what they are called there. */
	private static final Map<String, String> SUBJECTS = subjects();

	private static final List<Line> LINES = List.of(
			new Line("requests of 64 bytes, 64 in flight", "echo-64B-64", Metric.RATE),
			new Line("one request of 64 bytes at a time, both processes on one CPU", "echo-64B-1", Metric.P50),
			new Line("one-way messages of 64 bytes, acknowledged", "oneway-64B", Metric.RATE),
			new Line("bulk: one-way messages of 64 KiB, acknowledged", "bulk", Metric.RATE),
			new Line("requests of 64 bytes, 64 in flight, 1 % of packets lost", "loss1-echo-64", Metric.P99));

	private static final List<Bar> BARS = List.of(
			new Bar("64 requests in flight, rate", "echo-64B-64", Subjects.GRPC_UNARY),
			new Bar("", "echo-64B-64", Subjects.RSOCKET), new Bar("", "echo-64B-64", Subjects.TCP_TLS),
			new Bar("one-way messages, rate", "oneway-64B", Subjects.RSOCKET),
			new Bar("1 % of packets lost, p99", "loss1-echo-64", Subjects.GRPC_UNARY),
			new Bar("one request at a time, p50", "echo-64B-1", Subjects.RSOCKET),
			new Bar("bulk, rate", "bulk", Subjects.GRPC_UNARY), new Bar("", "bulk", Subjects.TCP_TLS));

	private final RecordedResults results;

	Headlines(RecordedResults results) {
		this.results = results;
	}

	private static Map<String, String> subjects() {
		Map<String, String> subjects = new LinkedHashMap<>();
		subjects.put(Subjects.OURS, "quic-transport");
		subjects.put(Subjects.GRPC_UNARY, "gRPC");
		subjects.put(Subjects.RSOCKET, "RSocket");
		subjects.put(Subjects.TCP_TLS, "TCP with TLS");
		return subjects;
	}

	/** A table of the values themselves. */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("| | | " + String.join(" | ", SUBJECTS.values()) + " |");
		lines.add("|---|---|" + "---:|".repeat(SUBJECTS.size()));
		LINES.forEach((line) -> lines.add(row(line)));
		return lines;
	}

	private String row(Line line) {
		StringBuilder row = new StringBuilder("| " + line.words() + " | " + line.metric().unit() + " |");
		for (String subject : SUBJECTS.keySet()) {
			String value = this.results.value(line.workload(), subject, line.metric());
			row.append(' ').append((value != null) ? value : "not measured").append(" |");
		}
		return row.toString();
	}

	/** A chart of the ratios; what was not measured is left out. */
	List<String> chart() {
		List<HeadlineChart.Bar> bars = new ArrayList<>();
		for (Bar bar : BARS) {
			Comparison comparison = this.results.ratio(bar.workload(), bar.against());
			if (comparison != null) {
				bars.add(new HeadlineChart.Bar(bar.words(), Objects.requireNonNull(SUBJECTS.get(bar.against())),
						comparison));
			}
		}
		return HeadlineChart.lines(bars);
	}

	/**
	 * A row of the table.
	 *
	 * @param words what it says of the workload
	 * @param workload the workload's name
	 * @param metric what is shown of it
	 */
	private record Line(String words, String workload, Metric metric) {
	}

	/**
	 * A bar of the chart.
	 *
	 * @param words what it says of the workload, nothing where the bar above says it
	 * @param workload the workload's name
	 * @param against the other subject
	 */
	private record Bar(String words, String workload, String against) {
	}

}
