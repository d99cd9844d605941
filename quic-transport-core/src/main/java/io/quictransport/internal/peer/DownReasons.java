package io.quictransport.internal.peer;

import io.quictransport.DownReason;
import io.quictransport.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the end of a peer's last connection means for the peer.
 */
final class DownReasons {

	private DownReasons() {
	}

	/**
	 * Chooses the reason that listeners receive when a peer goes down.
	 * @param code why the connection ended
	 * @param closedHere whether this node closed it
	 * @param own the code of this end's GOAWAY, null if it sent none
	 * @param peer the code of the peer's GOAWAY, null if it sent none
	 */
	static DownReason of(ErrorCode code, boolean closedHere, @Nullable ErrorCode own, @Nullable ErrorCode peer) {
		if (own == ErrorCode.NOT_RUNNING) {
			return DownReason.LOCAL_STOP;
		}
		if (own == ErrorCode.DISCONNECTED) {
			return DownReason.DISCONNECTED;
		}
		if (peer == ErrorCode.NOT_RUNNING) {
			return DownReason.PEER_STOPPED;
		}
		if (peer == ErrorCode.DISCONNECTED) {
			return DownReason.CLOSED_BY_PEER;
		}
		return switch (code) {
			case IDLE_TIMEOUT -> DownReason.IDLE_TIMEOUT;
			case PEER_RESTARTED -> DownReason.RESTARTED;
			case NOT_RUNNING -> closedHere ? DownReason.LOCAL_STOP : DownReason.PEER_STOPPED;
			case PEER_NOT_ALLOWED -> closedHere ? DownReason.DENIED : DownReason.CLOSED_BY_PEER;
			case PROTOCOL_VIOLATION, MESSAGE_TOO_LARGE, HEADERS_TOO_LARGE ->
				closedHere ? DownReason.PROTOCOL_VIOLATION : DownReason.CLOSED_BY_PEER;
			default -> closedHere ? DownReason.CONNECTION_LOST : DownReason.CLOSED_BY_PEER;
		};
	}

	/**
	 * Whether the peer that was connected is gone for good, and everything that it has
	 * sent is void. That is not so for a peer that this node has cut off: it may dial
	 * again and send again.
	 */
	static boolean endsIncarnation(DownReason reason) {
		return switch (reason) {
			case PEER_STOPPED, RESTARTED, LOCAL_STOP -> true;
			case IDLE_TIMEOUT, CLOSED_BY_PEER, CONNECTION_LOST, PROTOCOL_VIOLATION, DENIED, DISCONNECTED -> false;
		};
	}

	/**
	 * Whether what was sent to the peer is kept, for the same incarnation to come back.
	 * One that admits this node no more is not waited for.
	 */
	static boolean mayReturn(DownReason reason, ErrorCode code) {
		return code != ErrorCode.PEER_NOT_ALLOWED && switch (reason) {
			case IDLE_TIMEOUT, CLOSED_BY_PEER, CONNECTION_LOST -> true;
			case PEER_STOPPED, RESTARTED, PROTOCOL_VIOLATION, DENIED, DISCONNECTED, LOCAL_STOP -> false;
		};
	}

}
