package io.quictransport.spring.boot;

/**
 * Lists the operations that can be called and handled.
 */
public enum NodeOperation {

	/** A message that is answered. */
	REQUEST("request"),

	/** A one-way message; its call ends when the peer has admitted it. */
	MESSAGE("message"),

	/** A stream of messages, from its opening to its end. */
	STREAM("stream");

	private final String value;

	NodeOperation(String value) {
		this.value = value;
	}

	@Override
	public String toString() {
		return this.value;
	}

}
