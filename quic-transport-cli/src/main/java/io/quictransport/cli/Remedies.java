package io.quictransport.cli;

import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import io.quictransport.internal.text.ForeignText;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Explains a failure to a person at a shell: what happened, what is known of the message,
 * and what to do.
 */
final class Remedies {

	private Remedies() {
	}

	static String sentence(NetworkException failure) {
		String remedy = remedy(failure);
		return codeOf(failure) + " (" + failure.outcome() + ": " + meaning(failure.outcome()) + "): " + failure.detail()
				+ (remedy.isEmpty() ? "" : ". " + remedy);
	}

	private static String codeOf(NetworkException failure) {
		if (!(failure instanceof ApplicationException known)) {
			return failure.code().toString();
		}
		byte[] details = known.details();
		return known.applicationCode().name()
				+ ((details.length > 0) ? " with the details " + ForeignText.line(new String(details, UTF_8)) : "");
	}

	private static String meaning(Outcome outcome) {
		return switch (outcome) {
			case NOT_SENT -> "nothing was sent";
			case NOT_ACCEPTED -> "no handler has done anything";
			case UNKNOWN -> "a handler may have run";
		};
	}

	private static String remedy(NetworkException failure) {
		String known = remedy(failure.code());
		return (known.isEmpty() && failure.isRetryable()) ? "Try again." : known;
	}

	private static String remedy(ErrorCode code) {
		return switch (code) {
			case CONNECT_TIMEOUT, NOT_CONNECTED -> "See that the node runs there, and that UDP gets through.";
			case CERTIFICATE_UNTRUSTED -> "Name by --ca the CA that has issued the node's certificate.";
			case CERTIFICATE_REFUSED, CERTIFICATE_REQUIRED ->
				"Use a certificate of a CA that the node trusts, by --cert and --key.";
			case PEER_ID_MISMATCH -> "Write another id before the @, or none.";
			case PROTOCOL_MISMATCH -> "See that the address is that of a node.";
			case NO_SUCH_PATH -> "The command 'routes' lists what the node serves.";
			case INVALID_MESSAGE -> "Correct the payload, the path or the headers.";
			case UNSUPPORTED_CONTENT_TYPE -> "Choose another type by --content-type.";
			case MESSAGE_TOO_LARGE, HEADERS_TOO_LARGE -> "Send less.";
			case DEADLINE_EXCEEDED -> "Give it longer by --timeout.";
			case HANDLER_FAILED -> "The log of the node says why.";
			default -> "";
		};
	}

}
