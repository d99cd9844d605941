package io.quictransport.spring.boot;

/**
 * Takes note of what the node serves, for the line that is logged before it starts.
 * Handler beans and annotated methods are noted already; a
 * {@link NetworkTransportConfigurer} that registers handlers of its own may add them.
 */
public interface ServedRoutes {

	/**
	 * Adds a path.
	 * @param operation what is served there
	 * @param route the path or pattern
	 */
	void add(NodeOperation operation, String route);

}
