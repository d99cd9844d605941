package io.quictransport.quic;

import org.jspecify.annotations.Nullable;

/**
 * What has gone to and come from one peer, or all of them: messages and payload bytes.
 * What is counted for a peer counts for all, too. Changed on the event loop only.
 */
final class Traffic {

	private final @Nullable Traffic all;

	final LoopCounter messagesSent = new LoopCounter();

	final LoopCounter messagesReceived = new LoopCounter();

	final LoopCounter bytesSent = new LoopCounter();

	final LoopCounter bytesReceived = new LoopCounter();

	/** Counts for one peer. */
	Traffic(Traffic all) {
		this.all = all;
	}

	/** Counts for all peers. */
	Traffic() {
		this.all = null;
	}

	void sent(int bytes) {
		if (this.all != null) {
			this.all.sent(bytes);
		}
		this.messagesSent.add(1);
		this.bytesSent.add(bytes);
	}

	void received(int bytes) {
		if (this.all != null) {
			this.all.received(bytes);
		}
		this.messagesReceived.add(1);
		this.bytesReceived.add(bytes);
	}

}
