package io.quictransport.quic;

/**
 * Tells the peer from time to time up to which id all messages are resolved, so that it
 * can forget them. Confined to the event loop.
 */
final class Settlement {

	/** The peer remembers at most so many resolved messages beside those in flight. */
	static final int MESSAGES = 128;

	/** And so many bytes of their replies. */
	static final int BYTES = 256 * 1024;

	private final PeerState peer;

	private int messages;

	private long bytes;

	Settlement(PeerState peer) {
		this.peer = peer;
	}

	/**
	 * A message is resolved.
	 * @param call the message
	 * @param lowest the lowest id that is not
	 */
	void resolved(Call<?> call, long lowest) {
		this.messages++;
		this.bytes += call.receivedBytes;
		Connection connection = this.peer.live();
		if (connection != null && (this.messages >= MESSAGES || this.bytes >= BYTES)) {
			this.messages = 0;
			this.bytes = 0;
			connection.control().settled(lowest);
		}
	}

}
