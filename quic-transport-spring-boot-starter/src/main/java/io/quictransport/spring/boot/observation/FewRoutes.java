package io.quictransport.spring.boot.observation;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the routes of calls few: a caller that puts values into its routes instead of
 * their variables would else make a meter of each.
 */
final class FewRoutes {

	static final int MOST = 100;

	static final String OTHER = "other";

	private final Set<String> known = ConcurrentHashMap.newKeySet();

	String of(String route) {
		if (this.known.contains(route)) {
			return route;
		}
		synchronized (this.known) {
			if (this.known.size() < MOST) {
				this.known.add(route);
			}
			return this.known.contains(route) ? route : OTHER;
		}
	}

}
