package io.quictransport.testing.history;

import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Records one thing that happened to a message.
 *
 * @param message the message
 * @param what what happened
 * @param outcome what a failed sender was told, else null
 * @param detail for people
 */
public record Entry(Message message, What what, @Nullable Outcome outcome, String detail) {

	@Override
	public String toString() {
		return this.message + " " + this.what + ((this.outcome != null) ? " " + this.outcome : "")
				+ (this.detail.isEmpty() ? "" : " (" + this.detail + ")");
	}

	/**
	 * Says what happened.
	 */
	public enum What {

		/** The sender has submitted it. */
		SENT,

		/** The sender was told that it is answered, or acknowledged. */
		SUCCEEDED,

		/** The sender was told that it failed, and with what outcome. */
		FAILED,

		/** A handler has begun with it. */
		BEGAN,

		/** The handler has ended. */
		ENDED

	}

}
