package io.quictransport.internal.peer;

import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportCounters;

/**
 * Holds what the dials of one run share.
 *
 * @param settings how peers are dialled
 * @param loop runs the dials
 * @param clock the monotonic time in nanoseconds
 * @param counters the counters of the transport
 * @param jitter chooses a back-off in milliseconds, up to the given bound
 */
record DialContext(PeerSettings settings, LoopTasks loop, LongSupplier clock, TransportCounters counters,
		LongUnaryOperator jitter) {

	long now() {
		return this.clock.getAsLong();
	}

}
