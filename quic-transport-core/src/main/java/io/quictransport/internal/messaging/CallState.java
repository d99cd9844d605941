package io.quictransport.internal.messaging;

import io.quictransport.Outcome;

/**
 * Defines the states of a call's life, and so what is known of it when it ends: the only
 * source of a call's {@link Outcome}, except for the peer's own statement. A call is
 * unsent until its bytes go to an open stream, then carried; a lost connection takes it
 * back, another one may carry it again; in the end it is resolved.
 */
enum CallState {

	/** None of its bytes have been given to a stream. */
	UNSENT(Outcome.NOT_SENT, Outcome.NOT_SENT),

	/** A stream has its bytes, and no other ever had. */
	CARRIED(Outcome.UNKNOWN, Outcome.NOT_ACCEPTED),

	/** A lost connection may have delivered it to its handler. */
	TAKEN_BACK(Outcome.UNKNOWN, Outcome.UNKNOWN),

	/** A stream has its bytes, as a lost one had before. */
	CARRIED_AGAIN(Outcome.UNKNOWN, Outcome.UNKNOWN),

	/** It has ended. */
	RESOLVED(Outcome.UNKNOWN, Outcome.UNKNOWN);

	private final Outcome ifLost;

	private final Outcome ifBeyond;

	CallState(Outcome ifLost, Outcome ifBeyond) {
		this.ifLost = ifLost;
		this.ifBeyond = ifBeyond;
	}

	/** The outcome if it ends without a statement of the peer. */
	Outcome outcomeIfLost() {
		return this.ifLost;
	}

	/** The outcome if the peer has not admitted what its stream has carried. */
	Outcome outcomeIfBeyond() {
		return this.ifBeyond;
	}

	/** Whether a stream has its bytes now. */
	boolean isCarried() {
		return this == CARRIED || this == CARRIED_AGAIN;
	}

	/** Whether a connection was lost that may have delivered it to its handler. */
	boolean mayHaveRunBefore() {
		return this == TAKEN_BACK || this == CARRIED_AGAIN;
	}

	/** Its bytes go to an open stream. */
	CallState carried() {
		return switch (this) {
			case UNSENT -> CARRIED;
			case TAKEN_BACK -> CARRIED_AGAIN;
			case CARRIED, CARRIED_AGAIN, RESOLVED ->
				throw new IllegalStateException("a call is carried that is " + this);
		};
	}

	/** The connection that was to carry it is lost. */
	CallState takenBack() {
		return switch (this) {
			case UNSENT -> UNSENT;
			case CARRIED, CARRIED_AGAIN, TAKEN_BACK -> TAKEN_BACK;
			case RESOLVED -> throw new IllegalStateException("a call is taken back that is " + this);
		};
	}

}
