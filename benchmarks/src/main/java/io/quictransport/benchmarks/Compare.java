package io.quictransport.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.quictransport.benchmarks.subject.PemIdentity;
import io.quictransport.benchmarks.subject.Subject;

/**
 * Runs the workloads over the transport and over its peers, in turn, and prints how they
 * compare.
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
	 * Runs what the options say; the exit status is 0 when all comparisons were made.
	 * @param args see {@link CompareOptions#USAGE}
	 */
	public static void main(String[] args) throws Exception {
		if (List.of(args).contains("--help")) {
			System.out.print(CompareOptions.USAGE);
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
		try {
			PemIdentity.createAll(certificates);
			if (options.recordings() != null) {
				Files.createDirectories(options.recordings());
			}
			new Compare(options, certificates, System.out).run();
		}
		finally {
			deleteAll(certificates);
		}
	}

	private void run() throws IOException, InterruptedException {
		this.out
			.println("compare: commit " + System.getProperty("compare.commit", "unknown") + ", " + Machine.describe());
		String busy = Machine.busy();
		if (!busy.isEmpty()) {
			this.out.println(busy);
		}
		List<Comparison> comparisons = new ArrayList<>();
		int all = this.options.workloads().size() * this.options.peers().size();
		for (Subject peer : this.options.peers()) {
			for (Workload workload : this.options.workloads()) {
				String step = "[" + (comparisons.size() + 1) + "/" + all + "] " + workload.name();
				comparisons.add(compare(step, workload, this.options.subject(), peer));
			}
		}
		this.out.println();
		this.out.println(Comparison.TABLE_HEAD);
		comparisons.stream().flatMap((comparison) -> comparison.rows().stream()).forEach(this.out::println);
		this.out.println();
		comparisons.stream().map(Comparison::ratioLine).forEach(this.out::println);
	}

	private Comparison compare(String step, Workload workload, Subject one, Subject other)
			throws IOException, InterruptedException {
		this.out.println(step + ": starting " + one.name() + " and " + other.name());
		try (RunningSubject ours = start(one, workload); RunningSubject peer = start(other, workload)) {
			this.out.println(step + ": warming up");
			ours.warmUp(this.options.warmUps());
			peer.warmUp(this.options.warmUps());
			List<Round> oursResults = new ArrayList<>();
			List<Round> peerResults = new ArrayList<>();
			for (int round = 1; round <= this.options.rounds(); round++) {
				oursResults.add(ours.run(this.options.window()));
				peerResults.add(peer.run(this.options.window()));
				this.out.printf(Locale.ROOT, "%s: round %d of %d, %s %.0f/s, %s %.0f/s%n", step, round,
						this.options.rounds(), one.name(), oursResults.get(round - 1).perSecond(), other.name(),
						peerResults.get(round - 1).perSecond());
			}
			return new Comparison(workload.name(), one.name(), other.name(), oursResults, peerResults);
		}
	}

	private RunningSubject start(Subject subject, Workload workload) throws IOException, InterruptedException {
		return RunningSubject.start(subject.name(), workload.name(), this.certificates, this.options.recordings());
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
