package io.quictransport.quic;

/**
 * What has gone to and come from one peer, or all of them: messages and payload bytes.
 * Changed on the event loop only.
 */
final class Traffic {

	final LoopCounter messagesSent = new LoopCounter();

	final LoopCounter messagesReceived = new LoopCounter();

	final LoopCounter bytesSent = new LoopCounter();

	final LoopCounter bytesReceived = new LoopCounter();

	void sent(int bytes) {
		this.messagesSent.add(1);
		this.bytesSent.add(bytes);
	}

	void received(int bytes) {
		this.messagesReceived.add(1);
		this.bytesReceived.add(bytes);
	}

}
