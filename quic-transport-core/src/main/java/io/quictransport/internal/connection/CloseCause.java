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

	/** Takes the code and reason from the peer's close. */
	static CloseCause ofEvent(QuicConnectionCloseEvent event, ErrorContext context) {
		CloseCode stated = new CloseCode(event.isApplicationClose(), event.error());
		if (stated.isOfQuic()) {
			return event.isTlsError() ? ofAlert(QuicConnectionCloseEvent.extractTlsError(event.error()), context)
					: new CloseCause(ErrorCode.CONNECTION_LOST,
							"the peer closed the connection with QUIC error " + event.error() + " " + reasonOf(event),
							context, null);
		}
		ErrorCode code = stated.error();
		String reason = reasonOf(event);
		return new CloseCause((code != null) ? code : ErrorCode.CONNECTION_LOST,
				"the peer closed the connection" + (reason.isEmpty() ? "" : ": " + reason), context, null);
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
					"the peer finds this node's certificate expired or not yet valid; renew it, or set the clocks right",
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
					established ? "nothing was heard for the idle time-out" : "the peer did not answer", context, seen);
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

	/** Makes the exception for callers that wait for the connection. */
	public NetworkException toException() {
		return NetworkException.of(this.code, Outcome.NOT_SENT, this.detail, this.context, this.cause);
	}

	@Override
	public String toString() {
		return this.code + ": " + ForeignText.line(this.detail) + this.context;
	}

}
