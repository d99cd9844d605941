package io.quictransport.internal.peer;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.messaging.Messaging;

/**
 * Holds what all peers of one run share.
 *
 * @param self this node
 * @param settings how peers are dialled and accepted
 * @param loop runs everything that concerns the peers
 * @param clock the monotonic time in nanoseconds
 * @param counters what is counted
 * @param events tells listeners of peers
 * @param recordings the connections that are to be recorded
 * @param messaging what the messages of all peers share
 */
public record PeerContext(LocalNode self, PeerSettings settings, LoopTasks loop, LongSupplier clock,
		TransportCounters counters, PeerEvents events, Recordings recordings, Messaging messaging) {

	DialContext dialling() {
		return new DialContext(this.settings, this.loop, this.clock, this.counters,
				(most) -> ThreadLocalRandom.current().nextLong(most + 1), this.self::isDenied);
	}

	long now() {
		return this.clock.getAsLong();
	}

}
