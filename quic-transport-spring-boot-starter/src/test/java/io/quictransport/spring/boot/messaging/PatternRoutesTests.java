package io.quictransport.spring.boot.messaging;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.AntPathMatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Which pattern serves a path, and what it takes to find out.
 */
class PatternRoutesTests {

	private static final int MANY = 1000;

	private final AntPathMatcher ant = new AntPathMatcher(".");

	private final CountingMatcher counting = new CountingMatcher();

	private final PatternRoutes<String> routes = new PatternRoutes<>(this.counting);

	@ParameterizedTest
	@CsvSource({ "orders.1, orders.{id}", "orders.all, orders.a*", "orders.1.lines, orders.{id}.lines",
			"orders.1.lines.2, orders.**", "stock.eu.north.count, **.count", "a, ?", "item-1-x, item-{id}-x",
			"items-3, items-{number:[0-9]}" })
	void theMostSpecificPatternIsFound(String path, String pattern) {
		List.of("orders.{id}", "orders.a*", "orders.{id}.lines", "orders.**", "**.count", "?", "item-{id}-x",
				"item-{id}-y", "items-{number:[0-9]}", "*.*.*.*.*")
			.forEach((each) -> this.routes.add(each, each));
		assertThat(this.routes.matches(path)).isTrue();
		assertThat(this.routes.find(path)).isEqualTo(pattern);
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders", "orders.1.2", "Orders.1", "orders1", "orders.", ".orders.1", "orders.1." })
	void whatNoPatternMatchesIsNotFound(String path) {
		this.routes.add("orders.{id}", "only");
		assertThat(this.routes.matches(path)).isEqualTo(this.ant.match("orders.{id}", path)).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> this.routes.find(path)).withMessageContaining(path);
	}

	@Test
	void ofTwoPatternsThatAreEquallySpecificTheFirstIsFound() {
		this.routes.add("*.b", "first");
		this.routes.add("a.*", "second");
		assertThat(this.routes.find("a.b")).isEqualTo("first");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void theSameIsFoundAsByComparingAll(long seed) {
		Random random = new Random(seed);
		Set<String> patterns = new LinkedHashSet<>();
		for (int i = 0; i < 60; i++) {
			patterns
				.add(text(random, "a", "b", "ab", "*", "**", "{x}", "a*", "*b", "{x}b", "a{x}b", "?", "{x:a+}", ""));
		}
		patterns.forEach((pattern) -> this.routes.add(pattern, pattern));
		int found = 0;
		for (int i = 0; i < 5000; i++) {
			String path = text(random, "a", "b", "ab", "aab", "acb", "c", "");
			List<String> matching = patterns.stream().filter((pattern) -> this.ant.match(pattern, path)).toList();
			assertThat(this.routes.matches(path)).as(path).isEqualTo(!matching.isEmpty());
			if (!matching.isEmpty()) {
				found++;
				assertThat(this.routes.find(path)).as(path).isEqualTo(best(matching, path));
			}
		}
		assertThat(found).isPositive();
	}

	private String best(List<String> matching, String path) {
		String best = matching.get(0);
		for (String pattern : matching) {
			if (this.ant.getPatternComparator(path).compare(pattern, best) < 0) {
				best = pattern;
			}
		}
		return best;
	}

	private static String text(Random random, String... segments) {
		return IntStream.rangeClosed(0, random.nextInt(4))
			.mapToObj((i) -> segments[random.nextInt(segments.length)])
			.collect(Collectors.joining("."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders.{id}.item%d", "item%d.{id}", "*.*.item%d", "{id}-%d", "topic%d-{id}.*", "a%d.**",
			"**.item%d", "a.**.b%d" })
	void manyPatternsAreNotComparedOneByOne(String shape) {
		for (int i = 0; i < MANY; i++) {
			String pattern = shape.formatted(i);
			this.routes.add(pattern, pattern);
		}
		this.counting.matches = 0;
		for (int i = 0; i < MANY; i++) {
			String pattern = shape.formatted(i);
			String path = pattern.replace("**", "x.y").replace("*", "x").replace("{id}", "x");
			assertThat(this.routes.find(path)).isEqualTo(pattern);
			this.routes.matches("no" + path);
		}
		assertThat(this.counting.matches).isLessThanOrEqualTo(2 * MANY);
	}

	@Test
	void wholeNamesAndVariablesNeedNoComparison() {
		for (int i = 0; i < MANY; i++) {
			this.routes.add("orders.{id}.item" + i, "item" + i);
		}
		assertThat(this.routes.find("orders.17.item999")).isEqualTo("item999");
		assertThat(this.counting.matches).isZero();
	}

	/**
	 * Counts comparisons.
	 */
	private static final class CountingMatcher extends AntPathMatcher {

		private int matches;

		CountingMatcher() {
			super(".");
		}

		@Override
		public boolean match(String pattern, String path) {
			this.matches++;
			return super.match(pattern, path);
		}

	}

}
