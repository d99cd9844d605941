package io.quictransport.spring.boot;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.RequestHandler;
import io.quictransport.internal.text.Log;

/**
 * Collects the routes of one node, and logs them in one line, by kind.
 */
final class LoggedRoutes implements ServedRoutes {

	private static final Log logger = Log.of(LoggedRoutes.class);

	private final Map<Key, CountedRoute> byKey = new ConcurrentSkipListMap<>(
			Comparator.comparing(Key::path).thenComparing(Key::operation));

	@Override
	public RequestHandler add(String path, String description, RequestHandler handler) {
		return add(path, NodeOperation.REQUEST, description).requests(handler);
	}

	@Override
	public MessageHandler add(String path, String description, MessageHandler handler) {
		return add(path, NodeOperation.MESSAGE, description).messages(handler);
	}

	@Override
	public MessageStreamHandler add(String path, String description, MessageStreamHandler handler) {
		return add(path, NodeOperation.STREAM, description).streams(handler);
	}

	private CountedRoute add(String path, NodeOperation operation, String description) {
		CountedRoute route = new CountedRoute(description);
		this.byKey.put(new Key(path, operation), route);
		return route;
	}

	@Override
	public List<Route> routes() {
		return this.byKey.entrySet()
			.stream()
			.map((entry) -> entry.getValue().snapshot(entry.getKey().path(), entry.getKey().operation()))
			.toList();
	}

	void log() {
		logger.info("event=routes_served count={} requests={} messages={} streams={}", this.byKey.size(),
				paths(NodeOperation.REQUEST), paths(NodeOperation.MESSAGE), paths(NodeOperation.STREAM));
	}

	private List<String> paths(NodeOperation operation) {
		return this.byKey.keySet().stream().filter((key) -> key.operation() == operation).map(Key::path).toList();
	}

	/**
	 * Identifies what a node has one handler for.
	 *
	 * @param path the path or pattern
	 * @param operation what is served there
	 */
	private record Key(String path, NodeOperation operation) {
	}

}
