package io.quictransport.internal.peer;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.messaging.Messaging;
import io.quictransport.internal.peer.DialContext.AddressConnector;

/**
 * Holds what the peers of one event loop share during a run.
 *
 * @param self this node
 * @param settings how peers are dialled and accepted
 * @param loop the event loop of the peers
 * @param clock the monotonic time in nanoseconds
 * @param counters the counters of the transport
 * @param unreached the peers that are wanted and not connected
 * @param events notifies the listeners of peers
 * @param recordings the connections that are to be recorded
 * @param lookups runs what may block, such as the look-up of a host name
 * @param messaging the state that the messages of these peers share
 */
record PeerContext(LocalNode self, PeerSettings settings, LoopTasks loop, LongSupplier clock,
		TransportCounters counters, UnreachedPeers unreached, PeerEvents events, Recordings recordings,
		TaskRunner lookups, Messaging messaging) {

	DialContext dialling(AddressConnector connector) {
		return new DialContext(this.settings, this.loop, this.clock, this.counters, connector,
				(most) -> ThreadLocalRandom.current().nextLong(most + 1), this.self::isDenied);
	}

	long now() {
		return this.clock.getAsLong();
	}

}
