package io.quictransport.spring.boot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quictransport.MessageHandler;
import io.quictransport.MessageStreamHandler;
import io.quictransport.NetworkTransport;
import io.quictransport.Registration;
import io.quictransport.RequestHandler;
import io.quictransport.Route;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Finds the handler beans of the application and registers each under its path.
 */
final class HandlerBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ServedRoutes served;

	HandlerBeans(ConfigurableListableBeanFactory beanFactory, ServedRoutes served) {
		this.beanFactory = beanFactory;
		this.served = served;
	}

	List<Registration> register(NetworkTransport transport) {
		refuseAnnotatedOthers();
		List<Registration> registrations = new ArrayList<>();
		HandlerDecorator decorator = HandlerDecorator
			.of(this.beanFactory.getBeanProvider(HandlerDecorator.class).orderedStream().toList());
		register(RequestHandler.class, registrations, (bean, path, handler, route) -> transport
			.onRequest(routeOf(path, route), decorator.decorate(path, this.served.add(path, bean, handler))));
		register(MessageHandler.class, registrations, (bean, path, handler, route) -> transport
			.onMessage(routeOf(path, route), decorator.decorate(path, this.served.add(path, bean, handler))));
		register(MessageStreamHandler.class, registrations, (bean, path, handler, route) -> transport
			.onStream(routeOf(path, route), decorator.decorate(path, this.served.add(path, bean, handler))));
		return registrations;
	}

	private <H> void register(Class<H> type, List<Registration> registrations, Registrar<H> registrar) {
		Map<String, String> beanByPath = new HashMap<>();
		for (String bean : this.beanFactory.getBeanNamesForType(type)) {
			if (ScopedProxyUtils.isScopedTarget(bean)) {
				continue;
			}
			NodeHandler route = this.beanFactory.findAnnotationOnBean(bean, NodeHandler.class);
			if (route == null) {
				throw withoutPath(type, bean);
			}
			String path = pathOf(bean, route);
			String other = beanByPath.put(path, bean);
			if (other != null && type != MessageHandler.class) {
				throw samePath(type, path, other, bean);
			}
			registrations
				.add(registrar.register("bean '" + bean + "'", path, this.beanFactory.getBean(bean, type), route));
		}
	}

	private static Route routeOf(String path, NodeHandler handler) {
		Route route = Route.path(path).withDispatch(handler.dispatch());
		return handler.views() ? route.withViews() : route;
	}

	private String pathOf(String bean, NodeHandler route) {
		String path = this.beanFactory.resolveEmbeddedValue(route.path());
		if (path == null || path.isEmpty()) {
			throw new StartupException("The bean '" + bean + "' is annotated with an empty path.",
					"Name the path that it serves: @NodeHandler(path = \"...\").");
		}
		return path;
	}

	private void refuseAnnotatedOthers() {
		for (String bean : this.beanFactory.getBeanNamesForAnnotation(NodeHandler.class)) {
			if (!isA(bean, RequestHandler.class) && !isA(bean, MessageHandler.class)
					&& !isA(bean, MessageStreamHandler.class)) {
				Class<?> type = this.beanFactory.getType(bean);
				throw new StartupException(
						"The bean '" + bean
								+ "' is annotated with @NodeHandler, but its type is none of RequestHandler,"
								+ " MessageHandler and MessageStreamHandler: " + nameOf(type) + ".",
						"Implement one of the three interfaces, or remove the annotation. On a @Bean method, declare"
								+ " the interface as the return type.");
			}
		}
	}

	private boolean isA(String bean, Class<?> type) {
		return this.beanFactory.isTypeMatch(bean, type);
	}

	private static String nameOf(@Nullable Class<?> type) {
		return (type != null) ? type.getName() : "unknown";
	}

	private static StartupException withoutPath(Class<?> type, String bean) {
		return new StartupException(
				"The " + type.getSimpleName() + " bean '" + bean + "' does not say which path it " + "serves.",
				"Annotate its class or its @Bean method: @NodeHandler(path = \"...\"). A handler that is not meant to"
						+ " be registered should not be a bean; one whose path is computed is registered by a"
						+ " NetworkTransportConfigurer bean.");
	}

	private static StartupException samePath(Class<?> type, String path, String one, String other) {
		return new StartupException("Two " + type.getSimpleName() + " beans serve the path '" + path + "': '" + one
				+ "' and '" + other + "'.", "Give one of them another path, or remove it.");
	}

	/**
	 * Registers one handler.
	 *
	 * @param <H> the type of the handler
	 */
	private interface Registrar<H> {

		Registration register(String bean, String path, H handler, NodeHandler route);

	}

}
