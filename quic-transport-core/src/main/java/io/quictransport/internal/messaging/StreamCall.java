package io.quictransport.internal.messaging;

import java.util.concurrent.TimeUnit;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.NetworkMessage;
import io.quictransport.StreamOpening;
import io.quictransport.internal.messaging.Call.CallOwner;
import io.quictransport.internal.wire.StreamFrames;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the opening of a stream of messages until the peer has admitted it. Unlike a
 * message it is never sent twice: the peer would serve two streams.
 */
final class StreamCall extends Call<MessageStream> {

	private static final byte[] NO_PAYLOAD = {};

	private final StreamOpening opening;

	private final @Nullable Long streamDeadline;

	/**
	 * Makes the opening of a stream.
	 * @param owner takes the call
	 * @param opening the opening that the caller requests
	 * @param deadline by when the peer must have admitted it
	 * @param streamDeadline when the stream must have ended, null for never
	 */
	StreamCall(CallOwner owner, StreamOpening opening, long deadline, @Nullable Long streamDeadline) {
		super(owner, NetworkMessage.request(opening.peer(), opening.path(), NO_PAYLOAD).withHeaders(opening.headers()),
				deadline);
		this.opening = opening;
		this.streamDeadline = streamDeadline;
	}

	StreamOpening opening() {
		return this.opening;
	}

	@Nullable Long streamDeadline() {
		return this.streamDeadline;
	}

	/** The frame for the peer, with the first credit for its items. */
	StreamFrames.Open frame(long credit, long now) {
		Long at = this.streamDeadline;
		long left = (at != null) ? Math.max(1, TimeUnit.NANOSECONDS.toMillis(at - now)) : 0;
		return new StreamFrames.Open(left, credit, this.opening.path(), this.opening.headers());
	}

	/** The peer has admitted the stream. */
	void admitted(PeerStream stream) {
		if (!resolve(stream)) {
			stream.giveUp(ErrorCode.CANCELLED, "the opener has cancelled");
		}
	}

	@Override
	boolean isRepeatable() {
		return false;
	}

}
