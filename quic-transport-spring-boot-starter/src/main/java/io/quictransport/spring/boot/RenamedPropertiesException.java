package io.quictransport.spring.boot;

import java.util.Map;
import java.util.stream.Collectors;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;

/**
 * Reports that properties are set under names that they no longer have.
 */
final class RenamedPropertiesException extends RuntimeException {

	private final String renamed;

	RenamedPropertiesException(Map<String, String> newNames) {
		this(newNames.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + " is now " + entry.getValue())
			.collect(Collectors.joining("; ")));
	}

	private RenamedPropertiesException(String renamed) {
		super(renamed, new ConfigurationException(ErrorCode.INVALID_OPTION, renamed));
		this.renamed = renamed;
	}

	String renamed() {
		return this.renamed;
	}

}
