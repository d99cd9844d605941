package io.quictransport.spring.boot.messaging;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.context.MessageSourceResolvable;
import org.springframework.validation.FieldError;

/**
 * Describes the violations of constraints: the path and the message of each, in the order
 * of the paths. A payload may have more violations than an answer can list.
 */
final class Violations {

	static final int MOST = 10;

	private Violations() {
	}

	static String of(Stream<String> violations) {
		List<String> all = violations.distinct().sorted().toList();
		String listed = all.stream().limit(MOST).collect(Collectors.joining("; "));
		String rest = (all.size() > MOST) ? "; and " + (all.size() - MOST) + " more" : "";
		return all.isEmpty() ? "" : ": " + listed + rest;
	}

	static String of(MessageSourceResolvable error) {
		String message = (error.getDefaultMessage() != null) ? error.getDefaultMessage() : "is not valid";
		return (error instanceof FieldError field) ? field.getField() + ": " + message : message;
	}

}
