package io.quictransport.spring.boot.web;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.quictransport.ApplicationCode;
import io.quictransport.ApplicationException;
import io.quictransport.ErrorCode;
import io.quictransport.ErrorContext;
import io.quictransport.MessageException;
import io.quictransport.NetworkException;
import io.quictransport.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The answer to an HTTP request whose call to another node has failed.
 */
class NodeProblemsTests {

	private final NodeProblems problems = new NodeProblems(Map.of("out-of-stock", HttpStatusCode.valueOf(409)));

	static Stream<Arguments> statuses() {
		return Stream.of(Arguments.of(404, application("NOT_FOUND")), Arguments.of(409, application("CONFLICT")),
				Arguments.of(403, application("FORBIDDEN")), Arguments.of(401, application("UNAUTHENTICATED")),
				Arguments.of(412, application("FAILED_PRECONDITION")), Arguments.of(409, application("out-of-stock")),
				Arguments.of(422, application("of-its-own")),
				Arguments.of(504, transport(ErrorCode.DEADLINE_EXCEEDED, Outcome.UNKNOWN)),
				Arguments.of(503, transport(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT)),
				Arguments.of(503, transport(ErrorCode.OVERLOADED, Outcome.NOT_ACCEPTED)),
				Arguments.of(503, transport(ErrorCode.OVERLOADED, Outcome.UNKNOWN)),
				Arguments.of(503, transport(ErrorCode.DRAINING, Outcome.NOT_ACCEPTED)),
				Arguments.of(503, transport(ErrorCode.NOT_RUNNING, Outcome.NOT_SENT)),
				Arguments.of(502, transport(ErrorCode.CONNECTION_LOST, Outcome.UNKNOWN)),
				Arguments.of(502, transport(ErrorCode.UNKNOWN_PEER, Outcome.NOT_SENT)),
				Arguments.of(502, transport(ErrorCode.NO_SUCH_PATH, Outcome.NOT_ACCEPTED)),
				Arguments.of(502, transport(ErrorCode.HANDLER_FAILED, Outcome.UNKNOWN)),
				Arguments.of(400, transport(ErrorCode.INVALID_MESSAGE, Outcome.NOT_ACCEPTED)),
				Arguments.of(502, transport(ErrorCode.INVALID_MESSAGE, Outcome.UNKNOWN)),
				Arguments.of(413, transport(ErrorCode.MESSAGE_TOO_LARGE, Outcome.NOT_SENT)),
				Arguments.of(502, transport(ErrorCode.MESSAGE_TOO_LARGE, Outcome.UNKNOWN)),
				Arguments.of(431, transport(ErrorCode.HEADERS_TOO_LARGE, Outcome.NOT_SENT)),
				Arguments.of(null, transport(ErrorCode.INVALID_MESSAGE, Outcome.NOT_SENT)),
				Arguments.of(null, transport(ErrorCode.BLOCKING_ON_EVENT_LOOP, Outcome.NOT_SENT)),
				Arguments.of(null, transport(ErrorCode.INVALID_OPTION, Outcome.NOT_SENT)));
	}

	@ParameterizedTest
	@MethodSource("statuses")
	void eachFailureHasItsStatusAndOnesOwnFaultsHaveNone(@Nullable Integer status, NetworkException failure) {
		if (status == null) {
			assertThatExceptionOfType(NetworkException.class).isThrownBy(() -> this.problems.problem(failure))
				.isSameAs(failure);
		}
		else {
			assertThat(this.problems.problem(failure).getStatusCode().value()).isEqualTo(status);
		}
	}

	@Test
	void aClientThatMayTryAgainReceivesWhen() {
		assertThat(retryAfter(MessageException.refusal(ErrorCode.OVERLOADED, "full", Duration.ofMillis(1500))))
			.isEqualTo("2");
		assertThat(retryAfter(transport(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT))).isEqualTo("1");
		assertThat(retryAfter(transport(ErrorCode.DEADLINE_EXCEEDED, Outcome.UNKNOWN))).isNull();
	}

	private @Nullable String retryAfter(NetworkException failure) {
		return this.problems.problem(failure).getHeaders().getFirst("Retry-After");
	}

