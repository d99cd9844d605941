package io.quictransport;

/**
 * Distinguishes what a path is for: each kind has its own handlers.
 */
public enum PathKind {

	/** Requests, which are answered. */
	REQUEST,

	/** One-way messages. */
	MESSAGE,

	/** Streams of messages. */
	STREAM

}
