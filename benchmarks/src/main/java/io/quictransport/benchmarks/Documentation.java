package io.quictransport.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes results into the documentation: all results between the marks of
 * {@code performance-data.md}, the headlines of a full comparison between those of
 * {@code performance.md}, and a chart for each page.
 *
 * @param directory where the documentation is
 */
record Documentation(Path directory) {

	/** The part that the headlines are taken from. */
	static final String COMPARISON = "comparison";

	private static final String DATA = "performance-data.md";

	private static final String PAGE = "performance.md";

	private static final String HEADLINES = "headlines";

	/**
	 * Replaces one part of the data and its chart, and the headlines with it.
	 * @param part the part's name, which its marks carry
	 * @param lines the new text
	 * @param chart the chart
	 */
	void write(String part, List<String> lines, List<String> chart) throws IOException {
		List<String> withChart = new ArrayList<>(lines);
		withChart.add("");
		withChart.add("![" + part + "](images/" + chartName(part) + ")");
		replace(DATA, part, withChart);
		Files.write(chartFile(part), chart);
		if (part.equals(COMPARISON)) {
			writeHeadlines();
		}
	}

	/**
	 * Writes the headlines that follow from the comparison in the data.
	 */
	void writeHeadlines() throws IOException {
		List<String> data = Files.readAllLines(this.directory.resolve(DATA));
		Headlines headlines = new Headlines(RecordedResults.of(Marks.of(DATA, data, COMPARISON).between(data)));
		replace(PAGE, HEADLINES, headlines.lines());
		Files.write(chartFile(HEADLINES), headlines.chart());
	}

	private void replace(String page, String part, List<String> lines) throws IOException {
		Path file = this.directory.resolve(page);
		List<String> old = Files.readAllLines(file);
		Files.write(file, Marks.of(page, old, part).replaced(old, lines));
	}

	private Path chartFile(String part) {
		return this.directory.resolve("images").resolve(chartName(part));
	}

	private static String chartName(String part) {
		return "performance-" + part + ".svg";
	}

	/**
	 * Where a part of a page is.
	 *
	 * @param begin the line with the first mark
	 * @param end the line with the last mark
	 */
	private record Marks(int begin, int end) {

		static Marks of(String page, List<String> lines, String part) throws IOException {
			int begin = lines.indexOf("<!-- " + part + ": written by ./benchmarks/compare -->");
			int end = lines.indexOf("<!-- " + part + ": end -->");
			if (begin < 0 || end < begin) {
				throw new IOException(page + " has no marks for " + part);
			}
			return new Marks(begin, end);
		}

		List<String> between(List<String> lines) {
			return lines.subList(this.begin + 1, this.end);
		}

		List<String> replaced(List<String> old, List<String> lines) {
			List<String> all = new ArrayList<>(old.subList(0, this.begin + 1));
			all.add("");
			all.addAll(lines);
			all.add("");
			all.addAll(old.subList(this.end, old.size()));
			return all;
		}

	}

}
