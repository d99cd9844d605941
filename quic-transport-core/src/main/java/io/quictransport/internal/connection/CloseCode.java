package io.quictransport.internal.connection;

import io.quictransport.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * States in CONNECTION_CLOSE why an end closes a connection. The end that accepted it
 * uses the application's form of the frame, the end that dialled it the transport's, with
 * a number that QUIC does not use.
 *
 * <p>
 * A dialling end cannot know whether the peer's HANDSHAKE_DONE has arrived, and until
 * then an application's close may not leave (RFC 9000, section 10.2.3). The codec then
 * sends packets without it for ever, once a timeout has made it ask for an answer to its
 * handshake. The transport's form leaves in any state.
 *
 * @param application whether it is the application's form of the frame
 * @param number the number in the frame
 */
record CloseCode(boolean application, int number) {

	/** What is added to an error's number in the transport's form. */
	private static final int TRANSPORT = 0x10000;

	/** What an end states. */
	static CloseCode of(ErrorCode code, boolean dialled) {
		return new CloseCode(!dialled, dialled ? TRANSPORT + code.number() : code.number());
	}

	/** The error that the other end states, null if it is none of this protocol. */
	@Nullable ErrorCode error() {
		return ErrorCode.ofNumber(this.application ? this.number : this.number - TRANSPORT);
	}

	/** Whether QUIC itself has failed, rather than that an end has closed. */
	boolean isOfQuic() {
		return !this.application && this.number < TRANSPORT;
	}

}
