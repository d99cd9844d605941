package io.quictransport.spring.boot.messaging;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.RequestHandler;
import io.quictransport.spring.boot.NodeHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.PathMatcher;
import org.springframework.util.StringUtils;

/**
 * Finds two handlers for one route before any message does: two methods with the same
 * path, two with patterns of which neither is more specific than the other, and a method
 * with the path of a handler bean. One-way messages of an exact path may have several
 * handlers, and so methods that return nothing may share a path, which then serves no
 * requests.
 */
final class RouteConflicts {

	private final ConfigurableListableBeanFactory beanFactory;

	RouteConflicts(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Looks at all routes.
	 * @throws RouteException if two handlers claim one
	 */
	void check(QuicMessageHandler handler) {
		Map<RouteKind, List<Claim>> byKind = new EnumMap<>(RouteKind.class);
		claimsOfBeans(byKind);
		handler.getHandlerMethods().forEach((route, method) -> {
			if (route.patterns().isEmpty() || route.patterns().contains("")) {
				throw new RouteException(
						StringUtils.capitalize(Signatures.nameOf(method)) + " is mapped to an empty path.",
						"Name the path that it serves: @MessageMapping(\"...\").");
			}
			route.patterns()
				.forEach((pattern) -> route.kinds()
					.forEach((kind) -> claim(byKind, kind, new Claim(pattern, Signatures.nameOf(method), true,
							route.kinds().contains(RouteKind.MESSAGE)), handler)));
		});
	}

	private void claim(Map<RouteKind, List<Claim>> byKind, RouteKind kind, Claim claim, QuicMessageHandler handler) {
		List<Claim> others = byKind.computeIfAbsent(kind, (key) -> new ArrayList<>());
		for (Claim other : others) {
			String path = sharedPath(claim, other, handler.pathMatcher());
			if (path != null && !mayShare(claim, other, handler.pathMatcher())) {
				throw new RouteException(
						"Two handlers serve " + kind + " on the path '" + path + "': " + other + " and " + claim + ".",
						"Give one of them another path, or remove it. A method that returns nothing serves one-way"
								+ " messages and requests; one with a result serves requests alone.");
			}
		}
		others.add(claim);
	}

	/** Whether both take the one-way messages of one path, which has no variables. */
	private static boolean mayShare(Claim one, Claim other, PathMatcher matcher) {
		return one.oneWay() && other.oneWay() && one.pattern().equals(other.pattern())
				&& !matcher.isPattern(one.pattern());
	}

	/** A path for which neither of the two goes before the other; null without any. */
	private static @Nullable String sharedPath(Claim one, Claim other, PathMatcher matcher) {
		if (!one.annotated() || !other.annotated()) {
			return one.pattern().equals(other.pattern()) ? one.pattern() : null;
		}
		String path = witness(one.pattern(), other.pattern(), matcher);
		if (path == null || !matcher.match(one.pattern(), path) || !matcher.match(other.pattern(), path)) {
			return null;
		}
		return (matcher.getPatternComparator(path).compare(one.pattern(), other.pattern()) == 0) ? path : null;
	}

	/** Takes from each segment what is fixed in either pattern. */
	private static @Nullable String witness(String one, String other, PathMatcher matcher) {
		String[] left = one.split("\\.", -1);
		String[] right = other.split("\\.", -1);
		if (left.length != right.length) {
			return null;
		}
		String[] path = new String[left.length];
		for (int i = 0; i < left.length; i++) {
			path[i] = !matcher.isPattern(left[i]) ? left[i] : !matcher.isPattern(right[i]) ? right[i] : "x";
		}
		return String.join(".", path);
	}

	private void claimsOfBeans(Map<RouteKind, List<Claim>> byKind) {
		for (String bean : this.beanFactory.getBeanNamesForAnnotation(NodeHandler.class)) {
			NodeHandler annotation = this.beanFactory.findAnnotationOnBean(bean, NodeHandler.class);
			RouteKind kind = kindOf(bean);
			String path = (annotation != null) ? this.beanFactory.resolveEmbeddedValue(annotation.path()) : null;
			if (kind != null && path != null) {
				byKind.computeIfAbsent(kind, (key) -> new ArrayList<>())
					.add(new Claim(path, "the bean '" + bean + "'", false, kind == RouteKind.MESSAGE));
			}
		}
	}

	private @Nullable RouteKind kindOf(String bean) {
		if (this.beanFactory.isTypeMatch(bean, RequestHandler.class)) {
			return RouteKind.REQUEST;
		}
		if (this.beanFactory.isTypeMatch(bean, MessageHandler.class)) {
			return RouteKind.MESSAGE;
		}
		return this.beanFactory.isTypeMatch(bean, MessageStreamHandler.class) ? RouteKind.STREAM : null;
	}

	/**
	 * Who serves what.
	 *
	 * @param pattern the path or pattern
	 * @param handler the handler, as the developer knows it
	 * @param annotated whether it is a method, whose path may be a pattern
	 * @param oneWay whether it takes one-way messages
	 */
	private record Claim(String pattern, String handler, boolean annotated, boolean oneWay) {

		@Override
		public String toString() {
			return this.handler;
		}

	}

}
