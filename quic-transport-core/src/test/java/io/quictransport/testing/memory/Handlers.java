package io.quictransport.testing.memory;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.quictransport.ConfigurationException;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.PathSet;
import io.quictransport.PeerListener;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.ServedPaths;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the handlers and listeners of one transport. They survive stop and start.
 */
final class Handlers {

	private static final Logger logger = LoggerFactory.getLogger(Handlers.class);

	private final Routes<RequestHandler> requests = new Routes<>(Handlers::refuse);

	private final Routes<MessageHandler> messages = new Routes<>((path, several) -> new Registered<>(
			several.stream().allMatch((route) -> route.dispatch() == Dispatch.EVENT_LOOP) ? Dispatch.EVENT_LOOP
					: Dispatch.EXECUTOR,
			several.stream().allMatch(Registered::views), (message, context) -> several
				.forEach((route) -> Inbound.deliverTo(route.handler(), message, context, this.failures))));

	private final Routes<MessageStreamHandler> streams = new Routes<>(Handlers::refuse);

	private volatile Runnable failures = () -> {
	};

	private volatile Runnable changed = () -> {
	};

	private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

	private static <H> Registered<H> refuse(String path, List<Registered<H>> several) {
		throw new ConfigurationException(ErrorCode.INVALID_OPTION,
				"path '" + path + "' has a handler already; close its registration first, or use another path");
	}

	/** Counts the handlers that fail beside others of their path. */
	void countFailures(Runnable action) {
		this.failures = action;
	}

	void whenChanged(Runnable action) {
		this.changed = action;
	}

	ServedPaths served() {
		return new ServedPaths(this.requests.announced(), this.messages.announced(), this.streams.announced());
	}

	Registration onRequest(Route route, RequestHandler handler) {
		return this.requests.add(route, Objects.requireNonNull(handler, "handler"));
	}

	Registration onMessage(Route route, MessageHandler handler) {
		return this.messages.add(route, Objects.requireNonNull(handler, "handler"));
	}

	Registration onStream(Route route, MessageStreamHandler handler) {
		return this.streams.add(route, Objects.requireNonNull(handler, "handler"));
	}

	@Nullable Registered<RequestHandler> ofRequest(String path) {
		return this.requests.find(path);
	}

	@Nullable Registered<MessageHandler> ofMessage(String path) {
		return this.messages.find(path);
	}

	@Nullable Registered<MessageStreamHandler> ofStream(String path) {
		return this.streams.find(path);
	}

	Subscription subscribe(PeerListener listener) {
		return new Subscription(Objects.requireNonNull(listener, "listener"));
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
	private final class Routes<H> {

		private final BiFunction<String, List<Registered<H>>, Registered<H>> several;

		private final Map<String, List<Registered<H>>> registered = new ConcurrentHashMap<>();

		private final Map<String, Registered<H>> byPath = new ConcurrentHashMap<>();

		private final List<Map.Entry<Predicate<String>, Registered<H>>> bySet = new CopyOnWriteArrayList<>();

		Routes(BiFunction<String, List<Registered<H>>, Registered<H>> several) {
			this.several = several;
		}

		Registration add(Route route, H handler) {
			String path = route.path();
			Registered<H> registered = new Registered<>(route.dispatch(), route.views(), handler);
			return (path != null) ? add(path, registered) : add(route.paths(), registered);
		}

		private Registration add(String path, Registered<H> route) {
			change(path, Stream.concat(registered(path), Stream.of(route)).toList());
			return () -> change(path, registered(path).filter((each) -> each != route).toList());
		}

		private Stream<Registered<H>> registered(String path) {
			return this.registered.getOrDefault(path, List.of()).stream();
		}

		private synchronized void change(String path, List<Registered<H>> routes) {
			if (routes.isEmpty()) {
				this.byPath.remove(path);
				this.registered.remove(path);
			}
			else {
				this.byPath.put(path, (routes.size() == 1) ? routes.get(0) : this.several.apply(path, routes));
				this.registered.put(path, routes);
			}
			Handlers.this.changed.run();
		}

		private Registration add(Predicate<String> paths, Registered<H> route) {
			Map.Entry<Predicate<String>, Registered<H>> added = Map.entry(paths, route);
			this.bySet.add(added);
			Handlers.this.changed.run();
			return () -> {
				this.bySet.remove(added);
				Handlers.this.changed.run();
			};
		}

		Set<String> announced() {
			Set<String> paths = new TreeSet<>(this.byPath.keySet());
			this.bySet.forEach((set) -> paths
				.addAll((set.getKey() instanceof PathSet stated) ? stated.announced() : Set.of(ServedPaths.ALL)));
			return paths.contains(ServedPaths.ALL) ? Set.of(ServedPaths.ALL) : paths;
		}

		@Nullable Registered<H> find(String path) {
			Registered<H> exact = this.byPath.get(path);
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
	static final class Registered<H> {

		private final Dispatch dispatch;

		private final boolean views;

		private final H handler;

		Registered(Dispatch dispatch, boolean views, H handler) {
			this.dispatch = dispatch;
			this.views = views;
			this.handler = handler;
		}

		Dispatch dispatch() {
			return this.dispatch;
		}

		boolean views() {
			return this.views;
		}

		H handler() {
			return this.handler;
		}

	}

}
