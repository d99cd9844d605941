package io.quictransport.quic;

import java.nio.charset.StandardCharsets;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClosedChannelException;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.PeerId;
import io.quictransport.wire.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Says why a connection ended, from all that is known: what this node did, what the peer
 * said in CONNECTION_CLOSE (RFC 9000, section 19.19), TLS alerts (RFC 8446, section 6).
 */
final class CloseCause {

	private static final int ALERT_BAD_CERTIFICATE = 42;

	private static final int ALERT_UNSUPPORTED_CERTIFICATE = 43;

	private static final int ALERT_CERTIFICATE_EXPIRED = 45;

	private static final int ALERT_UNKNOWN_CA = 48;

	private static final int ALERT_CERTIFICATE_REQUIRED = 116;

	private static final int ALERT_NO_APPLICATION_PROTOCOL = 120;

	private CloseCause() {
	}

	/** What the peer said when it closed. */
	static NetworkException ofEvent(QuicConnectionCloseEvent event, ErrorContext context) {
		if (event.isTlsError()) {
			return ofAlert(QuicConnectionCloseEvent.extractTlsError(event.error()), context);
		}
		String reason = reasonOf(event);
		if (event.isApplicationClose()) {
			ErrorCode code = ErrorCode.ofNumber(event.error());
			return exception((code != null) ? code : ErrorCode.CONNECTION_LOST,
					"the peer closed the connection" + (reason.isEmpty() ? "" : ": " + reason), context, null);
		}
		return exception(ErrorCode.CONNECTION_LOST,
				"the peer closed the connection with QUIC error " + event.error() + " " + reason, context, null);
	}

	private static String reasonOf(QuicConnectionCloseEvent event) {
		try {
			return new String(event.reason(), StandardCharsets.UTF_8);
		}
		catch (NullPointerException ex) {
			// The codec's event cannot be asked for a reason that was not given.
			return "";
		}
	}

	private static NetworkException ofAlert(int alert, ErrorContext context) {
		return switch (alert) {
			case ALERT_UNKNOWN_CA -> exception(ErrorCode.CERTIFICATE_REFUSED,
					"the peer does not trust the CA of this node's certificate; each node needs a certificate"
							+ " of a CA that the other one trusts",
					context, null);
			case ALERT_CERTIFICATE_EXPIRED -> exception(ErrorCode.CERTIFICATE_REFUSED,
					"the peer finds this node's certificate expired or not yet valid; renew it, or set the clocks right",
					context, null);
			case ALERT_BAD_CERTIFICATE -> exception(ErrorCode.CERTIFICATE_REFUSED,
					"the peer does not admit the id in this node's certificate; compare it with the id that the peer"
							+ " dials and with the peer's option allowedPeers",
					context, null);
			case ALERT_UNSUPPORTED_CERTIFICATE -> exception(ErrorCode.CERTIFICATE_REFUSED,
					"the peer finds that this node's certificate may not be used this way; its extended key usage"
							+ " needs clientAuth and serverAuth",
					context, null);
			case ALERT_CERTIFICATE_REQUIRED -> exception(ErrorCode.CERTIFICATE_REQUIRED,
					"the peer wants a certificate and was shown none", context, null);
			case ALERT_NO_APPLICATION_PROTOCOL -> otherProtocol(context, null);
			default -> exception(ErrorCode.HANDSHAKE_FAILED, "the peer refused TLS with alert " + alert, context, null);
		};
	}

	private static NetworkException otherProtocol(ErrorContext context, @Nullable Throwable cause) {
		return exception(ErrorCode.PROTOCOL_MISMATCH,
				"the peer does not speak " + Hello.ALPN
						+ "; see that the port is a node's, and that both nodes have the same major version",
				context, cause);
	}

