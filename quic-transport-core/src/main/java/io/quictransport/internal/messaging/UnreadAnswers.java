package io.quictransport.internal.messaging;

import java.util.function.Consumer;

import io.netty.channel.ChannelFuture;
import io.quictransport.internal.connection.FrameOutput;

/**
 * Counts the answers to a peer on one connection that it has not read. Its requests are
 * remembered until it has settled them, which bounds the answers of a peer that follows
 * the rules; a peer that settles what it has not read, or repeats the same request, is
 * refused from a limit on, and is cut off if it continues. Confined to the event loop.
 */
final class UnreadAnswers implements FrameOutput.Backlog {

	private final Consumer<String> cutOff;

	private final long full;

	private final long mostSmall;

	/** On lanes, or on their own streams in answer to requests that arrived so. */
	private long small;

	private long large;

	/**
	 * Makes the count of one connection.
	 * @param limits this node's limits
	 * @param cutOff closes the connection, with a reason
	 */
	UnreadAnswers(Messaging.Limits limits, Consumer<String> cutOff) {
		this.cutOff = cutOff;
		this.full = Inbound.mostAnswered(limits);
		// What may be added to a full memory: one answer of each handler, and refusals
		// for everything that was in flight to this node.
		this.mostSmall = 2 * this.full + (long) limits.maxHandlers() * StreamPool.LARGE;
	}

	/** Whether the peer must read before it is answered again. */
	boolean isFull() {
		return this.small + this.large >= this.full;
	}

	/** Bytes that a lane could not send at once. */
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
	 * An answer waits for its own stream. The number of large ones is bounded by the
	 * handlers that gave them.
	 */
	void transferBegins(int bytes) {
		if (StreamPool.isLarge(bytes)) {
			this.large += bytes;
		}
		else {
			add(bytes);
		}
	}

	/** The stream of such an answer has ended. */
	void transferEnded(int bytes) {
		if (StreamPool.isLarge(bytes)) {
			this.large -= bytes;
		}
		else {
			this.small -= bytes;
		}
	}

}
