package io.quictransport.spring.boot;

import io.quictransport.PeerId;

/**
 * Records connections in qlog format in the directory that
 * {@code quic.transport.qlog.directory} names. A bean of this type exists if that
 * property is set and the transport runs over QUIC. May be called from any thread.
 */
@FunctionalInterface
public interface QuicConnectionRecorder {

	/**
	 * Records the next connection that this node dials to a peer. A connected peer gets
	 * that connection at once, without a gap.
	 * @param peer the peer
	 * @throws io.quictransport.ConfigurationException if the directory cannot be written
	 */
	void recordNextConnection(PeerId peer);

	/**
	 * Ends the recording of a peer, and one that has not begun yet. A connected peer that
	 * is recorded gets a new connection, without a gap.
	 * @param peer the peer
	 */
	default void stopRecording(PeerId peer) {
		throw new UnsupportedOperationException("this recorder cannot end a recording");
	}

}
