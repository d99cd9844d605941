package io.quictransport.internal.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Predicate;

import io.quictransport.ConfigurationException;
import io.quictransport.Dispatch;
import io.quictransport.ErrorCode;
import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.MessageType;
import io.quictransport.PathSet;
import io.quictransport.PeerListener;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import io.quictransport.ServedPaths;
import io.quictransport.internal.text.Log;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the handlers and listeners of a transport. They are registered rarely and read on
 * every message, without locks. Survives stop and start.
 */
public final class HandlerRegistry {

	private static final Log logger = Log.of(HandlerRegistry.class);

	private final Routes<RequestHandler> requests = new Routes<>((path, several) -> {
		throw taken(path, "request");
	});

	private final Routes<MessageHandler> messages = new Routes<>((path, several) -> group(several));

	private final Routes<MessageStreamHandler> streams = new Routes<>((path, several) -> {
		throw taken(path, "stream");
	});

	/** Whether any handler has asked for views. */
	private volatile boolean views;

	private volatile Runnable changed = () -> {
	};

	private final CopyOnWriteArrayList<PeerListener> listeners = new CopyOnWriteArrayList<>();

	private static ConfigurationException taken(String path, String kind) {
		return new ConfigurationException(ErrorCode.INVALID_OPTION, "path '" + path + "' has a " + kind
				+ " handler already; close its registration first, or use another path");
	}

	/** Several handlers run where the one that must not run on the event loop does. */
	private static Registered<MessageHandler> group(List<Registered<MessageHandler>> several) {
		boolean onLoop = several.stream().allMatch((route) -> route.dispatch() == Dispatch.EVENT_LOOP);
		boolean views = several.stream().allMatch(Registered::views);
		return new Registered<>(onLoop ? Dispatch.EVENT_LOOP : Dispatch.EXECUTOR, views,
				new HandlerGroup(several.stream().map(Registered::handler).toList()));
	}

	/** The paths that have handlers now. */
	public ServedPaths served() {
		return new ServedPaths(this.requests.announced(), this.messages.announced(), this.streams.announced());
	}

	/**
	 * Runs an action after each change of the handlers, on the thread that changes them;
	 * replaces the one before.
	 */
	public void whenChanged(Runnable action) {
		this.changed = action;
	}

	public Registration addRequestHandler(Route route, RequestHandler handler) {
		return this.requests.add(route, Objects.requireNonNull(handler, "handler"));
	}

	public Registration addMessageHandler(Route route, MessageHandler handler) {
		return this.messages.add(route, Objects.requireNonNull(handler, "handler"));
	}

	public Registration addStreamHandler(Route route, MessageStreamHandler handler) {
		return this.streams.add(route, Objects.requireNonNull(handler, "handler"));
	}

	public Registration addListener(PeerListener listener) {
		this.listeners.add(listener);
		return () -> removeListener(listener);
	}

	/** Another listener may be equal to it, or have an {@code equals} that fails. */
	@SuppressWarnings("ReferenceEquality") // a registration ends its own listener only
	private void removeListener(PeerListener listener) {
		synchronized (this.listeners) {
			for (int i = 0; i < this.listeners.size(); i++) {
				if (this.listeners.get(i) == listener) {
					this.listeners.remove(i);
					return;
				}
			}
		}
	}

	@Nullable Registered<MessageStreamHandler> streamRoute(String path) {
		return this.streams.find(path);
	}

	@Nullable Registered<RequestHandler> requestRoute(String path) {
		return this.requests.find(path);
	}

	@Nullable Registered<MessageHandler> messageRoute(String path) {
		return this.messages.find(path);
	}

