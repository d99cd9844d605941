package io.quictransport.internal.messaging;

import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.wire.ControlFrames.Settled;

/**
 * Remembers the streams on which the large messages of one peer have arrived, until the
 * peer has settled them: as long as it may ask, a GOAWAY must list what was admitted.
 * Confined to the event loop.
 */
final class AdmittedTransfers {

	/** The number that a GOAWAY lists. */
	static final int MOST = 4096;

	private final NavigableMap<Long, Place> byMessage = new TreeMap<>();

	/**
	 * A message has arrived; of several copies the last counts, since the peer waits on
	 * its stream.
	 * @return false if it is not remembered, because the peer must settle others first
	 */
	boolean add(long messageId, ConnectionLink connection, long streamId) {
		if (this.byMessage.size() >= MOST && !this.byMessage.containsKey(messageId)) {
			return false;
		}
		this.byMessage.put(messageId, new Place(connection, streamId));
		return true;
	}

	/** The peer has resolved these messages. */
	void settled(Settled settled) {
		if (this.byMessage.isEmpty()) {
			return;
		}
		this.byMessage.headMap(settled.lowest()).clear();
		for (long id : settled.above()) {
			this.byMessage.remove(id);
		}
	}

	/** The streams of one connection whose messages are admitted and not settled. */
	Set<Long> streamsOf(ConnectionLink connection) {
		Set<Long> streams = new HashSet<>();
		this.byMessage.values().forEach((place) -> {
			if (place.connection() == connection) {
				streams.add(place.streamId());
			}
		});
		return streams;
	}

	/** Another incarnation of the peer is connected, which assigns the ids again. */
	void reset() {
		this.byMessage.clear();
	}

	/** A connection is closed: the peer can no longer ask about it. */
	void connectionClosed(ConnectionLink connection) {
		this.byMessage.values().removeIf((place) -> place.connection() == connection);
	}

	/**
	 * Identifies where a message has arrived.
	 *
	 * @param connection the connection
	 * @param streamId the stream
	 */
	private record Place(ConnectionLink connection, long streamId) {
	}

}
