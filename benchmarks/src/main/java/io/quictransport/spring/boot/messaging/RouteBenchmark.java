package io.quictransport.spring.boot.messaging;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import org.springframework.util.AntPathMatcher;

/**
 * Measures how the handler of a path is found by its pattern, which each message needs
 * twice: on the event loop and again on the handler's thread. In the package of the
 * measured classes, because these are package-private.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteBenchmark {

	/** The number of patterns. */
	@Param({ "10", "200", "1000" })
	public int patterns;

	/** Their shape. */
	@Param({ "service%d.{id}", "orders.{id}.item%d", "topic%d-{id}.*", "**.item%d" })
	public String shape = "";

	private PatternRoutes<String> routes = new PatternRoutes<>(new AntPathMatcher("."));

	private String path = "";

	/** Fills the routes; the last one is looked for. */
	@Setup
	public void fill() {
		this.routes = new PatternRoutes<>(new AntPathMatcher("."));
		for (int i = 0; i < this.patterns; i++) {
			String pattern = this.shape.formatted(i);
			this.routes.add(pattern, pattern);
			this.path = pattern.replace("**", "a.b").replace("*", "c").replace("{id}", "17");
		}
	}

	/**
	 * Finds the handler twice.
	 * @return the handler
	 */
	@Benchmark
	public String route() {
		return this.routes.matches(this.path) ? this.routes.find(this.path) : "";
	}

}
