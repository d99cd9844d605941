package io.quictransport.internal.messaging;

import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

import io.quictransport.internal.connection.ConnectionLink;
import io.quictransport.internal.wire.Settled;

/**
 * Remembers on which streams the large messages of one peer have come, until the peer has
 * settled them: as long as it may ask, a GOAWAY must list what was admitted. Confined to
 * the event loop.
 */
final class AdmittedTransfers {

	/** As many as a GOAWAY lists. */
	static final int MOST = 4096;

	private final NavigableMap<Long, Place> byMessage = new TreeMap<>();

	/** Whether no more is to be admitted until the peer has settled some. */
	boolean isFull() {
		return this.byMessage.size() >= MOST;
	}

	/**
	 * A message is admitted; of several copies the last counts, since the peer waits
	 * there.
	 */
	void add(long messageId, ConnectionLink connection, long streamId) {
		this.byMessage.put(messageId, new Place(connection, streamId));
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

	/** A connection is gone: nothing can be asked of it any more. */
	void connectionClosed(ConnectionLink connection) {
		this.byMessage.values().removeIf((place) -> place.connection() == connection);
	}

	/**
	 * Where a message has come.
	 *
	 * @param connection the connection
	 * @param streamId the stream
	 */
	private record Place(ConnectionLink connection, long streamId) {
	}

}