	/** What is left when neither end has said anything. */
	static NetworkException ofSilence(QuicChannel channel, boolean established, @Nullable Throwable seen,
			ErrorContext context) {
		if (seen != null && seen.getMessage() != null) {
			String text = seen.getMessage();
			if (text.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")) {
				return exception(ErrorCode.CERTIFICATE_REQUIRED, "the peer showed no certificate", context, seen);
			}
			if (text.contains("NO_APPLICATION_PROTOCOL")) {
				return otherProtocol(context, seen);
			}
		}
		if (seen instanceof ConnectTimeoutException || (!established && isSilence(seen))) {
			return exception(ErrorCode.CONNECT_TIMEOUT,
					"the peer did not answer in time; is it up, and is UDP let through?", context, seen);
		}
		if (channel.isTimedOut()) {
			return exception(established ? ErrorCode.IDLE_TIMEOUT : ErrorCode.CONNECT_TIMEOUT,
					established ? "nothing was heard for the idle time-out" : "the peer did not answer", context, seen);
		}
		if (!established) {
			return exception(ErrorCode.HANDSHAKE_FAILED, "TLS did not complete" + ((seen != null) ? ": " + seen : ""),
					context, seen);
		}
		return exception(ErrorCode.CONNECTION_LOST, "the connection broke" + ((seen != null) ? ": " + seen : ""),
				context, seen);
	}

	/** The codec's own idle time-out can end a dial before its connect time-out does. */
	private static boolean isSilence(@Nullable Throwable seen) {
		return seen instanceof QuicClosedChannelException closed && closed.event() == null;
	}

	static NetworkException exception(ErrorCode code, String detail, ErrorContext context, @Nullable Throwable cause) {
		return NetworkException.of(code, Outcome.NOT_SENT, detail, context, cause);
	}

	static ErrorContext context(@Nullable PeerId peer, @Nullable Object address, Object state) {
		return ErrorContext.at(peer, address).withState(state);
	}

	/**
	 * What listeners are told when a peer goes down.
	 * @param code why the connection ended
	 * @param closedHere whether this node closed it
	 * @param farewell what the two ends had said of leaving before
	 */
	static DownReason downReason(ErrorCode code, boolean closedHere, Farewell farewell) {
		if (farewell.ownCode() == ErrorCode.NOT_RUNNING) {
			return DownReason.LOCAL_STOP;
		}
		if (farewell.ownCode() == ErrorCode.DISCONNECTED) {
			return DownReason.DISCONNECTED;
		}
		if (farewell.peerCode() == ErrorCode.NOT_RUNNING) {
			return DownReason.PEER_STOPPED;
		}
		if (farewell.peerCode() == ErrorCode.DISCONNECTED) {
			return DownReason.CLOSED_BY_PEER;
		}
		return switch (code) {
			case IDLE_TIMEOUT -> DownReason.IDLE_TIMEOUT;
			case PEER_RESTARTED -> DownReason.RESTARTED;
			case NOT_RUNNING -> closedHere ? DownReason.LOCAL_STOP : DownReason.PEER_STOPPED;
			case PROTOCOL_VIOLATION, MESSAGE_TOO_LARGE, HEADERS_TOO_LARGE ->
				closedHere ? DownReason.PROTOCOL_VIOLATION : DownReason.CLOSED_BY_PEER;
			default -> closedHere ? DownReason.CONNECTION_LOST : DownReason.CLOSED_BY_PEER;
		};
	}

	/**
	 * Whether the peer that was connected is gone for good, and all that it has sent is
	 * void. One that this node has cut off is not: it may dial again and send again.
	 */
	static boolean endsIncarnation(DownReason reason) {
		return switch (reason) {
			case PEER_STOPPED, RESTARTED, LOCAL_STOP -> true;
			case IDLE_TIMEOUT, CLOSED_BY_PEER, CONNECTION_LOST, PROTOCOL_VIOLATION, DISCONNECTED -> false;
		};
	}

	/**
	 * Whether what was sent to the peer is kept, for the same incarnation to come back.
	 */
	static boolean mayReturn(DownReason reason) {
		return switch (reason) {
			case IDLE_TIMEOUT, CLOSED_BY_PEER, CONNECTION_LOST -> true;
			case PEER_STOPPED, RESTARTED, PROTOCOL_VIOLATION, DISCONNECTED, LOCAL_STOP -> false;
		};
	}

}
