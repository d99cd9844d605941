package io.quictransport.testing.memory;

import java.time.Duration;

import io.quictransport.ErrorCode;
import io.quictransport.MessageStream;
import io.quictransport.StreamOpening;
import org.jspecify.annotations.Nullable;

/**
 * Tracks a stream that this node opens, until the peer has admitted it.
 */
final class StreamCall extends Call<MessageStream> {

	private final StreamOpening opening;

	/** When the stream must have ended, of System.nanoTime; null for never. */
	private final @Nullable Long streamDeadline;

	/** What the peer has admitted. */
	private @Nullable InMemoryStream there;

	StreamCall(Node node, StreamOpening opening, Duration admission) {
		super(node, Messages.ofOpening(opening), Messages.nanos(admission), (none) -> {
			throw new IllegalStateException("a stream has no reply");
		});
		this.opening = opening;
		Duration timeout = opening.timeout();
		this.streamDeadline = (timeout != null) ? System.nanoTime() + Messages.nanos(timeout) : null;
	}

	StreamOpening opening() {
		return this.opening;
	}

	@Nullable Long streamDeadline() {
		return this.streamDeadline;
	}

	@Override
	void arrive(Inbound receiver) {
		receiver.streams().open(this);
	}

	void admittedThere(InMemoryStream stream) {
		this.there = stream;
	}

	@Override
	void cancelThere() {
		InMemoryStream admitted = this.there;
		if (admitted != null) {
			admitted.giveUp(ErrorCode.CANCELLED, "the opener waits no longer");
		}
	}

}
