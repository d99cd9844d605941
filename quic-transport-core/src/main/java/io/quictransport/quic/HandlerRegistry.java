package io.quictransport.quic;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

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
 * The handlers and listeners of a transport. Registered rarely and read on every message:
 * an immutable snapshot behind a volatile reference. Outlives stop and start.
 */
final class HandlerRegistry {

	private final Routes<RequestHandler> requests = new Routes<>("request");

	private final Routes<MessageHandler> messages = new Routes<>("message");

	private final Routes<MessageStreamHandler> streams = new Routes<>("stream");

	private final CopyOnWriteArrayList<PeerListener> listeners = new CopyOnWriteArrayList<>();

	Registration addRequestHandler(String path, Dispatch dispatch, RequestHandler handler) {
		return this.requests.add(new Route<>(path, dispatch, handler));
	}

	Registration addMessageHandler(String path, Dispatch dispatch, MessageHandler handler) {
		return this.messages.add(new Route<>(path, dispatch, handler));
	}

	Registration addListener(PeerListener listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	Registration addStreamHandler(String path, Dispatch dispatch, MessageStreamHandler handler) {
		return this.streams.add(new Route<>(path, dispatch, handler));
	}

	@Nullable Route<MessageStreamHandler> streamRoute(String path) {
		return this.streams.byPath.get(path);
	}

	@Nullable Route<RequestHandler> requestRoute(String path) {
		return this.requests.byPath.get(path);
	}

	@Nullable Route<MessageHandler> messageRoute(String path) {
		return this.messages.byPath.get(path);
	}

	Iterable<PeerListener> listeners() {
		return this.listeners;
	}

	/**
	 * The routes of one kind. Writers exclude each other; readers see a snapshot.
	 *
	 * @param <H> the type of the handlers
	 */
	private static final class Routes<H> {

		private final String kind;

		private volatile Map<String, Route<H>> byPath = Map.of();

		Routes(String kind) {
			this.kind = kind;
		}

		synchronized Registration add(Route<H> route) {
			Map<String, Route<H>> copy = new HashMap<>(this.byPath);
			if (copy.putIfAbsent(route.path(), route) != null) {
				throw new ConfigurationException(ErrorCode.INVALID_OPTION, "path '" + route.path() + "' has a "
						+ this.kind + " handler already; close its registration first, or use another path");
			}
			this.byPath = Map.copyOf(copy);
			return () -> remove(route);
		}

		private synchronized void remove(Route<H> route) {
			Map<String, Route<H>> copy = new HashMap<>(this.byPath);
			if (copy.remove(route.path(), route)) {
				this.byPath = Map.copyOf(copy);
			}
		}

	}

	/**
	 * One registered handler. Compared by identity: the same handler registered twice is
	 * two routes.
	 *
	 * @param <H> the type of the handler
	 */
	static final class Route<H> {

		private final String path;

		private final Dispatch dispatch;

		private final H handler;

		Route(String path, Dispatch dispatch, H handler) {
			this.path = path;
			this.dispatch = dispatch;
			this.handler = handler;
		}

		String path() {
			return this.path;
		}

		Dispatch dispatch() {
			return this.dispatch;
		}

		H handler() {
			return this.handler;
		}

	}

}
