package io.quictransport.spring.boot.web;

import java.util.HashMap;
import java.util.Map;

import io.quictransport.spring.boot.ConditionalOnFlag;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/**
 * Auto-configures the answers to HTTP requests whose calls to other nodes have failed: an
 * advice for controllers of Spring MVC and Spring WebFlux.
 */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnClass(ProblemDetail.class)
@ConditionalOnFlag({ "quic.transport.enabled", "quic.transport.problem-details.enabled" })
@EnableConfigurationProperties(ProblemDetailsProperties.class)
public final class QuicTransportProblemDetailsAutoConfiguration {

	@Bean
	NodeProblems quicTransportNodeProblems(ProblemDetailsProperties properties) {
		Map<String, HttpStatusCode> configured = new HashMap<>();
		properties.getStatus().forEach((code, status) -> configured.put(code, checked(code, status)));
		return new NodeProblems(configured);
	}

	private static HttpStatusCode checked(String code, int status) {
		if (status < 400 || status > 599) {
			throw new InvalidConfigurationPropertyValueException("quic.transport.problem-details.status." + code,
					status, "A failure is answered with a status of 400 to 599.");
		}
		return HttpStatusCode.valueOf(status);
	}

}
