package io.quictransport.nodes;

import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * States what is known of a published message at one node.
 *
 * @param state what is known
 * @param failure why it is not acknowledged, null if it is
 */
public record Delivery(State state, @Nullable NetworkException failure) {

	static final Delivery ACKNOWLEDGED = new Delivery(State.ACKNOWLEDGED, null);

	static Delivery failed(NetworkException failure) {
		if (failure.code() == ErrorCode.NO_SUCH_PATH) {
			return new Delivery(State.NOT_SERVED, failure);
		}
		return new Delivery(switch (failure.outcome()) {
			case NOT_SENT -> State.NOT_SENT;
			case NOT_ACCEPTED -> State.REFUSED;
			case UNKNOWN -> State.UNKNOWN;
		}, failure);
	}

	/**
	 * Whether nothing is left to do: the node has the message, or has no use for it.
	 * @return whether it is acknowledged, or the node does not serve the path
	 */
	public boolean isDone() {
		return this.state == State.ACKNOWLEDGED || this.state == State.NOT_SERVED;
	}

	/**
	 * Tells what is known of a message at a node.
	 */
	public enum State {

		/** The node has admitted it: it is queued for its handlers. */
		ACKNOWLEDGED,

		/**
		 * It was not sent, because the node was away until the deadline, or this node has
		 * too much to send to it: the node does not have it, nor will
		 * ({@link Outcome#NOT_SENT}).
		 */
		NOT_SENT,

		/** The node has refused it, and will not handle it. */
		REFUSED,

		/** The node has no handler for the path. */
		NOT_SERVED,

		/** The node may have it or not, as the connection was lost or no answer came. */
		UNKNOWN

	}

}
