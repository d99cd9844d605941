package io.quictransport.internal.loop;

import org.jspecify.annotations.Nullable;

/**
 * Counts the messages and payload bytes sent to and received from one peer, or all peers.
 * What is counted for one peer also counts for all. Changed on the event loop only.
 */
public final class Traffic {

	private final @Nullable Traffic all;

	public final LoopCounter messagesSent = new LoopCounter();

	public final LoopCounter messagesReceived = new LoopCounter();

	public final LoopCounter bytesSent = new LoopCounter();

	public final LoopCounter bytesReceived = new LoopCounter();

	/** Makes the counters of one peer. */
	public Traffic(Traffic all) {
		this.all = all;
	}

	/** Makes the counters of all peers. */
	public Traffic() {
		this.all = null;
	}

	public void sent(int bytes) {
		if (this.all != null) {
			this.all.sent(bytes);
		}
		this.messagesSent.add(1);
		this.bytesSent.add(bytes);
	}

	public void received(int bytes) {
		if (this.all != null) {
			this.all.received(bytes);
		}
		this.messagesReceived.add(1);
		this.bytesReceived.add(bytes);
	}

}
