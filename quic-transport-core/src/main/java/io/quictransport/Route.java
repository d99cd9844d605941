package io.quictransport;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * States which paths a handler serves, and where it runs. Immutable; by default a handler
 * runs on the handler executor.
 *
 * <p>
 * A handler of an exact path takes precedence, then those of sets of paths in the order
 * of their registration.
 */
public final class Route {

	private final @Nullable String path;

	private final Predicate<String> paths;

	private final Dispatch dispatch;

	private final boolean views;

	private Route(@Nullable String path, Predicate<String> paths, Dispatch dispatch, boolean views) {
		this.path = path;
		this.paths = paths;
		this.dispatch = dispatch;
		this.views = views;
	}

	/**
	 * Serves one path.
	 * @param path the path, matched as it is, 1 to 1024 bytes of UTF-8
	 * @return the route
	 * @throws ConfigurationException if the path is empty or too long
	 */
	public static Route path(String path) {
		if (path.isEmpty() || path.length() > NetworkMessage.MAX_PATH_LENGTH
				|| path.getBytes(StandardCharsets.UTF_8).length > NetworkMessage.MAX_PATH_LENGTH) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"path '" + path + "' must have 1 to " + NetworkMessage.MAX_PATH_LENGTH + " bytes of UTF-8");
		}
		return new Route(path, Predicate.isEqual(path), Dispatch.EXECUTOR, false);
	}

	/**
	 * Serves a set of paths, such as those of a pattern. What holds for a path holds for
	 * each path of the set.
	 * @param paths decides whether a path belongs to the set; called on event loops, so
	 * it must be quick and must not block or throw. A {@link PathSet} also states how it
	 * is announced to peers; any other predicate is announced as a set of all paths
	 * @return the route
	 */
	public static Route matching(Predicate<String> paths) {
		return new Route(null, Objects.requireNonNull(paths, "paths"), Dispatch.EXECUTOR, false);
	}

	/**
	 * Chooses where the handler runs. For streams, the subscribers of their items run
	 * there, too.
	 * @param dispatch the new value
	 * @return a copy with this value
	 */
	public Route withDispatch(Dispatch dispatch) {
		return new Route(this.path, this.paths, Objects.requireNonNull(dispatch, "dispatch"), this.views);
	}

	/**
	 * Gives the handler of requests or one-way messages their payloads as views instead
	 * of arrays: {@link NetworkMessage#content()} is then read where it was received, and
	 * no longer than the handler works ({@link MessagePayload}). Where a path has several
	 * handlers of messages, they get views if all ask for them. For the handlers of
	 * streams it changes nothing: {@link MessageStream#forEachPayload} gives views.
	 * @return a copy with views
	 */
	public Route withViews() {
		return new Route(this.path, this.paths, this.dispatch, true);
	}

	/**
	 * The one path that is served.
	 * @return the path, null if the route serves a set of paths
	 */
	public @Nullable String path() {
		return this.path;
	}

	/**
	 * The paths that are served.
	 * @return decides whether a path is; the predicate that {@link #matching} was given
	 */
	public Predicate<String> paths() {
		return this.paths;
	}

	/**
	 * Where the handler runs.
	 * @return the value, by default {@link Dispatch#EXECUTOR}
	 */
	public Dispatch dispatch() {
		return this.dispatch;
	}

	/**
	 * Whether the handler gets payloads as views.
	 * @return the value, by default false
	 */
	public boolean views() {
		return this.views;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Route that && this.dispatch == that.dispatch && this.views == that.views
				&& Objects.equals(this.path, that.path) && (this.path != null || this.paths.equals(that.paths));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.dispatch, this.views, (this.path != null) ? this.path : this.paths);
	}

	@Override
	public String toString() {
		return ((this.path != null) ? this.path : String.valueOf(this.paths)) + " on " + this.dispatch
				+ (this.views ? " with views" : "");
	}

}
