package io.quictransport.spring.boot.messaging;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
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
 * Finds routes with two handlers before any message arrives: two methods with the same
 * path, two with patterns of which neither is more specific than the other, and a method
 * with the path of a handler bean. One-way messages on an exact path may have several
 * handlers, so methods that return nothing may share a path, which then serves no
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
		Map<RouteKind, Claims> byKind = new EnumMap<>(RouteKind.class);
		claimsOfBeans(byKind);
		handler.getHandlerMethods().forEach((route, method) -> {
			if (route.patterns().isEmpty() || route.patterns().contains("")) {
				throw new RouteException(
						StringUtils.capitalize(MethodNames.nameOf(method)) + " is mapped to an empty path.",
						"Name the path that it serves: @MessageMapping(\"...\").");
			}
			route.patterns()
				.forEach((pattern) -> route.kinds()
					.forEach((kind) -> claim(byKind, kind, new Claim(pattern, MethodNames.nameOf(method), true,
							route.kinds().contains(RouteKind.MESSAGE)), handler)));
		});
	}

	private void claim(Map<RouteKind, Claims> byKind, RouteKind kind, Claim claim, QuicMessageHandler handler) {
		Claims others = byKind.computeIfAbsent(kind, (key) -> new Claims());
		boolean pattern = claim.annotated() && handler.pathMatcher().isPattern(claim.pattern());
		Claim same = others.byPath().putIfAbsent(claim.pattern(), claim);
		if (same != null && (pattern || !same.oneWay() || !claim.oneWay())) {
			throw conflict(kind, claim.pattern(), same, claim);
		}
		if (pattern) {
			List<Claim> alike = others.patterns().computeIfAbsent(claim.segments().length, (key) -> new ArrayList<>());
			for (Claim other : alike) {
				String path = sharedPath(claim, other, handler.pathMatcher());
				if (path != null) {
					throw conflict(kind, path, other, claim);
				}
			}
			alike.add(claim);
		}
	}

	private static RouteException conflict(RouteKind kind, String path, Claim one, Claim other) {
		return new RouteException(
				"Two handlers serve " + kind + " on the path '" + path + "': " + one + " and " + other + ".",
				"Give one of them another path, or remove it. A method that returns nothing serves one-way"
						+ " messages and requests; one with a result serves requests alone.");
	}

	/** A path for which neither of the two patterns goes before the other; or null. */
	private static @Nullable String sharedPath(Claim one, Claim other, PathMatcher matcher) {
		String path = witness(one.segments(), other.segments(), matcher);
		if (path == null || !matcher.match(one.pattern(), path) || !matcher.match(other.pattern(), path)) {
			return null;
		}
		return (matcher.getPatternComparator(path).compare(one.pattern(), other.pattern()) == 0) ? path : null;
	}

	/**
	 * Takes from each segment what is fixed in either pattern; null if that differs.
	 */
	private static @Nullable String witness(String[] left, String[] right, PathMatcher matcher) {
		String[] path = new String[left.length];
		for (int i = 0; i < left.length; i++) {
			boolean fixed = !matcher.isPattern(left[i]);
			if (fixed && !left[i].equals(right[i]) && !matcher.isPattern(right[i])) {
				return null;
			}
			path[i] = fixed ? left[i] : !matcher.isPattern(right[i]) ? right[i] : "x";
		}
		return String.join(".", path);
	}

	private void claimsOfBeans(Map<RouteKind, Claims> byKind) {
		for (String bean : this.beanFactory.getBeanNamesForAnnotation(NodeHandler.class)) {
			NodeHandler annotation = this.beanFactory.findAnnotationOnBean(bean, NodeHandler.class);
			RouteKind kind = kindOf(bean);
			String path = (annotation != null) ? this.beanFactory.resolveEmbeddedValue(annotation.path()) : null;
			if (kind != null && path != null) {
				byKind.computeIfAbsent(kind, (key) -> new Claims())
					.byPath()
					.putIfAbsent(path, new Claim(path, "the bean '" + bean + "'", false, kind == RouteKind.MESSAGE));
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
	 * Holds what is claimed of one kind.
	 *
	 * @param byPath all claims, by path or pattern
	 * @param patterns those of patterns, by the number of their segments
	 */
	private record Claims(Map<String, Claim> byPath, Map<Integer, List<Claim>> patterns) {

		Claims() {
			this(new HashMap<>(), new HashMap<>());
		}

	}

	/**
	 * States which handler serves a path.
	 *
	 * @param pattern the path or pattern
	 * @param handler the handler, as the developer knows it
	 * @param annotated whether it is a method, whose path may be a pattern
	 * @param oneWay whether it takes one-way messages, which several may
	 * @param segments the segments of the path or pattern
	 */
	private record Claim(String pattern, String handler, boolean annotated, boolean oneWay, String[] segments) {

		Claim(String pattern, String handler, boolean annotated, boolean oneWay) {
			this(pattern, handler, annotated, oneWay, pattern.split("\\.", -1));
		}

		@Override
		public String toString() {
			return this.handler;
		}

	}

}
