package io.quictransport.spring.boot.actuate;

import java.util.List;

import io.quictransport.spring.boot.ServedRoutes;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Shows the paths that the node serves, and how often each was called.
 */
@Endpoint(id = "quicroutes", defaultAccess = Access.READ_ONLY)
final class QuicRoutesEndpoint {

	private final ServedRoutes served;

	QuicRoutesEndpoint(ServedRoutes served) {
		this.served = served;
	}

	@ReadOperation
	Routes routes() {
		return new Routes(this.served.routes().stream().map(Route::of).toList());
	}

	/**
	 * Lists all routes of the node.
	 *
	 * @param routes the routes, ordered by path and kind
	 */
	record Routes(List<Route> routes) {
	}

	/**
	 * Describes a path that is served for one kind of call.
	 *
	 * @param path the path or pattern
	 * @param kind request, message or stream
	 * @param handler the method or bean that serves it
	 * @param calls how often it has been called
	 * @param failures how many of these calls have failed
	 */
	record Route(String path, String kind, String handler, long calls, long failures) {

		static Route of(ServedRoutes.Route route) {
			return new Route(route.path(), route.operation().toString(), route.handler(), route.calls(),
					route.failures());
		}

	}

}
