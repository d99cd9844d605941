package io.quictransport.internal.messaging;

import io.quictransport.NetworkMessage;
import io.quictransport.internal.connection.FrameOutput;
import io.quictransport.internal.wire.MessageFrames;

/**
 * Probes whether the messages of a lane have arrived when no answer shows it, since a
 * handler may take long. The probe is a one-way message with an id that no message has,
 * so that the peer acknowledges it like any other and does nothing else. All work is done
 * at the periodic check of the lane, so that messages cost nothing. Confined to the event
 * loop.
 */
final class LaneProbe {

	/** The id of a probe, which no message has. */
	static final long ID = 0;

	/** A frame needs a path; the path of a probe is not used. */
	private static final String PATH = "probe";

	/** The number of answers at the last check of the lane. */
	private long answered;

	/** The number of its sequences for which no answer is counted. */
	private long unanswerable;

	/** The number of those that precede the last probe. */
	private long asked;

	/** A message is no longer waited for: whether it has arrived remains to be probed. */
	void givenUp() {
		this.unanswerable++;
	}

	/**
	 * Checks whether answers have arrived since the last check.
	 * @param resolved the number of the lane's sequences that nobody waits for
	 */
	boolean hasMoved(long resolved) {
		long count = resolved - this.unanswerable;
		boolean moved = count != this.answered;
		this.answered = count;
		return moved;
	}

	/** Whether a message was given up that may not have arrived. */
	boolean isDoubtful() {
		return this.unanswerable != this.asked;
	}

	/**
	 * Sends a probe.
	 * @param context the state shared by the connection
	 * @param lane the lane
	 * @param sequence the lane's next one
	 * @param output the output of the lane
	 * @return the call that the peer is to acknowledge
	 */
	Call<?> ask(SessionContext context, Carrier lane, long sequence, FrameOutput output) {
		Call<?> question = new EventCall(context.calls(), NetworkMessage.message(context.peer(), PATH, new byte[0]), 0);
		question.carriedBy(lane, sequence);
		MessageFrames.writeMessage(output.buffer(), ID, 1, question.message());
		this.unanswerable++;
		this.asked = this.unanswerable;
		return question;
	}

}
