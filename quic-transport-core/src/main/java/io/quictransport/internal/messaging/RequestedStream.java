package io.quictransport.internal.messaging;

import io.quictransport.ErrorCode;
import io.quictransport.internal.loop.TaskRunner;
import io.quictransport.internal.wire.StreamFrames;

/**
 * Represents a stream of messages that another end requests of this node. Confined to the
 * event loop.
 */
interface RequestedStream {

	/** Whether no new work is taken from where the stream comes from. */
	boolean refusesWork();

	/** Admits the stream; its credit is sent by {@link #confirm}. */
	PeerStream admit(StreamFrames.Open read, TaskRunner executor);

	/** Tells the opener that its stream is served. */
	void confirm(PeerStream local, StreamFrames.Open read);

	/** Refuses the stream. */
	void refuse(ErrorCode code, String why);

}
