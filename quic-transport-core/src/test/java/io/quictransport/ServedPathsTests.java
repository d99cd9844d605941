package io.quictransport;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServedPathsTests {

	private final ServedPaths paths = new ServedPaths(Set.of("orders.*", "files/*", "echo"), Set.of("log"),
			Set.of("*"));

	@Test
	void aPathIsIncludedByItselfOrByItsBeginning() {
		assertThat(this.paths.include(PathKind.REQUEST, "echo")).isTrue();
		assertThat(this.paths.include(PathKind.REQUEST, "orders.4711.price")).isTrue();
		assertThat(this.paths.include(PathKind.REQUEST, "files/a")).isTrue();
		for (String other : List.of("ech", "echo.1", "orders", "ordersx", "a.orders.1", "log")) {
			assertThat(this.paths.include(PathKind.REQUEST, other)).as(other).isFalse();
		}
	}

	@Test
	void eachKindHasItsOwnPaths() {
		assertThat(this.paths.include(PathKind.MESSAGE, "log")).isTrue();
		assertThat(this.paths.include(PathKind.MESSAGE, "echo")).isFalse();
		assertThat(this.paths.include(PathKind.STREAM, "anything")).isTrue();
	}

	@Test
	void aNodeThatAnnouncesNothingMayServeAnything() {
		NodeInfo info = NodeInfo.of(new PeerId("a"));
		assertThat(info.mayServe(PathKind.REQUEST, "any")).isTrue();
		assertThat(info.withPaths(ServedPaths.NONE).mayServe(PathKind.REQUEST, "any")).isFalse();
		assertThat(info.withPaths(ServedPaths.ANY).mayServe(PathKind.REQUEST, "any")).isTrue();
	}

}
