package io.quictransport.internal.messaging;

import java.util.Arrays;
import java.util.function.Supplier;

import io.quictransport.internal.messaging.Outbox.OutboundSession;
import io.quictransport.internal.wire.ControlFrames.Settled;
import org.jspecify.annotations.Nullable;

/**
 * Informs the peer periodically which messages are resolved, so that it can forget them:
 * all below the lowest unresolved one, and by id those above, so that one slow message
 * does not keep the peer from forgetting the rest. Confined to the event loop.
 */
final class Settlement {

	/**
	 * The most resolved messages that the peer remembers in addition to those in flight.
	 */
	static final int MESSAGES = 128;

	/** The most bytes of their replies. */
	static final int BYTES = 256 * 1024;

	private static final long[] NONE = {};

	private final Supplier<@Nullable OutboundSession> live;

	/**
	 * The ids resolved since the peer was last told. Most peers of a large network are
	 * idle and have no array.
	 */
	private long[] resolved = NONE;

	private int messages;

	private long bytes;

	/**
	 * Makes an empty settlement.
	 * @param live the session of the live connection, null if there is none
	 */
	Settlement(Supplier<@Nullable OutboundSession> live) {
		this.live = live;
	}

	/**
	 * A message is resolved.
	 * @param call the message
	 * @param replyBytes the size of the reply, of which the peer keeps a copy
	 * @param unresolved the messages that are not resolved
	 */
	void resolved(Call<?> call, int replyBytes, CallTable unresolved) {
		if (this.messages == MESSAGES) {
			// Without a connection the peer cannot be told; the lowest id will cover most
			// of it.
			this.messages = 0;
		}
		if (this.resolved == NONE) {
			this.resolved = new long[MESSAGES];
		}
		this.resolved[this.messages++] = call.id();
		this.bytes += replyBytes;
		OutboundSession session = this.live.get();
		if (session != null && (this.messages == MESSAGES || this.bytes >= BYTES)) {
			tell(session, unresolved);
		}
	}

	/**
	 * Tells the peer which messages were resolved since the last time.
	 * @param session the connection to tell it over
	 * @param unresolved the messages that are not resolved
	 */
	void tell(OutboundSession session, CallTable unresolved) {
		if (this.messages > 0) {
			long lowest = unresolved.lowestUnresolved();
			session.tellSettled(new Settled(lowest, above(lowest)));
			this.messages = 0;
			this.bytes = 0;
		}
	}

	/** The ids that the lowest unresolved id does not cover. */
	private long[] above(long lowest) {
		long[] above = new long[this.messages];
		int count = 0;
		for (int i = 0; i < this.messages; i++) {
			if (this.resolved[i] > lowest) {
				above[count++] = this.resolved[i];
			}
		}
		return Arrays.copyOf(above, count);
	}

}
