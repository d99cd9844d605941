package io.quictransport.internal.messaging;

import java.util.function.Consumer;

import io.netty.channel.ChannelFuture;
import io.quictransport.internal.connection.FrameOutput;

/**
 * Counts what a peer has been answered on one connection and has not read. Its requests
 * are remembered until it has settled them, which bounds the answers of a peer that keeps
 * to the rules; one that settles what it has not read, or asks the same again and again,
 * is refused from a limit on, and cut off when it goes on even so. Confined to the event
 * loop.
 */
final class UnreadAnswers implements FrameOutput.Backlog {

	private final Consumer<String> cutOff;

	private final long full;

	private final long mostSmall;

	/** On lanes, or alone, as the answer to what has come alone. */
	private long small;

	private long large;

	/**
	 * Counts for one connection.
	 * @param limits this node's limits
	 * @param cutOff closes the connection, with a reason
	 */
	UnreadAnswers(MessagingLimits limits, Consumer<String> cutOff) {
		this.cutOff = cutOff;
		this.full = Inbound.mostAnswered(limits);
		// What may come on top of a full memory: one answer of each handler, and refusals
		// for all that was on its way here.
		this.mostSmall = 2 * this.full + (long) limits.maxHandlers() * StreamPool.LARGE;
	}

	/** Whether the peer must read before it is answered anew. */
	boolean isFull() {
		return this.small + this.large >= this.full;
	}

	/** Bytes that a lane could not get rid of at once. */
	@Override
	public void written(int bytes, ChannelFuture taken) {
		add(bytes);
		taken.addListener((done) -> this.small -= bytes);
	}

	private void add(int bytes) {
		boolean before = this.small > this.mostSmall;
		this.small += bytes;
		if (!before && this.small > this.mostSmall) {
			this.cutOff.accept("the peer leaves " + this.small + " bytes of answers unread");
		}
	}

	/**
	 * An answer waits for a stream of its own. Large ones are as few as the handlers that
	 * gave them.
	 */
	void transferBegins(int bytes) {
		if (StreamPool.isLarge(bytes)) {
			this.large += bytes;
		}
		else {
			add(bytes);
		}
	}

	/** The stream of such an answer is at its end. */
	void transferEnded(int bytes) {
		if (StreamPool.isLarge(bytes)) {
			this.large -= bytes;
		}
		else {
			this.small -= bytes;
		}
	}

}
