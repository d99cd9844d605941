package io.quictransport.internal.peer;

import io.quictransport.ErrorCode;

/**
 * Keeps a failure.
 *
 * @param code its code
 * @param what says by {@link Object#toString} what it was: few ask
 * @param at when it happened
 */
record LastError(ErrorCode code, Object what, long at) {

	String text() {
		return this.what.toString();
	}

}
