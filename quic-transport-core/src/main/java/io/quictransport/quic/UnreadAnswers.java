package io.quictransport.quic;

import java.util.function.Consumer;

import io.netty.channel.ChannelFuture;

/**
 * What a peer has been answered on one connection and has not read. Its requests are
 * remembered until it has settled them, which bounds the answers of a peer that keeps to
 * the rules; one that settles what it has not read, or asks the same again and again, is
 * refused from a limit on, and cut off when it goes on even so. Confined to the event
 * loop.
 */
final class UnreadAnswers {

	private final Consumer<String> cutOff;

	private final long full;

	private final long mostOnLanes;

	private long onLanes;

	private long inTransfers;

	/**
	 * Counts for one connection.
	 * @param limits this node's limits
	 * @param cutOff closes the connection, with a reason
	 */
	UnreadAnswers(TransportLimits limits, Consumer<String> cutOff) {
		this.cutOff = cutOff;
		this.full = Inbound.mostAnswered(limits);
		// What may come on top of a full memory: one answer of each handler, and refusals
		// for all that was on its way here.
		this.mostOnLanes = 2 * this.full + (long) limits.maxHandlers() * StreamPool.LARGE;
	}

	/** Whether the peer must read before it is answered anew. */
	boolean isFull() {
		return this.onLanes + this.inTransfers >= this.full;
	}

	/** Bytes that a lane could not get rid of at once. */
	void written(int bytes, ChannelFuture taken) {
		boolean before = this.onLanes > this.mostOnLanes;
		this.onLanes += bytes;
		taken.addListener((done) -> this.onLanes -= bytes);
		if (!before && this.onLanes > this.mostOnLanes) {
			this.cutOff.accept("the peer leaves " + this.onLanes + " bytes of answers unread");
		}
	}

	/** An answer waits for a stream of its own. */
	void transferBegins(int bytes) {
		this.inTransfers += bytes;
	}

	/** The stream of such an answer is at its end. */
	void transferEnded(int bytes) {
		this.inTransfers -= bytes;
	}

}
