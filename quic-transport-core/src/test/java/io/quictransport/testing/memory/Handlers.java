package io.quictransport.testing.memory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handlers and listeners of one transport. They outlive stop and start.
 */
final class Handlers {

	private static final Logger logger = LoggerFactory.getLogger(Handlers.class);

	private final Routes<RequestHandler> requests = new Routes<>();

	private final Routes<MessageHandler> messages = new Routes<>();

	private final Routes<MessageStreamHandler> streams = new Routes<>();

	private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

	Registration onRequest(String path, Dispatch dispatch, RequestHandler handler) {
		return this.requests.add(path, new Route<>(dispatch, handler));
	}

	Registration onRequest(Predicate<String> paths, Dispatch dispatch, RequestHandler handler) {
		return this.requests.add(paths, new Route<>(dispatch, handler));
	}

	Registration onMessage(String path, Dispatch dispatch, MessageHandler handler) {
		return this.messages.add(path, new Route<>(dispatch, handler));
	}

	Registration onMessage(Predicate<String> paths, Dispatch dispatch, MessageHandler handler) {
		return this.messages.add(paths, new Route<>(dispatch, handler));
	}

	Registration onStream(String path, Dispatch dispatch, MessageStreamHandler handler) {
		return this.streams.add(path, new Route<>(dispatch, handler));
	}

	Registration onStream(Predicate<String> paths, Dispatch dispatch, MessageStreamHandler handler) {
		return this.streams.add(paths, new Route<>(dispatch, handler));
	}

	@Nullable Route<RequestHandler> ofRequest(String path) {
		return this.requests.find(path);
	}

	@Nullable Route<MessageHandler> ofMessage(String path) {
		return this.messages.find(path);
	}

	@Nullable Route<MessageStreamHandler> ofStream(String path) {
		return this.streams.find(path);
	}

	Subscription subscribe(PeerListener listener) {
		return new Subscription(listener);
	}

	List<Subscription> subscriptions() {
		return this.subscriptions;
	}

	/**
	 * One subscribed listener, guarded from the others. It may be closed before it has
	 * begun.
	 */
	final class Subscription implements Registration {

		private final PeerListener listener;

		private boolean closed;

		Subscription(PeerListener listener) {
			this.listener = listener;
		}

		synchronized void begin() {
			if (!this.closed) {
				Handlers.this.subscriptions.add(this);
			}
		}

		void tell(Consumer<PeerListener> event) {
			try {
				event.accept(this.listener);
			}
			catch (Throwable ex) {
				logger.warn("event=listener_failed listener={}", this.listener, ex);
			}
		}

		@Override
		public synchronized void close() {
			this.closed = true;
			Handlers.this.subscriptions.remove(this);
		}

	}

	/**
	 * The handlers of one kind.
	 *
	 * @param <H> the type of the handlers
	 */
	private static final class Routes<H> {

		private final Map<String, Route<H>> byPath = new ConcurrentHashMap<>();

		private final List<Map.Entry<Predicate<String>, Route<H>>> bySet = new CopyOnWriteArrayList<>();

		Registration add(String path, Route<H> route) {
			Messages.checkPath(path);
			if (this.byPath.putIfAbsent(path, route) != null) {
				throw new ConfigurationException(ErrorCode.INVALID_OPTION,
						"path '" + path + "' has a handler already; close its registration first, or use another path");
			}
			return () -> this.byPath.remove(path, route);
		}

		Registration add(Predicate<String> paths, Route<H> route) {
			Map.Entry<Predicate<String>, Route<H>> added = Map.entry(paths, route);
			this.bySet.add(added);
			return () -> this.bySet.remove(added);
		}

		@Nullable Route<H> find(String path) {
			Route<H> exact = this.byPath.get(path);
			return (exact != null) ? exact
					: this.bySet.stream()
						.filter((set) -> set.getKey().test(path))
						.map(Map.Entry::getValue)
						.findFirst()
						.orElse(null);
		}

	}

	/**
	 * One registered handler. Compared by identity, for a registration ends this one and
	 * no later one.
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
