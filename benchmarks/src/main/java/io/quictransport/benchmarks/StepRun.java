package io.quictransport.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs one step: starts its subjects, warms each up, and lets them run in turn, round by
 * round. A subject that fails is excluded from then on.
 */
final class StepRun {

	private final String title;

	private final CompareOptions options;

	private final Path certificates;

	private final PrintStream out;

	private final List<String> failures = new ArrayList<>();

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
			try {
				Round done = subject.run(this.options.window());
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

	private void failed(Workload workload, String subject, IOException cause) {
		this.failures.add("FAILED " + workload.name() + " " + subject + " " + cause.getMessage());
		say(subject + " has failed: " + cause.getMessage());
	}

	private void say(String text) {
		this.out.println(this.title + ": " + text);
	}

}
