package io.quictransport.internal.peer;

import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

import io.quictransport.PeerId;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportCounters;

/**
 * Holds what the dials of one run share.
 *
 * @param settings how peers are dialled
 * @param loop runs the dials
 * @param clock the monotonic time in nanoseconds
 * @param counters what is counted
 * @param jitter chooses a back-off in milliseconds, up to the bound that it is given
 * @param denied whether an id is not to be dialled at the moment
 */
record DialContext(PeerSettings settings, LoopTasks loop, LongSupplier clock, TransportCounters counters,
		LongUnaryOperator jitter, Predicate<PeerId> denied) {

	long now() {
		return this.clock.getAsLong();
	}

}
