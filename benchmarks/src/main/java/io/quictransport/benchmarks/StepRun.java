package io.quictransport.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Runs one step: starts its subjects, warms each up, and lets them run in turn, round by
 * round. A subject that fails is excluded from then on.
 */
final class StepRun {

	/** Subjects that wait for their turn may use this part of the processors. */
	private static final double WAITING_PART = 0.02;

	private final String title;

	private final CompareOptions options;

	private final Path certificates;

	private final PrintStream out;

	private final List<String> failures = new ArrayList<>();

	private final Set<String> warned = new HashSet<>();

	StepRun(String title, CompareOptions options, Path certificates, PrintStream out) {
		this.title = title;
		this.options = options;
		this.certificates = certificates;
		this.out = out;
	}

	StepResult run(Step step) throws InterruptedException {
		Workload workload = Workloads.named(step.workload());
		List<RunningSubject> running = new ArrayList<>();
		try (Site site = workload.place().open()) {
			try {
				for (String subject : step.subjects()) {
					prepare(subject, workload, site, running);
				}
				for (int round = 1; round <= this.options.rounds() && !running.isEmpty(); round++) {
					round(workload, round, running);
				}
			}
			finally {
				for (RunningSubject subject : running) {
					subject.close();
				}
			}
		}
		catch (IOException ex) {
			say("SKIPPED: " + ex.getMessage());
			return StepResult.skipped(step, workload, ex.getMessage());
		}
		return new StepResult(step, workload, running, this.failures, null);
	}

	private void prepare(String subject, Workload workload, Site site, List<RunningSubject> running)
			throws InterruptedException {
		say("starting and warming up " + subject);
		try {
			RunningSubject started = RunningSubject.start(subject, workload, site, this.certificates,
					this.options.launch());
			try {
				int seconds = started.warmUp(this.options.warmUps() * workload.warmUpFactor());
				say(subject + " was warmed up for " + seconds + " s");
				running.add(started);
			}
			catch (IOException ex) {
				started.close();
				throw ex;
			}
		}
		catch (IOException ex) {
			failed(workload, subject, ex);
		}
	}

	private void round(Workload workload, int round, List<RunningSubject> running) throws InterruptedException {
		StringBuilder reached = new StringBuilder();
		for (RunningSubject subject : List.copyOf(running)) {
			Waiting waiting = Waiting.beside(subject, running);
			try {
				Round done = subject.run(this.options.window());
				warnOf(waiting);
				reached.append(String.format(Locale.ROOT, ", %s %.0f/s p50 %.0f us p99 %.0f us", subject.name(),
						done.perSecond(), done.reached().p50Micros(), done.reached().p99Micros()));
			}
			catch (IOException ex) {
				failed(workload, subject.name(), ex);
				running.remove(subject);
				subject.close();
			}
		}
		say("round " + round + " of " + this.options.rounds() + reached);
	}

	private void warnOf(Waiting waiting) {
		for (Map.Entry<String, Double> used : waiting.parts().entrySet()) {
			if (used.getValue() > WAITING_PART && this.warned.add(used.getKey())) {
				say(String.format(Locale.ROOT,
						"WARNING: while others were measured, %s used %.0f %% of the CPUs: compare it apart from them",
						used.getKey(), used.getValue() * 100));
			}
		}
	}

	private void failed(Workload workload, String subject, IOException cause) {
		this.failures.add("FAILED " + workload.name() + " " + subject + " " + cause.getMessage());
		say(subject + " has failed: " + cause.getMessage());
	}

	private void say(String text) {
		this.out.println(this.title + ": " + text);
	}

	/**
	 * Watches the subjects that wait while another runs: what they use is taken from it.
	 *
	 * @param begun when that began, by the monotonic clock
	 * @param before the processor time that each had used by then
	 */
	private record Waiting(long begun, Map<RunningSubject, Duration> before) {

		static Waiting beside(RunningSubject subject, List<RunningSubject> running) {
			Map<RunningSubject, Duration> before = new LinkedHashMap<>();
			running.stream().filter((other) -> other != subject).forEach((other) -> before.put(other, other.cpu()));
			return new Waiting(System.nanoTime(), before);
		}

		/** Which part of the processors each has used since then, by its name. */
		Map<String, Double> parts() {
			double available = (double) (System.nanoTime() - this.begun) * Runtime.getRuntime().availableProcessors();
			Map<String, Double> parts = new LinkedHashMap<>();
			this.before
				.forEach((other, then) -> parts.put(other.name(), other.cpu().minus(then).toNanos() / available));
			return parts;
		}

	}

}
