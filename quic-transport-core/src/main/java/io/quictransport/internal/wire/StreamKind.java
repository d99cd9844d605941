package io.quictransport.internal.wire;

/**
 * Tells the kinds of QUIC streams apart, by the first byte that the opener sends.
 */
public final class StreamKind {

	/** The client's first stream. */
	public static final int CONTROL = 0x01;

	/** Many messages, answered on the same stream. */
	public static final int LANE = 0x02;

	/** One large message. */
	public static final int TRANSFER = 0x03;

	/** A stream of messages in both directions. */
	public static final int MESSAGES = 0x04;

	private StreamKind() {
	}

}
