package io.quictransport.internal.messaging;

import io.quictransport.NetworkMessage;
import io.quictransport.internal.connection.FrameOutput;
import io.quictransport.internal.wire.MessageFrames;

/**
 * Asks whether what a lane has carried has arrived, where no answer tells: a handler may
 * take long. The question is a one-way message with an id that no message has, so that
 * the peer acknowledges it like any other and does nothing else. All is done when the
 * lane is looked at, so that messages cost nothing. Confined to the event loop.
 */
final class LaneProbe {

	/** The id of what is no message. */
	static final long ID = 0;

	/** A frame has a path; of this one it says nothing. */
	private static final String PATH = "probe";

	/** How many answers had come when the lane was looked at. */
	private long answered;

	/** How many of its sequences no answer is counted for. */
	private long unanswerable;

	/** How many of those the last question has come behind. */
	private long asked;

	/** A message is waited for no more: whether it has arrived stays to be asked. */
	void givenUp() {
		this.unanswerable++;
	}

	/**
	 * Looks whether answers have come since the last look.
	 * @param resolved how many of the lane's sequences nobody waits for
	 */
	boolean hasMoved(long resolved) {
		long count = resolved - this.unanswerable;
		boolean moved = count != this.answered;
		this.answered = count;
		return moved;
	}

	/** Whether something was given up that may not have arrived. */
	boolean isDoubtful() {
		return this.unanswerable != this.asked;
	}

	/**
	 * Asks.
	 * @param context what the lane shares
	 * @param lane the lane
	 * @param sequence the lane's next one
	 * @param output where to
	 * @return what the peer is to acknowledge
	 */
	Call<?> ask(SessionContext context, Carrier lane, long sequence, FrameOutput output) {
		Call<?> question = new EventCall(context.calls(), NetworkMessage.event(context.peer(), PATH, new byte[0]), 0);
		question.carriedBy(lane, sequence);
		MessageFrames.writeMessage(output.buffer(), ID, 1, question.message());
		this.unanswerable++;
		this.asked = this.unanswerable;
		return question;
	}

}
