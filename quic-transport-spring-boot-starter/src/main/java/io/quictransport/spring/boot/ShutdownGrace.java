package io.quictransport.spring.boot;

import java.time.Duration;

import io.quictransport.internal.text.Log;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;

/**
 * Limits the time that a shutdown waits for work in flight to what Spring grants each of
 * its phases: a node that waits longer would be cut off in the middle.
 */
final class ShutdownGrace {

	private static final Log logger = Log.of(ShutdownGrace.class);

	private static final Duration LEAST_REST = Duration.ofMillis(500);

	private final Duration most;

	ShutdownGrace(ObjectProvider<LifecycleProperties> lifecycle) {
		Duration phase = lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase();
		this.most = phase.minus(rest(phase));
	}

	/** What a phase takes beside the waiting: to close connections, sockets, threads. */
	private static Duration rest(Duration phase) {
		Duration tenth = phase.dividedBy(10);
		Duration half = phase.dividedBy(2);
		Duration wanted = (tenth.compareTo(LEAST_REST) > 0) ? tenth : LEAST_REST;
		return (wanted.compareTo(half) < 0) ? wanted : half;
	}

	Duration limit(Duration wanted) {
		if (wanted.compareTo(this.most) <= 0) {
			return wanted;
		}
		logger.warn("event=grace_shortened grace={} to={} reason=\"spring.lifecycle.timeout-per-shutdown-phase\"",
				wanted, this.most);
		return this.most;
	}

}
