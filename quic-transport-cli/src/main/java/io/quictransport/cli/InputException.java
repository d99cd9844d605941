package io.quictransport.cli;

/**
 * Says which part of the input cannot be sent, though what came before it may have been.
 */
final class InputException extends RuntimeException {

	InputException(String message) {
		super(message);
	}

}
