package io.quictransport.internal.messaging;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import io.quictransport.ConfigurationException;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.PeerListener;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the handlers and listeners of a transport. They are registered rarely and read on
 * every message, without locks. Survives stop and start.
 */
public final class HandlerRegistry {

	private final Routes<RequestHandler> requests = new Routes<>("request");

	private final Routes<MessageHandler> messages = new Routes<>("message");

	private final Routes<MessageStreamHandler> streams = new Routes<>("stream");

	private final CopyOnWriteArrayList<PeerListener> listeners = new CopyOnWriteArrayList<>();

	public Registration addRequestHandler(String path, Dispatch dispatch, RequestHandler handler) {
		return this.requests.add(path, new Route<>(dispatch, handler));
	}

	public Registration addMessageHandler(String path, Dispatch dispatch, MessageHandler handler) {
		return this.messages.add(path, new Route<>(dispatch, handler));
	}

	public Registration addRequestHandler(Predicate<String> paths, Dispatch dispatch, RequestHandler handler) {
		return this.requests.add(paths, new Route<>(dispatch, handler));
	}

	public Registration addMessageHandler(Predicate<String> paths, Dispatch dispatch, MessageHandler handler) {
		return this.messages.add(paths, new Route<>(dispatch, handler));
	}

	public Registration addStreamHandler(Predicate<String> paths, Dispatch dispatch, MessageStreamHandler handler) {
		return this.streams.add(paths, new Route<>(dispatch, handler));
	}

	public Registration addListener(PeerListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	public Registration addStreamHandler(String path, Dispatch dispatch, MessageStreamHandler handler) {
		return this.streams.add(path, new Route<>(dispatch, handler));
	}

	@Nullable Route<MessageStreamHandler> streamRoute(String path) {
		return this.streams.find(path);
	}

	@Nullable Route<RequestHandler> requestRoute(String path) {
		return this.requests.find(path);
	}

	@Nullable Route<MessageHandler> messageRoute(String path) {
		return this.messages.find(path);
	}

	public boolean hasListeners() {
		return !this.listeners.isEmpty();
	}

	public Iterable<PeerListener> listeners() {
		return this.listeners;
	}

	/**
	 * Keeps the routes of one kind. An exact path goes before any set of paths, and an
	 * earlier set before a later one.
	 *
	 * @param <H> the type of the handlers
	 */
	private static final class Routes<H> {

		private final String kind;

		private final Map<String, Route<H>> byPath = new ConcurrentHashMap<>();

		private final List<PathSet<H>> bySet = new CopyOnWriteArrayList<>();

		Routes(String kind) {
			this.kind = kind;
		}

		@Nullable Route<H> find(String path) {
			Route<H> exact = this.byPath.get(path);
			if (exact != null) {
				return exact;
			}
			for (PathSet<H> set : this.bySet) {
				if (set.paths().test(path)) {
					return set.route();
				}
			}
			return null;
		}

		Registration add(String path, Route<H> route) {
			if (this.byPath.putIfAbsent(path, route) != null) {
				throw new ConfigurationException(ErrorCode.INVALID_OPTION, "path '" + path + "' has a " + this.kind
						+ " handler already; close its registration first, or use another path");
			}
			return () -> this.byPath.remove(path, route);
		}

		@SuppressWarnings("ReferenceEquality") // a registration ends its own route only
		Registration add(Predicate<String> paths, Route<H> route) {
			this.bySet.add(new PathSet<>(paths, route));
			return () -> this.bySet.removeIf((set) -> set.route() == route);
		}

	}

	/**
	 * Holds the handler of a set of paths.
	 *
	 * @param paths selects the paths
	 * @param route the handler
	 * @param <H> the type of the handler
	 */
	private record PathSet<H>(Predicate<String> paths, Route<H> route) {
	}

	/**
	 * Represents one registered handler. Compared by identity: the same handler
	 * registered twice makes two routes.
	 *
	 * @param <H> the type of the handler
	 */
	static final class Route<H> {

		private final Dispatch dispatch;

		private final H handler;

		Route(Dispatch dispatch, H handler) {
			this.dispatch = dispatch;
			this.handler = handler;
		}

		Dispatch dispatch() {
			return this.dispatch;
		}

		H handler() {
			return this.handler;
		}

	}

}
