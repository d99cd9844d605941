package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.messaging.handler.DestinationPatternsMessageCondition;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.util.ClassUtils;
import org.springframework.util.PathMatcher;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * Finds the path that annotations state for a method of a handler or of a client. If an
 * interface states it with {@link NodeExchange}, only that counts, so both ends have the
 * same path.
 */
final class Exchanges {

	private static final String[] NONE = {};

	private Exchanges() {
	}

	static @Nullable NodeExchange find(Method method) {
		return AnnotatedElementUtils.findMergedAnnotation(method, NodeExchange.class);
	}

	/**
	 * What is stated of a method.
	 * @param type the class of the handler, or the interface of the client
	 * @return null if nothing is
	 * @throws RouteException if the path is stated more than once
	 */
	static @Nullable Paths of(Method method, Class<?> type) {
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		MergedAnnotation<MessageMapping> mapping = annotations.get(MessageMapping.class);
		if (!mapping.isPresent()) {
			return null;
		}
		MergedAnnotation<NodeExchange> exchange = annotations.get(NodeExchange.class);
		if (!exchange.isPresent() || !(exchange.getSource() instanceof Method stated)
				|| !stated.getDeclaringClass().isInterface()) {
			return new Paths(MethodNames.nameOf(type, method), ofClass(type),
					mapping.getStringArray(MergedAnnotation.VALUE));
		}
		if (!stated.equals(mapping.getSource())) {
			throw new RouteException("The path of " + MethodNames.nameOf(type, method)
					+ " is stated more than once: by the interface " + stated.getDeclaringClass().getName()
					+ ", and by "
					+ ((mapping.getSource() instanceof Method other) ? other.getDeclaringClass() : "another") + ".",
					"Leave it to the interface, which both ends share.");
		}
		return new Paths(MethodNames.nameOf(type, method), ofInterface(stated.getDeclaringClass(), type, method),
				new String[] { exchange.getString(MergedAnnotation.VALUE) });
	}

	/** Not those of interfaces with exchanges: they begin the paths of their own. */
	private static String[] ofClass(Class<?> type) {
		return MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY)
			.stream(MessageMapping.class)
			.filter((mapping) -> mapping.getRoot().getType() != NodeExchange.class
					|| !(mapping.getSource() instanceof Class<?> source) || !source.isInterface())
			.findFirst()
			.map((mapping) -> mapping.getStringArray(MergedAnnotation.VALUE))
			.orElse(NONE);
	}

	private static String[] ofInterface(Class<?> declaring, Class<?> type, Method method) {
		Set<Class<?>> candidates = new LinkedHashSet<>(ClassUtils.getAllInterfacesForClassAsSet(type));
		candidates.removeIf((candidate) -> !declaring.isAssignableFrom(candidate)
				|| !MergedAnnotations.from(candidate).isPresent(NodeExchange.class));
		List<Class<?>> nearest = candidates.stream()
			.filter((one) -> candidates.stream().noneMatch((other) -> other != one && one.isAssignableFrom(other)))
			.toList();
		if (nearest.size() > 1) {
			throw new RouteException(
					"The path of " + MethodNames.nameOf(type, method) + " has more than one beginning: "
							+ nearest.stream().map(Class::getName).toList() + ".",
					"Implement one of these interfaces only, or have each declare the method itself.");
		}
		return nearest.isEmpty() ? NONE : new String[] {
				MergedAnnotations.from(nearest.get(0)).get(NodeExchange.class).getString(MergedAnnotation.VALUE) };
	}

	/**
	 * Replaces the placeholders of a text that an annotation has.
	 * @param what the text, as the developer knows it
	 * @param resolver replaces placeholders, null to leave them
	 * @throws RouteException if one has no value
	 */
	static String resolved(String text, String what, @Nullable StringValueResolver resolver) {
		if (resolver == null) {
			return text;
		}
		try {
			String value = resolver.resolveStringValue(text);
			return (value != null) ? value : "";
		}
		catch (IllegalArgumentException ex) {
			throw new RouteException(StringUtils.capitalize(what) + " is '" + text
					+ "', of which a placeholder has no value: " + ex.getMessage() + ".",
					"Set the property, or state a default: ${name:default}.");
		}
	}

	/**
	 * Paths as they are written.
	 *
	 * @param method the method as the developer knows it
	 * @param ofType the beginnings, empty if there are none
	 * @param ofMethod the paths of the method
	 */
	record Paths(String method, String[] ofType, String[] ofMethod) {

		/**
		 * All of them, those of the type each with those of the method.
		 * @param resolver replaces placeholders, null to leave them
		 * @throws RouteException if a placeholder has no value
		 */
		DestinationPatternsMessageCondition condition(PathMatcher matcher, @Nullable StringValueResolver resolver) {
			DestinationPatternsMessageCondition paths = condition(this.ofMethod, matcher, resolver);
			return (this.ofType.length > 0) ? condition(this.ofType, matcher, resolver).combine(paths) : paths;
		}

		private DestinationPatternsMessageCondition condition(String[] paths, PathMatcher matcher,
				@Nullable StringValueResolver resolver) {
			String[] resolved = Stream.of(paths)
				.map((path) -> resolved(path, "a path of " + this.method, resolver))
				.toArray(String[]::new);
			return new DestinationPatternsMessageCondition(resolved, matcher);
		}

	}

}
