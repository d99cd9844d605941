package io.quictransport.spring.boot;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what the node serves in one line, by kind. Filled and logged by the thread that
 * starts the context.
 */
final class LoggedRoutes implements ServedRoutes {

	private static final Logger logger = LoggerFactory.getLogger(LoggedRoutes.class);

	private final Map<NodeOperation, Set<String>> byOperation = new EnumMap<>(NodeOperation.class);

	@Override
	public void add(NodeOperation operation, String route) {
		this.byOperation.computeIfAbsent(operation, (key) -> new TreeSet<>()).add(route);
	}

	void log() {
		logger.info("event=routes_served count={} requests={} messages={} streams={}",
				this.byOperation.values().stream().mapToInt(Set::size).sum(), routes(NodeOperation.REQUEST),
				routes(NodeOperation.SEND), routes(NodeOperation.STREAM));
	}

	private Set<String> routes(NodeOperation operation) {
		return this.byOperation.getOrDefault(operation, Set.of());
	}

}