	/** Whether the handler of a message takes its payload as a view. */
	boolean wantsView(MessageType type, String path) {
		if (!this.views) {
			return false;
		}
		Registered<?> route = (type == MessageType.REQUEST) ? requestRoute(path) : messageRoute(path);
		return route != null && route.views();
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
	private final class Routes<H> {

		/** Makes one route of several, or refuses to. */
		private final BiFunction<String, List<Registered<H>>, Registered<H>> several;

		/** What is registered for each path, for writers. */
		private final Map<String, List<Registered<H>>> registered = new HashMap<>();

		private final Map<String, Registered<H>> byPath = new ConcurrentHashMap<>();

		private final List<PathRule<H>> bySet = new CopyOnWriteArrayList<>();

		Routes(BiFunction<String, List<Registered<H>>, Registered<H>> several) {
			this.several = several;
		}

		@Nullable Registered<H> find(String path) {
			Registered<H> exact = this.byPath.get(path);
			if (exact != null) {
				return exact;
			}
			for (PathRule<H> set : this.bySet) {
				if (set.matches(path)) {
					return set.route();
				}
			}
			return null;
		}

		Registration add(Route route, H handler) {
			String path = route.path();
			Registered<H> registered = new Registered<>(route.dispatch(), route.views(), handler);
			if (route.views()) {
				HandlerRegistry.this.views = true;
			}
			return (path != null) ? add(path, registered) : add(route.paths(), registered);
		}

		private Registration add(String path, Registered<H> route) {
			synchronized (this) {
				List<Registered<H>> routes = new ArrayList<>(this.registered.getOrDefault(path, List.of()));
				routes.add(route);
				show(path, routes);
			}
			HandlerRegistry.this.changed.run();
			return () -> remove(path, route);
		}

		/** Readers see these routes of a path from now on. */
		private void show(String path, List<Registered<H>> routes) {
			if (routes.isEmpty()) {
				this.byPath.remove(path);
				this.registered.remove(path);
			}
			else {
				this.byPath.put(path, (routes.size() == 1) ? routes.get(0) : this.several.apply(path, routes));
				this.registered.put(path, routes);
			}
		}

		private Registration add(Predicate<String> paths, Registered<H> route) {
			PathRule<H> rule = new PathRule<>(paths, route, new AtomicBoolean());
			this.bySet.add(rule);
			HandlerRegistry.this.changed.run();
			return () -> remove(rule);
		}

		@SuppressWarnings("ReferenceEquality") // a registration ends its own route only
		private void remove(String path, Registered<H> route) {
			synchronized (this) {
				List<Registered<H>> routes = new ArrayList<>(this.registered.getOrDefault(path, List.of()));
				if (!routes.removeIf((each) -> each == route)) {
					return;
				}
				show(path, routes);
			}
			HandlerRegistry.this.changed.run();
		}

		@SuppressWarnings("ReferenceEquality") // a registration ends its own rule only
		private void remove(PathRule<H> rule) {
			if (this.bySet.removeIf((each) -> each == rule)) {
				HandlerRegistry.this.changed.run();
			}
		}

		/** What peers are told of the paths; looks at all of them. */
		Set<String> announced() {
			Set<String> paths = new TreeSet<>(this.byPath.keySet());
			for (PathRule<H> set : this.bySet) {
				paths.addAll((set.paths() instanceof PathSet stated) ? stated.announced() : Set.of(ServedPaths.ALL));
			}
			return paths.contains(ServedPaths.ALL) ? Set.of(ServedPaths.ALL) : paths;
		}

	}

	/**
	 * Holds the handler of a set of paths.
	 *
	 * @param paths selects the paths
	 * @param route the handler
	 * @param told whether a failure of the selection was logged, which is done once
	 * @param <H> the type of the handler
	 */
	private record PathRule<H>(Predicate<String> paths, Registered<H> route, AtomicBoolean told) {

		/**
		 * Whether the set has a path. One that fails does not: a peer may have chosen the
		 * path for that, and has other calls on the same stream.
		 */
		boolean matches(String path) {
			try {
				return this.paths.test(path);
			}
			catch (Throwable ex) {
				if (this.told.compareAndSet(false, true)) {
					logger.warn("event=route_failed path=\"{}\" reason=\"{}\"", path, ex);
				}
				return false;
			}
		}

	}

	/**
	 * Represents one registered handler. Compared by identity: the same handler
	 * registered twice makes two routes.
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
