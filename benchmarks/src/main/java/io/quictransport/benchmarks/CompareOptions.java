package io.quictransport.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Holds the options of a run of {@link Compare}.
 *
 * @param command what was run, word by word
 * @param steps what is compared
 * @param part the part of the documentation that shows it, null if none does
 * @param idle the subjects of which to measure what idle peers cost
 * @param start whether to measure how long clients take to connect
 * @param mesh whether to measure what it takes to connect many nodes to each other
 * @param rounds how often each subject runs
 * @param window how long each time
 * @param warmUps how many windows of a second each subject may take to warm up; half as
 * many it takes at least
 * @param launch how the processes are started
 */
record CompareOptions(List<String> command, List<Step> steps, @Nullable String part, List<String> idle, boolean start,
		boolean mesh, int rounds, Duration window, int warmUps, Launch launch) {

	static final String USAGE = """
			usage: benchmarks/compare --headlines
			       benchmarks/compare --start|--mesh [--rounds N]
			       benchmarks/compare [--targets|--quick|--scaling|--congestion] [--idle] [--workload NAME]... [--subject NAME] [--peer NAME]...
			                          [--rate N] [--rounds N] [--jfr DIRECTORY] [--before JAR]
			  --headlines      measures nothing: takes the first table of docs/performance.md, and its chart, from
			                   docs/performance-data.md
			  --targets        only what the targets name
			  --quick          the ratios of the targets, with shorter and fewer rounds and a shorter warm-up
			  --scaling        how cost grows with the number of peers, lanes and open streams
			  --congestion     CUBIC and BBR on clean paths and on such as lose packets, and larger initial windows
			  --start          how long a client takes from the start of its JVM until it has connected
			  --mesh           what it takes until each of 40 nodes is connected to each other
			  --idle           what idle peers cost, too, which a full run measures anyway; alone, nothing else
			  --workload NAME  runs only this workload; NAME@N sends N messages per second
			  --subject NAME   compares this instead of the transport
			  --peer NAME      compares only with this
			  --rate N         sends N messages per second in every workload that sends messages
			  --rounds N       runs each subject N times
			  --jfr DIRECTORY  writes a flight recording of each process there
			  --before JAR     compares only with the transport of an earlier jar of the core, named before
			workloads: %s
			subjects and peers: %s, ours-lanes-N, raw-lanes-N, ours-loops-N, ours-window-N, ours-streams-N, raw-streams-N
			"""
		.formatted(String.join(", ", Workloads.ALL.stream().map(Workload::name).toList()),
				String.join(", ", Subjects.names()));

	static CompareOptions parse(String... args) {
		Request request = new Request(List.of(args));
		for (int i = 0; i < args.length; i++) {
			Scope scope = Scope.named(args[i]);
			if (scope != null) {
				request.scope = scope;
			}
			else if (args[i].equals("--idle")) {
				request.idle = true;
			}
			else if (i + 1 == args.length) {
				throw new IllegalArgumentException("option " + args[i] + " is unknown or lacks its value");
			}
			else {
				request.take(args[i], args[++i]);
			}
		}
		return request.options();
	}

	/**
	 * How much time is spent on each subject.
	 *
	 * @param rounds how often it runs
	 * @param window how long each time
	 * @param warmUps how many windows of a second it may take to warm up
	 */
	private record Effort(int rounds, Duration window, int warmUps) {

		static final Effort FULL = new Effort(7, Duration.ofSeconds(1), 16);

		/** Many subjects, of which the trend is asked for. */
		static final Effort TREND = new Effort(3, Duration.ofSeconds(1), 8);

		static final Effort QUICK = new Effort(3, Duration.ofMillis(600), 5);

	}

	/**
	 * What is compared where no workload is named.
	 */
	private enum Scope {

		FULL(null, Documentation.COMPARISON, Effort.FULL, Plan::full),

		TARGETS("--targets", Documentation.COMPARISON, Effort.FULL, Plan::targets),

		QUICK("--quick", Documentation.COMPARISON, Effort.QUICK, Plan::quick),

		SCALING("--scaling", "scaling", Effort.TREND, Plan::scaling),

		CONGESTION("--congestion", "congestion", Effort.TREND, Plan::congestion),

		/** Not of messages, like the following. */
		START("--start", null, Effort.FULL, List::of),

		MESH("--mesh", null, Effort.TREND, List::of);

		private final @Nullable String option;

		private final @Nullable String part;

		private final Effort effort;

		private final Supplier<List<Step>> plan;

		Scope(@Nullable String option, @Nullable String part, Effort effort, Supplier<List<Step>> plan) {
			this.option = option;
			this.part = part;
			this.effort = effort;
			this.plan = plan;
		}

		static @Nullable Scope named(String option) {
			return Stream.of(values()).filter((scope) -> option.equals(scope.option)).findFirst().orElse(null);
		}

	}

	/**
	 * The options as they are read.
	 */
	private static final class Request {

		private final List<String> arguments;

		private Scope scope = Scope.FULL;

		private boolean idle;

		private final List<String> workloads = new ArrayList<>();

		private final List<String> peers = new ArrayList<>();

		private @Nullable String subject;

		private int rate;

		private int rounds;

		private @Nullable Path recordings;

		private @Nullable Path before;

		private Request(List<String> arguments) {
			this.arguments = arguments;
		}

		private void take(String option, String value) {
			switch (option) {
				case "--workload" -> this.workloads.add(Workloads.named(value).name());
				case "--peer" -> this.peers.add(Subjects.named(value).name());
				case "--subject" -> this.subject = Subjects.named(value).name();
				case "--rate" -> this.rate = positive(option, value);
				case "--rounds" -> this.rounds = positive(option, value);
				case "--jfr" -> this.recordings = Path.of(value);
				case "--before" -> this.before = existing(option, Path.of(value));
				default -> throw new IllegalArgumentException("option " + option + " is unknown");
			}
		}

		private CompareOptions options() {
			List<Step> planned = this.scope.plan.get();
			List<Step> chosen = isIdleAlone() ? List.of() : this.workloads.isEmpty() ? planned
					: this.workloads.stream().map((name) -> planned(planned, name)).toList();
			Effort effort = this.scope.effort;
			List<String> command = new ArrayList<>(List.of("./benchmarks/compare"));
			command.addAll(this.arguments);
			return new CompareOptions(command, chosen.stream().filter(this::isWanted).map(this::changed).toList(),
					part(), idlers(), this.scope == Scope.START, this.scope == Scope.MESH,
					(this.rounds > 0) ? this.rounds : effort.rounds(), effort.window(), effort.warmUps(),
					new Launch(this.recordings, this.before, List.of()));
		}

		private boolean isIdleAlone() {
			return this.idle && this.scope == Scope.FULL && this.workloads.isEmpty();
		}

		private List<String> idlers() {
			if (!this.idle && (this.scope == Scope.QUICK || !Documentation.COMPARISON.equals(part()))) {
				return List.of();
			}
			return List.of(Subjects.OURS, (this.before != null) ? Subjects.BEFORE : Subjects.RAW);
		}

		private @Nullable String part() {
			if (!this.workloads.isEmpty() || !this.peers.isEmpty() || this.subject != null || this.rate > 0
					|| this.before != null || isIdleAlone()) {
				return null;
			}
			return this.scope.part;
		}

		private static Step planned(List<Step> planned, String workload) {
			return planned.stream()
				.filter((step) -> step.workload().equals(workload))
				.findFirst()
				.orElseGet(() -> Plan.full(workload));
		}

		private Step changed(Step step) {
			String workload = step.workload();
			if (this.rate > 0 && Workloads.named(workload) instanceof MessageWorkload messages) {
				workload = messages.paced(this.rate).name();
			}
			if (this.before != null) {
				return new Step(workload, Subjects.OURS, List.of(Subjects.BEFORE));
			}
			return new Step(workload, (this.subject != null) ? this.subject : step.subject(),
					this.peers.isEmpty() ? step.peers() : this.peers);
		}

		/** Only the core's jar is another, so what stands on the starter stays out. */
		private boolean isWanted(Step step) {
			return this.before == null || !step.workload().startsWith(Workloads.ANNOTATED);
		}

		private static Path existing(String option, Path file) {
			if (!Files.isRegularFile(file)) {
				throw new IllegalArgumentException("option " + option + " is " + file + " but there is no such file");
			}
			return file.toAbsolutePath();
		}

		private static int positive(String option, String value) {
			int number = Integer.parseInt(value);
			if (number < 1) {
				throw new IllegalArgumentException("option " + option + " is " + number + " but must be at least 1");
			}
			return number;
		}

	}

}
