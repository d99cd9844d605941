package io.quictransport.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Holds the results of a step.
 *
 * @param step the step
 * @param workload its workload
 * @param subjects those that ran to the end
 * @param failures a line for each that did not
 * @param skipped why the step could not be made here, null if it was made
 */
record StepResult(Step step, Workload workload, List<RunningSubject> subjects, List<String> failures,
		@Nullable String skipped) {

	static StepResult skipped(Step step, Workload workload, @Nullable String reason) {
		return new StepResult(step, workload, List.of(), List.of(), (reason != null) ? reason : "unknown");
	}

	List<Row> rows() {
		return this.subjects.stream()
			.map((subject) -> Row.of(this.workload.name(), subject.name(), subject.rounds()))
			.toList();
	}

	/**
	 * The subject against each of its peers, the raw codec against TCP and observed
	 * applications against the transport.
	 */
	List<Comparison> comparisons() {
		List<Comparison> comparisons = new ArrayList<>();
		List<Round> ours = rounds(this.step.subject());
		for (String peer : this.step.peers()) {
			add(comparisons, peer, ours, rounds(peer));
		}
		List<Round> tcp = rounds(Subjects.TCP_TLS);
		for (String raw : List.of(Subjects.RAW, Subjects.RAW_ONE_STREAM)) {
			add(comparisons, raw + "/" + Subjects.TCP_TLS, rounds(raw), tcp);
		}
		add(comparisons, Subjects.ANNOTATED_OBSERVED + "/" + Subjects.CORE, rounds(Subjects.ANNOTATED_OBSERVED),
				rounds(Subjects.CORE));
		return comparisons;
	}

	/** What applications on the starter spend beyond the transport itself. */
	List<AddedCost> added() {
		List<Round> core = rounds(Subjects.CORE);
		return Stream.of(Subjects.ANNOTATED, Subjects.ANNOTATED_OBSERVED, Subjects.ANNOTATED_TIMED)
			.filter((name) -> !core.isEmpty() && !rounds(name).isEmpty())
			.map((name) -> AddedCost.of(this.workload, name, rounds(name), Subjects.CORE, core))
			.toList();
	}

	private void add(List<Comparison> comparisons, String against, List<Round> one, List<Round> other) {
		if (!one.isEmpty() && !other.isEmpty()) {
			comparisons.add(Comparison.of(this.workload, against, one, other));
		}
	}

	private List<Round> rounds(String name) {
		return this.subjects.stream()
			.filter((subject) -> subject.name().equals(name))
			.map(RunningSubject::rounds)
			.findFirst()
			.orElse(List.of());
	}

	/** The lines about what was not measured. */
	List<String> gaps() {
		if (this.skipped == null) {
			return this.failures;
		}
		return this.step.peers()
			.stream()
			.map((peer) -> "SKIPPED " + this.workload.name() + " " + peer + " " + this.skipped)
			.toList();
	}

}
