package io.quictransport.spring.boot.observation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quictransport.spring.boot.NodeOperation;

/**
 * Limits the number of routes of calls: otherwise a caller that puts values into its
 * routes, instead of into their variables, would create a meter for each value.
 */
final class FewRoutes {

	static final int MOST = 100;

	static final String OTHER = "other";

	private final Map<String, Operations> known = new ConcurrentHashMap<>();

	private final Operations other = Operations.on(OTHER);

	ObservedRoute of(NodeOperation operation, String route) {
		Operations found = this.known.get(route);
		if (found == null) {
			found = (this.known.size() < MOST) ? admit(route) : this.known.getOrDefault(route, this.other);
		}
		return found.of(operation);
	}

	private synchronized Operations admit(String route) {
		if (this.known.size() < MOST) {
			this.known.computeIfAbsent(route, Operations::on);
		}
		return this.known.getOrDefault(route, this.other);
	}

	/**
	 * Holds one route, for each operation.
	 */
	private record Operations(ObservedRoute request, ObservedRoute message, ObservedRoute stream) {

		static Operations on(String route) {
			return new Operations(ObservedRoute.of(NodeOperation.REQUEST, route),
					ObservedRoute.of(NodeOperation.MESSAGE, route), ObservedRoute.of(NodeOperation.STREAM, route));
		}

		ObservedRoute of(NodeOperation operation) {
			return switch (operation) {
				case REQUEST -> this.request;
				case MESSAGE -> this.message;
				case STREAM -> this.stream;
			};
		}

	}

}
