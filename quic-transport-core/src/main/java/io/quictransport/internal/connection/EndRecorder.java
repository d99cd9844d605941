package io.quictransport.internal.connection;

import io.quictransport.ConnectionEnds.Stage;
import io.quictransport.ErrorCode;
import io.quictransport.internal.connection.ConnectionOwner.HandshakeListener;
import io.quictransport.internal.tls.PeerVerification;
import org.jspecify.annotations.Nullable;

/**
 * Counts a connection that has ended, and has it remembered.
 */
final class EndRecorder {

	private EndRecorder() {
	}

	/**
	 * Records the end of a connection.
	 * @param connection the connection
	 * @param by the owner, null if it was not established
	 * @param cause why it has ended
	 * @param context counts and remembers
	 * @param verification what was learnt of the peer
	 * @param listener has awaited the handshake
	 */
	static void record(Connection connection, @Nullable ConnectionOwner by, CloseCause cause, ConnectionContext context,
			PeerVerification verification, HandshakeListener listener) {
		ErrorCode code = cause.code();
		boolean dialled = connection.isDialled();
		boolean planned;
		if (by != null) {
			planned = connection.isEndPlanned(code);
			context.counters().closed.increment();
		}
		else if (dialled && connection.isClosedHere() && code == ErrorCode.DISCONNECTED) {
			// A dial that is not wanted any more has not failed.
			return;
		}
		else {
			planned = CloseCause.isPlannedRefusal(code) || (code.isTransient() && listener.expectsAbsence());
			context.counters().handshakeFailed(!dialled, code, planned);
		}
		Stage stage = (by != null) ? Stage.CLOSED : (dialled ? Stage.DIAL_FAILED : Stage.REFUSED);
		context.history()
			.ended(new ConnectionHistory.Ended(stage, dialled, planned, cause,
					(by != null) ? by.id() : verification.stated(), connection.remoteAddress(), verification.shown()));
	}

}
