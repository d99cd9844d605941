package io.quictransport.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws the ratios as an SVG chart: a bar from 1 to each median on a logarithmic scale,
 * with a line from the smallest to the largest ratio.
 */
final class RatioChart {

	private static final int LABEL_WIDTH = 400;

	private static final int WIDTH = 980;

	private static final int ROW = 22;

	private static final int TOP = 40;

	/** The ends of the scale; what lies beyond is drawn at the end. */
	private static final double SMALLEST = 0.05;

	private static final double LARGEST = 20;

	private static final List<Double> TICKS = List.of(0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 20.0);

	private RatioChart() {
	}

	static List<String> lines(String title, List<Comparison> comparisons) {
		int height = TOP + comparisons.size() * ROW + ROW;
		List<String> lines = new ArrayList<>();
		lines.add(format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
				+ "font-family=\"sans-serif\" font-size=\"12\">", WIDTH, height));
		lines.add("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
		lines.add(text(10, 15, "start", title));
		for (double tick : TICKS) {
			lines.add(format("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>", x(tick), TOP - 5,
					x(tick), height - ROW, (tick == 1) ? "black" : "#dddddd"));
			lines.add(text(x(tick), TOP - 10, "middle", String.valueOf(tick)));
		}
		for (int i = 0; i < comparisons.size(); i++) {
			lines.addAll(bar(comparisons.get(i), TOP + i * ROW));
		}
		lines.add("</svg>");
		return lines;
	}

	private static List<String> bar(Comparison comparison, int y) {
		double from = Math.min(x(1), x(comparison.median()));
		double width = Math.abs(x(comparison.median()) - x(1));
		return List.of(
				text(LABEL_WIDTH - 8, y + 14, "end",
						comparison.workload() + " (" + comparison.metric().label() + ") / " + comparison.against()),
				format("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>", from, y + 4, width,
						ROW - 8, (comparison.median() < 1) ? "#d08770" : "#5e9c76"),
				format("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"black\"/>", x(comparison.min()),
						y + ROW / 2, x(comparison.max()), y + ROW / 2),
				text(WIDTH - 5, y + 14, "end", format("%.2f", comparison.median())));
	}

	private static double x(double ratio) {
		double bounded = Math.max(SMALLEST, Math.min(LARGEST, ratio));
		double share = Math.log(bounded / SMALLEST) / Math.log(LARGEST / SMALLEST);
		return LABEL_WIDTH + share * (WIDTH - LABEL_WIDTH - 60);
	}

	private static String text(double x, int y, String anchor, String text) {
		return format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>", x, y, anchor, text);
	}

	private static String format(String format, Object... values) {
		return String.format(Locale.ROOT, format, values);
	}

}
