package io.quictransport.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.quictransport.benchmarks.subject.Subject;
import org.jspecify.annotations.Nullable;

/**
 * What a run of {@link Compare} does.
 *
 * @param subject what is compared
 * @param workloads what to run
 * @param peers what to compare with
 * @param rounds how often each subject runs
 * @param window how long each time
 * @param warmUps how many windows of a second each subject may take to warm up
 * @param recordings where to put a flight recording of each process, or null for none
 */
record CompareOptions(Subject subject, List<Workload> workloads, List<Subject> peers, int rounds, Duration window,
		int warmUps, @Nullable Path recordings) {

	static final String USAGE = """
			usage: benchmarks/compare [--quick] [--workload NAME] [--subject NAME] [--peer NAME]
			                          [--rounds N] [--jfr DIRECTORY]
			  --quick          shorter and fewer rounds
			  --workload NAME  runs only this one of %s
			  --subject NAME   compares this instead of the transport
			  --peer NAME      compares only with this one of %s
			  --rounds N       runs each subject N times
			  --jfr DIRECTORY  writes a flight recording of each process there
			""".formatted(Workloads.ALL.stream().map(Workload::name).toList(),
			Subjects.PEERS.stream().map(Subject::name).toList());

	private static final CompareOptions FULL = new CompareOptions(Subjects.OURS, Workloads.ALL, Subjects.PEERS, 7,
			Duration.ofSeconds(1), 20, null);

	private static final int QUICK_ROUNDS = 3;

	private static final Duration QUICK_WINDOW = Duration.ofMillis(700);

	private static final int QUICK_WARM_UPS = 8;

	static CompareOptions parse(String... args) {
		CompareOptions options = FULL;
		for (int i = 0; i < args.length; i++) {
			String option = args[i];
			if (option.equals("--quick")) {
				options = options.quick();
				continue;
			}
			if (++i == args.length) {
				throw new IllegalArgumentException("option " + option + " is unknown or lacks its value");
			}
			options = options.with(option, args[i]);
		}
		return options;
	}

	private CompareOptions quick() {
		return new CompareOptions(this.subject, this.workloads, this.peers, QUICK_ROUNDS, QUICK_WINDOW, QUICK_WARM_UPS,
				this.recordings);
	}

	private CompareOptions with(String option, String value) {
		return switch (option) {
			case "--workload" -> new CompareOptions(this.subject, List.of(Workloads.named(value)), this.peers,
					this.rounds, this.window, this.warmUps, this.recordings);
			case "--subject" -> new CompareOptions(Subjects.named(value), this.workloads, this.peers, this.rounds,
					this.window, this.warmUps, this.recordings);
			case "--peer" -> new CompareOptions(this.subject, this.workloads, List.of(Subjects.peerNamed(value)),
					this.rounds, this.window, this.warmUps, this.recordings);
			case "--rounds" -> new CompareOptions(this.subject, this.workloads, this.peers, positive(option, value),
					this.window, this.warmUps, this.recordings);
			case "--jfr" -> new CompareOptions(this.subject, this.workloads, this.peers, this.rounds, this.window,
					this.warmUps, Path.of(value));
			default -> throw new IllegalArgumentException("option " + option + " is unknown");
		};
	}

	private static int positive(String option, String value) {
		int number = Integer.parseInt(value);
		if (number < 1) {
			throw new IllegalArgumentException("option " + option + " is " + number + " but must be at least 1");
		}
		return number;
	}

}
