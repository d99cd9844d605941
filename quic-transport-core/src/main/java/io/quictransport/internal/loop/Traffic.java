package io.quictransport.internal.loop;

import org.jspecify.annotations.Nullable;

/**
 * What has gone to and come from one peer, or all of them: messages and payload bytes.
 * What is counted for a peer counts for all, too. Changed on the event loop only.
 */
public final class Traffic {

	private final @Nullable Traffic all;

	public final LoopCounter messagesSent = new LoopCounter();

	public final LoopCounter messagesReceived = new LoopCounter();

	public final LoopCounter bytesSent = new LoopCounter();

	public final LoopCounter bytesReceived = new LoopCounter();

	/** Counts for one peer. */
	public Traffic(Traffic all) {
		this.all = all;
	}

	/** Counts for all peers. */
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
