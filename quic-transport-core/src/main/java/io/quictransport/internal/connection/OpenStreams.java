package io.quictransport.internal.connection;

import io.quictransport.internal.loop.TransportCounters;

/**
 * Counts the open QUIC streams of a connection, and those of all connections with them.
 * Confined to the event loop.
 */
final class OpenStreams {

	private final TransportCounters all;

	private int count;

	OpenStreams(TransportCounters all) {
		this.all = all;
	}

	void opened() {
		this.count++;
		this.all.streams.increment();
		this.all.streamsOpened.increment();
	}

	void closed() {
		this.count--;
		this.all.streams.decrement();
	}

	int count() {
		return this.count;
	}

}
