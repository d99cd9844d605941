package io.quictransport.internal.connection;

import java.nio.charset.StandardCharsets;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClosedChannelException;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.internal.loop.WallTime;
import io.quictransport.internal.text.ForeignText;
import io.quictransport.internal.wire.ControlFrames.Hello;
import org.jspecify.annotations.Nullable;

/**
 * States why a connection ended, from everything that is known: what this node did, what
 * the peer sent in CONNECTION_CLOSE (RFC 9000, section 19.19), TLS alerts (RFC 8446,
 * section 6). It is not an exception: most connections end in good order and no caller is
 * informed, and a stack trace alone would cost more than everything recorded here.
 *
 * @param code why
 * @param detail what happened and how to fix it
 * @param context where it happened
 * @param cause the underlying failure
 */
public record CloseCause(ErrorCode code, String detail, ErrorContext context, @Nullable Throwable cause) {

	private static final int ALERT_BAD_CERTIFICATE = 42;

	private static final int ALERT_UNSUPPORTED_CERTIFICATE = 43;

	private static final int ALERT_CERTIFICATE_EXPIRED = 45;

	private static final int ALERT_UNKNOWN_CA = 48;

	private static final int ALERT_CERTIFICATE_REQUIRED = 116;

	private static final int ALERT_NO_APPLICATION_PROTOCOL = 120;

	/** What QUIC sends of an early application close (RFC 9000, section 10.2.3). */
	private static final int APPLICATION_ERROR = 0x0C;

	/**
	 * Concludes the cause when the peer has closed a connection that it has dialled and
	 * that was not established yet: a peer that gives up a dial does not say why.
	 */
	static CloseCause ofEarlyEvent(QuicConnectionCloseEvent event, ErrorContext context) {
		boolean givenUp = event.error() == 0
				|| (!event.isApplicationClose() && !event.isTlsError() && event.error() == APPLICATION_ERROR);
		return givenUp ? new CloseCause(ErrorCode.DISCONNECTED, "the peer has given up its dial", context, null)
				: ofEvent(event, context);
	}

	/** Takes the code and reason from the peer's close. */
	static CloseCause ofEvent(QuicConnectionCloseEvent event, ErrorContext context) {
		CloseCode stated = new CloseCode(event.isApplicationClose(), event.error());
		if (stated.isOfQuic()) {
			return event.isTlsError() ? ofAlert(QuicConnectionCloseEvent.extractTlsError(event.error()), context)
					: new CloseCause(ErrorCode.CONNECTION_LOST, detailOf(event), context, null);
		}
		ErrorCode code = stated.error();
		String reason = reasonOf(event);
		return new CloseCause((code != null) ? code : ErrorCode.CONNECTION_LOST,
				"the peer closed the connection" + (reason.isEmpty() ? "" : ": " + reason), context, null);
	}

	private static String detailOf(QuicConnectionCloseEvent event) {
		return (event.error() == APPLICATION_ERROR)
				? "the peer has turned the connection away in its handshake, when no reason can be stated"
				: "the peer closed the connection with QUIC error " + event.error() + " " + reasonOf(event);
	}

	private static String reasonOf(QuicConnectionCloseEvent event) {
		try {
			return new String(event.reason(), StandardCharsets.UTF_8);
		}
		catch (NullPointerException ex) {
			// The codec's event throws if asked for a reason that was not given.
			return "";
		}
	}

	private static CloseCause ofAlert(int alert, ErrorContext context) {
		return switch (alert) {
			case ALERT_UNKNOWN_CA -> new CloseCause(ErrorCode.CERTIFICATE_REFUSED,
					"the peer does not trust the CA of this node's certificate; each node needs a certificate"
							+ " of a CA that the other one trusts",
					context, null);
			case ALERT_CERTIFICATE_EXPIRED -> new CloseCause(ErrorCode.CERTIFICATE_REFUSED,
					"the peer finds this node's certificate expired or not yet valid; renew it, or set the clocks right"
							+ " (this node's clock: " + WallTime.now() + ")",
					context, null);
			case ALERT_BAD_CERTIFICATE -> new CloseCause(ErrorCode.CERTIFICATE_REFUSED,
					"the peer does not admit the id in this node's certificate; compare it with the id that the peer"
							+ " dials and with the peer's options allowedPeers and denyList",
					context, null);
			case ALERT_UNSUPPORTED_CERTIFICATE -> new CloseCause(ErrorCode.CERTIFICATE_REFUSED,
					"the peer finds that this node's certificate may not be used this way; its extended key usage"
							+ " needs clientAuth and serverAuth",
					context, null);
			case ALERT_CERTIFICATE_REQUIRED -> new CloseCause(ErrorCode.CERTIFICATE_REQUIRED,
					"the peer wants a certificate and was shown none", context, null);
			case ALERT_NO_APPLICATION_PROTOCOL -> otherProtocol(context, null);
			default ->
				new CloseCause(ErrorCode.HANDSHAKE_FAILED, "the peer refused TLS with alert " + alert, context, null);
		};
	}

