package io.quictransport.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws a few ratios for readers who do not know the workloads by name: a bar from 1 to
 * each median on a logarithmic scale, with a line from the smallest to the largest ratio.
 * The colours suit a light and a dark page.
 */
final class HeadlineChart {

	private static final int WIDTH = 840;

	private static final int WORDS = 10;

	private static final int OTHER = 216;

	private static final int SCALE_BEGIN = 330;

	private static final int SCALE_END = 770;

	private static final int TOP = 64;

	private static final int ROW = 26;

	private static final int BAR = 14;

	/** The ends of the scale; what lies beyond is drawn at the end. */
	private static final double SMALLEST = 0.1;

	private static final double LARGEST = 20;

	private static final List<Tick> TICKS = List.of(new Tick(0.1, "1/10"), new Tick(0.2, "1/5"), new Tick(0.5, "1/2"),
			new Tick(1, "same"), new Tick(2, "2"), new Tick(5, "5"), new Tick(10, "10"), new Tick(20, "20"));

	private HeadlineChart() {
	}

	static List<String> lines(List<Bar> bars) {
		int height = TOP + bars.size() * ROW + 8;
		List<String> lines = new ArrayList<>();
		lines.add(format(
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" " + "aria-label=\"%s\">",
				WIDTH, height, label(bars)));
		lines.add("""
				<style>
				  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #57606a }
				  .t { font-weight: 600; fill: #1f6feb }
				  .s { text-anchor: middle; font-size: 12px }
				  .v { text-anchor: end; font-weight: 600 }
				  .g { stroke: #8884; stroke-width: 1 }
				  .o { stroke: #57606a; stroke-width: 1.5 }
				  .a { fill: #2da44e }
				  .b { fill: #bf8700 }
				  .r { stroke: #57606a; stroke-width: 1.5 }
				</style>""");
		lines.add(format("  <text class=\"t\" x=\"%d\" y=\"20\">%s</text>", WORDS,
				"How many times better (green) or worse (amber) than the other: the bar the median, the line all rounds"));
		for (Tick tick : TICKS) {
			lines.add(format("  <text class=\"s\" x=\"%.1f\" y=\"%d\">%s</text>", x(tick.ratio()), TOP - 14,
					tick.words()));
			lines.add(format("  <path class=\"%s\" d=\"M%.1f %d V%d\"/>", (tick.ratio() == 1) ? "o" : "g",
					x(tick.ratio()), TOP - 6, height - 8));
		}
		for (int i = 0; i < bars.size(); i++) {
			lines.addAll(bar(bars.get(i), TOP + i * ROW));
		}
		lines.add("</svg>");
		return lines;
	}

	private static List<String> bar(Bar bar, int y) {
		Comparison ratio = bar.ratio();
		double begin = Math.min(x(1), x(ratio.median()));
		double width = Math.abs(x(ratio.median()) - x(1));
		int baseline = y + ROW / 2 + 4;
		List<String> lines = new ArrayList<>();
		if (!bar.words().isEmpty()) {
			lines.add(text(WORDS, baseline, bar.words()));
		}
		lines.add(text(OTHER, baseline, bar.other()));
		lines.add(format("  <rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>",
				(ratio.median() < 1) ? "b" : "a", begin, y + (ROW - BAR) / 2, width, BAR));
		lines.add(format("  <path class=\"r\" d=\"M%.1f %d H%.1f\"/>", x(ratio.min()), y + ROW / 2, x(ratio.max())));
		lines.add(format("  <text class=\"v\" x=\"%d\" y=\"%d\">%.2f</text>", WIDTH - WORDS, baseline, ratio.median()));
		return lines;
	}

	private static String text(int x, int y, String text) {
		return format("  <text x=\"%d\" y=\"%d\">%s</text>", x, y, text);
	}

	/** What a screen reader reads out. */
	private static String label(List<Bar> bars) {
		StringBuilder label = new StringBuilder("quic-transport compared");
		String words = "";
		for (Bar bar : bars) {
			words = bar.words().isEmpty() ? words : bar.words();
			label.append(format("; %s: %.2f of %s", words, bar.ratio().median(), bar.other()));
		}
		return label.toString();
	}

	private static double x(double ratio) {
		double bounded = Math.max(SMALLEST, Math.min(LARGEST, ratio));
		double share = Math.log(bounded / SMALLEST) / Math.log(LARGEST / SMALLEST);
		return SCALE_BEGIN + share * (SCALE_END - SCALE_BEGIN);
	}

	private static String format(String format, Object... values) {
		return String.format(Locale.ROOT, format, values);
	}

	/**
	 * One ratio.
	 *
	 * @param words what is compared, nothing where the bar above says it
	 * @param other what with
	 * @param ratio the ratio
	 */
	record Bar(String words, String other, Comparison ratio) {
	}

	/**
	 * A place on the scale.
	 *
	 * @param ratio where
	 * @param words what it is called
	 */
	private record Tick(double ratio, String words) {
	}

}