	@Test
	void theTextIsThatOfTheApplicationAlone() {
		ProblemDetail problem = body(this.problems.problem(application("NOT_FOUND")));
		assertThat(problem.getDetail()).isEqualTo("told by the application");
		assertThat(problem.getProperties()).containsEntry("code", "NOT_FOUND").containsEntry("retryable", false);
		ProblemDetail other = body(this.problems.problem(transport(ErrorCode.NOT_CONNECTED, Outcome.NOT_SENT)));
		assertThat(other.getDetail()).isEqualTo("A node that is needed for this is not available.");
		assertThat(other.getProperties()).containsEntry("code", "NOT_CONNECTED").containsEntry("retryable", true);
	}

	private static ProblemDetail body(ResponseEntity<ProblemDetail> response) {
		return Objects.requireNonNull(response.getBody());
	}

	@Test
	void aControllerOfSpringMvcAnswersWithIt() {
		MockMvcTester mvc = MockMvcTester
			.create(MockMvcBuilders.standaloneSetup(new Orders()).setControllerAdvice(this.problems).build());
		assertThat(mvc.get().uri("/order")).hasStatus(503)
			.hasContentType("application/problem+json")
			.hasHeader("Retry-After", "7");
		assertThat(mvc.get().uri("/mono").exchange()).hasStatus(404)
			.bodyJson()
			.extractingPath("$.code")
			.isEqualTo("NOT_FOUND");
	}

	@Test
	void aControllerOfSpringWebFluxAnswersWithIt() {
		WebTestClient client = WebTestClient.bindToController(new Orders()).controllerAdvice(this.problems).build();
		client.get()
			.uri("/order")
			.exchange()
			.expectStatus()
			.isEqualTo(503)
			.expectHeader()
			.valueEquals("Retry-After", "7")
			.expectHeader()
			.contentType("application/problem+json");
		client.get()
			.uri("/mono")
			.exchange()
			.expectStatus()
			.isEqualTo(404)
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("NOT_FOUND");
	}

	@Test
	void itIsThereInWebApplicationsOfBothKindsUnlessItIsSwitchedOff() {
		AutoConfigurations configuration = AutoConfigurations.of(QuicTransportProblemDetailsAutoConfiguration.class);
		new WebApplicationContextRunner().withConfiguration(configuration)
			.run((context) -> assertThat(context).hasSingleBean(NodeProblems.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(configuration)
			.run((context) -> assertThat(context).hasSingleBean(NodeProblems.class));
		new WebApplicationContextRunner().withConfiguration(configuration)
			.withPropertyValues("quic.transport.problem-details.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(NodeProblems.class));
		new ApplicationContextRunner().withConfiguration(configuration)
			.run((context) -> assertThat(context).doesNotHaveBean(NodeProblems.class));
		new ApplicationContextRunner().withConfiguration(configuration)
			.withClassLoader(new FilteredClassLoader("org.springframework.web", "org.springframework.http"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(NodeProblems.class));
	}

	@Test
	void theStatusOfACodeIsConfiguredAndMustBeOneOfAFailure() {
		WebApplicationContextRunner application = new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(QuicTransportProblemDetailsAutoConfiguration.class));
		application.withPropertyValues("quic.transport.problem-details.status.out-of-stock=410")
			.run((context) -> assertThat(
					context.getBean(NodeProblems.class).problem(application("out-of-stock")).getStatusCode().value())
				.isEqualTo(410));
		application.withPropertyValues("quic.transport.problem-details.status.out-of-stock=200")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("quic.transport.problem-details.status.out-of-stock")
				.hasMessageContaining("200"));
	}

	private static ApplicationException application(String code) {
		return new ApplicationException(new ApplicationCode(code), "told by the application");
	}

	private static NetworkException transport(ErrorCode code, Outcome outcome) {
		return NetworkException.of(code, outcome, "told by the transport", ErrorContext.NONE);
	}

	@RestController
	static class Orders {

		@GetMapping("/order")
		String order() {
			throw MessageException.refusal(ErrorCode.OVERLOADED, "full", Duration.ofSeconds(7));
		}

		@GetMapping("/mono")
		Mono<String> mono() {
			return Mono.error(new ApplicationException(new ApplicationCode("NOT_FOUND"), "told by the application"));
		}

	}

}
