package io.quictransport.spring.boot.web;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Holds the properties of the problem details.
 */
@ConfigurationProperties("quic.transport.problem-details")
final class ProblemDetailsProperties {

	/**
	 * HTTP status, 400 to 599, by application code; what has none is answered with 422.
	 */
	private final Map<String, Integer> status = new HashMap<>();

	public Map<String, Integer> getStatus() {
		return this.status;
	}

}
