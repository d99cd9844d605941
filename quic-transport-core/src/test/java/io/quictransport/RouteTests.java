package io.quictransport;

import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RouteTests {

	@Test
	void aPathIsMatchedAsItIsAndItsHandlerRunsOnTheExecutor() {
		Route route = Route.path("orders.*");
		assertThat(route.path()).isEqualTo("orders.*");
		assertThat(route.paths()).accepts("orders.*").rejects("orders.7");
		assertThat(route.dispatch()).isEqualTo(Dispatch.EXECUTOR);
	}

	@Test
	void aSetOfPathsHasNoPathAndKeepsWhatItWasGiven() {
		Predicate<String> paths = (path) -> path.startsWith("orders.");
		assertThat(Route.matching(paths)).returns(null, Route::path).returns(paths, Route::paths);
	}

	@Test
	void anotherDispatchMakesACopy() {
		Route route = Route.path("orders");
		assertThat(route.withDispatch(Dispatch.EVENT_LOOP)).returns(Dispatch.EVENT_LOOP, Route::dispatch)
			.returns("orders", Route::path)
			.isNotEqualTo(route);
		assertThat(route).isEqualTo(Route.path("orders")).hasSameHashCodeAs(Route.path("orders"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 342, 1025 })
	void aPathHasOneTo1024BytesOfUtf8(int length) {
		String text = ((length == 342) ? "\u20ac" : "p").repeat(length);
		assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> Route.path(text))
			.withMessageContaining("must have 1 to 1024 bytes of UTF-8")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.INVALID_OPTION));
		assertThat(Route.path("\u20ac".repeat(341)).path()).hasSize(341);
		assertThat(Route.path("p".repeat(1024)).path()).hasSize(1024);
	}

}
