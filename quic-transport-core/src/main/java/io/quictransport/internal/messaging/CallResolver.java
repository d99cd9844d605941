package io.quictransport.internal.messaging;

import io.quictransport.internal.wire.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the peer says of calls that were sent. Called on the event loop.
 */
interface CallResolver extends CallOwner {

	/** Finds the unresolved request with an id, null if there is none. */
	@Nullable RequestCall<?> findRequest(long id);

	/** Lets go of a call that ended well; false if it has ended already. */
	boolean settle(Call<?> call);

	/** Fails a call with what the peer says of it. */
	void fail(Call<?> call, Failure failure);

	/** Fails a call whose bytes could not be written; its stream takes nothing of it. */
	void notWritten(Call<?> call, Throwable cause);

	/** A lane is open: calls that wait for one may be sent. */
	void release();

	/** A stream broke off with calls on it that are not resolved. */
	void streamLost(Carrier carrier);

}
