package io.quictransport.internal.messaging;

import io.quictransport.internal.messaging.Call.CallOwner;
import io.quictransport.internal.wire.MessageFrames.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Resolves sent calls by the peer's statements about them. Called on the event loop.
 */
interface CallResolver extends CallOwner {

	/** Finds the unresolved request with an id, null if there is none. */
	@Nullable RequestCall<?> findRequest(long id);

	/**
	 * Removes a call that ended successfully.
	 * @param call the call
	 * @param replyBytes the size of the payload that has arrived for it
	 * @return false if it has ended already
	 */
	boolean settle(Call<?> call, int replyBytes);

	/** Fails a call with the failure that the peer states. */
	void fail(Call<?> call, Failure failure);

	/**
	 * Fails a call whose bytes could not be written; its stream carries nothing of it.
	 */
	void notWritten(Call<?> call, Throwable cause);

	/** A lane is open: calls that wait for one may be sent. */
	void release();

	/** A stream broke off with unresolved calls on it. */
	void streamLost(Carrier carrier);

}
