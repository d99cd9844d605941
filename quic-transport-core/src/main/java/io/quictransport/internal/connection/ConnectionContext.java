package io.quictransport.internal.connection;

import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

import io.quictransport.internal.loop.LoopTasks;
import io.quictransport.internal.loop.RateLimit;
import io.quictransport.internal.loop.TransportCounters;
import io.quictransport.internal.wire.ControlFrames.Hello;
import io.quictransport.internal.wire.WireLimits;

/**
 * Holds what all connections of one event loop share.
 *
 * @param loop the event loop of the connections
 * @param clock the monotonic time in nanoseconds
 * @param settings how connections behave
 * @param counters the counters of the transport
 * @param history what is remembered of connections that have ended
 * @param violations limits the lines about peers that break the protocol
 * @param burst is notified of each burst of frames that is written
 * @param beforeFlush gathers what other threads have ready for the connections
 * @param hello makes this node's HELLO for a connection of a generation
 */
public record ConnectionContext(LoopTasks loop, LongSupplier clock, Settings settings, TransportCounters counters,
		ConnectionHistory history, RateLimit.OfPeers violations, Runnable burst, Runnable beforeFlush,
		LongFunction<Hello> hello) {

	long now() {
		return this.clock.getAsLong();
	}

	/**
	 * Defines how long a connection waits, lives and lingers, and what it admits.
	 *
	 * @param handshakeTimeout for each half of the handshake: TLS, then HELLO
	 * @param pingInterval between two PINGs
	 * @param idleTimeout the silence after which the connection is closed
	 * @param drainGrace how long a graceful close waits for work in flight
	 * @param stallTimeout how long a stream may make no progress
	 * @param frameTimeout how long a peer may take to send the rest of a frame
	 * @param maxAge after which a successor is dialled
	 * @param maxStreams the number of streams after which a successor is dialled
	 * @param limits the largest messages that this node admits
	 */
	public record Settings(Duration handshakeTimeout, Duration pingInterval, Duration idleTimeout, Duration drainGrace,
			Duration stallTimeout, Duration frameTimeout, Duration maxAge, int maxStreams, WireLimits limits) {
	}

}
