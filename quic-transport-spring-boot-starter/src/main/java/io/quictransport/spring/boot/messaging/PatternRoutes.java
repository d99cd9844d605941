package io.quictransport.spring.boot.messaging;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.quictransport.PathSet;
import io.quictransport.ServedPaths;
import org.jspecify.annotations.Nullable;

import org.springframework.util.PathMatcher;

/**
 * The handlers of patterns, of one kind. Of those that match a path, the most specific
 * pattern's is the one.
 *
 * @param <H> the type of the handlers
 */
final class PatternRoutes<H> {

	private final PathMatcher matcher;

	private final Map<String, H> byPattern = new LinkedHashMap<>();

	PatternRoutes(PathMatcher matcher) {
		this.matcher = matcher;
	}

	void add(String pattern, H handler) {
		this.byPattern.put(pattern, handler);
	}

	boolean isEmpty() {
		return this.byPattern.isEmpty();
	}

	/** The paths, and which of them peers are told: those up to the first variable. */
	PathSet paths() {
		return new PathSet(this.byPattern.keySet().stream().map(this::announced).distinct().toList(), this::matches);
	}

	private String announced(String pattern) {
		StringBuilder fixed = new StringBuilder();
		for (String part : pattern.split("\\.", -1)) {
			if (this.matcher.isPattern(part)) {
				break;
			}
			fixed.append(part).append('.');
		}
		return fixed + ServedPaths.ALL;
	}

	private boolean matches(String path) {
		return this.byPattern.keySet().stream().anyMatch((pattern) -> this.matcher.match(pattern, path));
	}

	H find(String path) {
		Comparator<String> order = this.matcher.getPatternComparator(path);
		@Nullable String best = null;
		for (String pattern : this.byPattern.keySet()) {
			if (this.matcher.match(pattern, path) && (best == null || order.compare(pattern, best) < 0)) {
				best = pattern;
			}
		}
		H handler = (best != null) ? this.byPattern.get(best) : null;
		if (handler == null) {
			throw new IllegalStateException("no pattern matches " + path);
		}
		return handler;
	}

}
