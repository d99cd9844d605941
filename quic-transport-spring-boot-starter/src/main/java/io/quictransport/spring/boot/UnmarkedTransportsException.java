package io.quictransport.spring.boot;

import java.util.List;

/**
 * Reports that an application has several transports, none of which is marked as the one
 * to start.
 */
final class UnmarkedTransportsException extends IllegalStateException {

	private final transient List<String> beans;

	UnmarkedTransportsException(List<String> beans) {
		super("none of the transports " + beans + " is marked as the one to start, and none has been started");
		this.beans = List.copyOf(beans);
	}

	List<String> beans() {
		return this.beans;
	}

}
