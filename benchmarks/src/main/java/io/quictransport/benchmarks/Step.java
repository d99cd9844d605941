package io.quictransport.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Names one workload and all subjects that run it in turn.
 *
 * @param workload the workload
 * @param subject what is compared
 * @param peers what it is compared with
 */
record Step(String workload, String subject, List<String> peers) {

	/** The same with only some of the peers. */
	Step with(Predicate<String> wanted) {
		return new Step(this.workload, this.subject, this.peers.stream().filter(wanted).toList());
	}

	List<String> subjects() {
		List<String> all = new ArrayList<>();
		all.add(this.subject);
		all.addAll(this.peers);
		return all;
	}

}
