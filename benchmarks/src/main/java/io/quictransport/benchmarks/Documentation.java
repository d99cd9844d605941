package io.quictransport.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts results between the marks of {@code performance.md}, and a chart beside it.
 *
 * @param directory where the documentation is
 */
record Documentation(Path directory) {

	private static final String PAGE = "performance.md";

	/**
	 * Replaces one part of the page and its chart.
	 * @param part the part's name, which its marks carry
	 * @param lines the new text
	 * @param chart the chart
	 */
	void write(String part, List<String> lines, List<String> chart) throws IOException {
		Path page = this.directory.resolve(PAGE);
		List<String> old = Files.readAllLines(page);
		int begin = old.indexOf("<!-- " + part + ": written by ./benchmarks/compare -->");
		int end = old.indexOf("<!-- " + part + ": end -->");
		if (begin < 0 || end < begin) {
			throw new IOException(page + " has no marks for " + part);
		}
		List<String> all = new ArrayList<>(old.subList(0, begin + 1));
		all.add("");
		all.addAll(lines);
		all.add("");
		all.add("![" + part + "](" + chartName(part) + ")");
		all.add("");
		all.addAll(old.subList(end, old.size()));
		Files.write(page, all);
		Files.write(this.directory.resolve(chartName(part)), chart);
	}

	private static String chartName(String part) {
		return "performance-" + part + ".svg";
	}

}
