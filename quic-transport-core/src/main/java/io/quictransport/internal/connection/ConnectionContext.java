package io.quictransport.internal.connection;

import java.util.function.LongFunction;
import java.util.function.LongSupplier;

import io.quictransport.internal.loop.LoopCounter;
import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.wire.Hello;

/**
 * Holds what all connections of one event loop share.
 *
 * @param loop the event loop of the connections
 * @param clock the monotonic time in nanoseconds
 * @param settings how connections behave
 * @param counters the counters of the transport
 * @param bursts counts the bursts of frames that were written; confined to the loop
 * @param beforeFlush gathers what other threads have ready for the connections
 * @param hello makes this node's HELLO for a connection of a generation
 */
public record ConnectionContext(LoopTasks loop, LongSupplier clock, ConnectionSettings settings,
		TransportCounters counters, LoopCounter bursts, Runnable beforeFlush, LongFunction<Hello> hello) {

	long now() {
		return this.clock.getAsLong();
	}

}
