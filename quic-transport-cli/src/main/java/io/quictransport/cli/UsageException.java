package io.quictransport.cli;

/**
 * Reports what is wrong with the command line, and what to write instead.
 */
final class UsageException extends RuntimeException {

	UsageException(String message) {
		super(message);
	}

}
