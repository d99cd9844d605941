package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * every message: an immutable snapshot behind a volatile reference. Survives stop and
 * start.
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
	 * Keeps the routes of one kind. Writers exclude each other; readers see a snapshot.
	 *
	 * @param <H> the type of the handlers
	 */
	private static final class Routes<H> {

		private final String kind;

		private volatile Map<String, Route<H>> byPath = Map.of();

		private volatile List<PathSet<H>> bySet = List.of();

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

		synchronized Registration add(String path, Route<H> route) {
			Map<String, Route<H>> copy = new HashMap<>(this.byPath);
			if (copy.putIfAbsent(path, route) != null) {
				throw new ConfigurationException(ErrorCode.INVALID_OPTION, "path '" + path + "' has a " + this.kind
						+ " handler already; close its registration first, or use another path");
			}
			this.byPath = Map.copyOf(copy);
			return () -> remove(path, route);
		}

		synchronized Registration add(Predicate<String> paths, Route<H> route) {
			List<PathSet<H>> copy = new ArrayList<>(this.bySet);
			copy.add(new PathSet<>(paths, route));
			this.bySet = List.copyOf(copy);
			return () -> remove(route);
		}

		private synchronized void remove(String path, Route<H> route) {
			Map<String, Route<H>> copy = new HashMap<>(this.byPath);
			if (copy.remove(path, route)) {
				this.byPath = Map.copyOf(copy);
			}
		}

		@SuppressWarnings("ReferenceEquality") // a registration ends its own route only
		private synchronized void remove(Route<H> route) {
			this.bySet = this.bySet.stream().filter((set) -> set.route() != route).toList();
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
