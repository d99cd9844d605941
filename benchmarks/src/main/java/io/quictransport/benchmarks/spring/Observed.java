package io.quictransport.benchmarks.spring;

/**
 * Selects what an application records of each call.
 */
public enum Observed {

	/** Neither meters nor observation. */
	NOT,

	/** An observation, and meters as Spring Boot makes them of it. */
	FULLY,

	/** An observation, and of the meters only the timers. */
	TIMED

}
