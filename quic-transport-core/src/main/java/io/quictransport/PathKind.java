package io.quictransport;

/**
 * Tells what goes over a path: each kind has its own handlers.
 */
public enum PathKind {

	/** Requests, which are answered. */
	REQUEST,

	/** One-way messages. */
	MESSAGE,

	/** Streams of messages. */
	STREAM

}
