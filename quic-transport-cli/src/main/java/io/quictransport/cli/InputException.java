package io.quictransport.cli;

/**
 * Reports a part of the input that cannot be sent. What came before it may have been
 * sent.
 */
final class InputException extends RuntimeException {

	InputException(String message) {
		super(message);
	}

}
