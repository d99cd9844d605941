package io.quictransport.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Setup;

/**
 * Runs the workloads over the transport and the subjects that it is compared with, in
 * turn, and prints the comparison.
 */
public final class Compare {

	private final CompareOptions options;

	private final Path certificates;

	private final PrintStream out;

	private Compare(CompareOptions options, Path certificates, PrintStream out) {
		this.options = options;
		this.certificates = certificates;
		this.out = out;
	}

	/**
	 * Runs what the options say; the exit status is 0 when no subject has failed.
	 * @param args see {@link CompareOptions#USAGE}
	 */
	public static void main(String[] args) throws Exception {
		if (List.of(args).contains("--help")) {
			System.out.print(CompareOptions.USAGE);
			return;
		}
		if (List.of(args).equals(List.of("--headlines"))) {
			new Documentation(Path.of(System.getProperty("compare.docs", "docs"))).writeHeadlines();
			return;
		}
		CompareOptions options;
		try {
			options = CompareOptions.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println("compare: " + ex.getMessage());
			System.err.print(CompareOptions.USAGE);
			System.exit(2);
			return;
		}
		Path certificates = Files.createTempDirectory("compare");
		boolean complete;
		try {
			PemIdentity.createAll(certificates, nodes(options));
			if (options.launch().recordings() != null) {
				Files.createDirectories(options.launch().recordings());
			}
			complete = new Compare(options, certificates, System.out).run();
		}
		finally {
			deleteAll(certificates);
		}
		System.exit(complete ? 0 : 1);
	}

	private static List<String> nodes(CompareOptions options) {
		int clients = Stream
			.concat(options.steps().stream().map(Step::workload),
					options.idle().isEmpty() ? Stream.<String>empty() : Stream.of(IdleRun.WORKLOAD))
			.mapToInt((workload) -> Workloads.named(workload).clients())
			.max()
			.orElse(0);
		if (options.mesh()) {
			clients = MeshRun.NODES;
		}
		List<String> nodes = new ArrayList<>(List.of(PemIdentity.SERVER, PemIdentity.CLIENT));
		IntStream.range(0, clients).mapToObj(Setup::client).forEach(nodes::add);
		return nodes;
	}

	private boolean run() throws IOException, InterruptedException {
		long start = System.nanoTime();
		this.out
			.println("compare: commit " + System.getProperty("compare.commit", "unknown") + ", " + Machine.describe());
		String busy = Machine.busy();
		if (!busy.isEmpty()) {
			this.out.println(busy);
		}
		List<StepResult> results = new ArrayList<>();
		List<Step> steps = this.options.steps();
		for (Step step : steps) {
			List<String> missing = Workloads.named(step.workload()).place().missing();
			if (!missing.isEmpty()) {
				this.out.println("compare: " + step.workload() + " will be SKIPPED: there is no "
						+ String.join(", ", missing) + " here");
			}
		}
		for (Step step : steps) {
			String title = String.format(Locale.ROOT, "[%d/%d %ds] %s", results.size() + 1, steps.size(),
					Duration.ofNanos(System.nanoTime() - start).toSeconds(), step.workload());
			results.add(new StepRun(title, this.options, this.certificates, this.out).run(step));
		}
		if (this.options.start()) {
			new StartRun(this.certificates, this.options.launch(), this.out).run(this.options.rounds())
				.forEach(this.out::println);
			return true;
		}
		if (this.options.mesh()) {
			new MeshRun(this.certificates, this.options.launch(), this.out).run(this.options.rounds())
				.forEach(this.out::println);
			return true;
		}
		List<String> idle = new ArrayList<>();
		for (String subject : this.options.idle()) {
			this.out.println("[idle] " + subject);
			idle.add(IdleRun.run(subject, this.certificates, this.options.launch()));
		}
		report(results);
		idle.forEach(this.out::println);
		String part = this.options.part();
		String docs = System.getProperty("compare.docs", "");
		if (part != null && !docs.isEmpty()) {
			List<Comparison> comparisons = results.stream().flatMap((result) -> result.comparisons().stream()).toList();
			new Documentation(Path.of(docs)).write(part, MarkdownReport.lines(about(), results, idle),
					RatioChart.lines("ours / peer: larger is better", comparisons));
			this.out.println("compare: written to " + docs);
		}
		return results.stream().allMatch((result) -> result.failures().isEmpty());
	}

	private List<String> about() {
		return List.of(
				String.format(Locale.ROOT, "Machine: %s; commit %s, %s.", Machine.describe(),
						System.getProperty("compare.commit", "unknown"), LocalDate.now(ZoneOffset.UTC)),
				String.format(Locale.ROOT,
						"Command: `%s`; %d rounds of %d ms for each subject, after a warm-up of at most %d s.",
						String.join(" ", this.options.command()), this.options.rounds(),
						this.options.window().toMillis(), this.options.warmUps()));
	}

	private void report(List<StepResult> results) {
		this.out.println();
		this.out.println(Row.HEAD);
		results.stream().flatMap((result) -> result.rows().stream()).map(Row::line).forEach(this.out::println);
		this.out.println();
		results.stream().flatMap((result) -> result.gaps().stream()).forEach(this.out::println);
		results.stream()
			.flatMap((result) -> result.comparisons().stream())
			.map(Comparison::ratioLine)
			.forEach(this.out::println);
		results.stream().flatMap((result) -> result.added().stream()).map(AddedCost::line).forEach(this.out::println);
	}

	private static void deleteAll(Path directory) throws IOException {
		List<Path> files;
		try (Stream<Path> walk = Files.walk(directory)) {
			files = walk.sorted(Comparator.reverseOrder()).toList();
		}
		for (Path file : files) {
			Files.delete(file);
		}
	}

}
