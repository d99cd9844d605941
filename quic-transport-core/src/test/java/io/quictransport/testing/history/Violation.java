package io.quictransport.testing.history;

/**
 * Describes which promise a history has broken.
 *
 * @param rule the promise
 * @param message the message that it was broken for
 * @param detail what has happened to it
 */
public record Violation(Rule rule, Message message, String detail) {

	@Override
	public String toString() {
		return this.rule + ": " + this.message + ": " + this.detail;
	}

	/**
	 * Names a promise that a history can break.
	 */
	public enum Rule {

		/** The sender was told NOT_SENT, and a handler has run. */
		UNTRUE_NOT_SENT,

		/** The sender was told NOT_ACCEPTED, and a handler has run. */
		UNTRUE_NOT_ACCEPTED,

		/** A handler has run more than once. */
		HANDLED_TWICE,

		/** The sender was told that all is well, and no handler has run. */
		LOST,

		/** A message was handled after one that was submitted later. */
		OUT_OF_ORDER,

		/** A message's handler began before that of the one before had ended. */
		NOT_ONE_AT_A_TIME,

		/** The sender was told nothing. */
		UNRESOLVED,

		/** A handler ran at another node than the one that the message was for. */
		WRONG_NODE

	}

}