	private static CloseCause otherProtocol(ErrorContext context, @Nullable Throwable cause) {
		return new CloseCause(ErrorCode.PROTOCOL_MISMATCH,
				"the peer does not speak " + Hello.ALPN
						+ "; see that the port is a node's, and that both nodes have the same major version",
				context, cause);
	}

	/** Concludes the cause when neither end has stated one. */
	static CloseCause ofSilence(QuicChannel channel, boolean established, @Nullable Throwable seen,
			ErrorContext context) {
		if (seen instanceof NetworkException known && !established) {
			return new CloseCause(known.code(), known.detail(), context, known);
		}
		if (seen != null && seen.getMessage() != null) {
			String text = seen.getMessage();
			if (text.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")) {
				return new CloseCause(ErrorCode.CERTIFICATE_REQUIRED, "the peer showed no certificate", context, seen);
			}
			if (text.contains("NO_APPLICATION_PROTOCOL")) {
				return otherProtocol(context, seen);
			}
		}
		if (seen instanceof ConnectTimeoutException || (!established && isSilence(seen))) {
			return new CloseCause(ErrorCode.CONNECT_TIMEOUT,
					"the peer did not answer in time; is it up, and is UDP let through?", context, seen);
		}
		if (channel.isTimedOut()) {
			return new CloseCause(established ? ErrorCode.IDLE_TIMEOUT : ErrorCode.CONNECT_TIMEOUT,
					established ? "nothing was heard for the idle timeout" : "the peer did not answer", context, seen);
		}
		if (!established) {
			return new CloseCause(ErrorCode.HANDSHAKE_FAILED,
					"TLS did not complete" + ((seen != null) ? ": " + seen : ""), context, seen);
		}
		return new CloseCause(ErrorCode.CONNECTION_LOST, "the connection broke" + ((seen != null) ? ": " + seen : ""),
				context, seen);
	}

	/** The codec's own idle timeout can end a dial before its connect timeout does. */
	private static boolean isSilence(@Nullable Throwable seen) {
		return seen instanceof QuicClosedChannelException closed && closed.event() == null;
	}

	/**
	 * Whether the end of an established connection belongs to what a cluster does as
	 * planned, so that it is no error: nodes stop and drain, connections replace one
	 * another, peers are let go.
	 * @param code why it has ended
	 * @param closedHere whether this node has closed it
	 * @param own the code of this end's GOAWAY, null if it has sent none
	 * @param peer the code of the peer's GOAWAY, null if it has sent none
	 */
	static boolean isPlannedClose(ErrorCode code, boolean closedHere, @Nullable ErrorCode own,
			@Nullable ErrorCode peer) {
		if (isGoodbye(own) || isGoodbye(peer)) {
			return true;
		}
		// A deny list is an order of this node's operator; the peer's is one of another.
		return isPlannedRefusal(code) || (closedHere && code == ErrorCode.PEER_NOT_ALLOWED);
	}

	private static boolean isGoodbye(@Nullable ErrorCode code) {
		return code == ErrorCode.NOT_RUNNING || code == ErrorCode.DISCONNECTED;
	}

	/**
	 * Whether a connection that was not established was refused as planned, by either
	 * end.
	 * @param code why it was refused
	 * @return whether it was
	 */
	public static boolean isPlannedRefusal(ErrorCode code) {
		return switch (code) {
			case NOT_RUNNING, DRAINING, DISCONNECTED, DUPLICATE_CONNECTION, CONNECTION_REPLACED, SELF_CONNECTION ->
				true;
			default -> false;
		};
	}

	/** Whether a dial has failed because nobody has answered. */
	static boolean isSilence(ErrorCode code) {
		return code == ErrorCode.CONNECT_TIMEOUT || code == ErrorCode.NOT_CONNECTED;
	}

	/** Makes the exception for callers that wait for the connection. */
	public NetworkException toException() {
		return NetworkException.of(this.code, Outcome.NOT_SENT, this.detail, this.context, this.cause);
	}

	@Override
	public String toString() {
		return this.code + ": " + ForeignText.line(this.detail) + this.context;
	}

}
