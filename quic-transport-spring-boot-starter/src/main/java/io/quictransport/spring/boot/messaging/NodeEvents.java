package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;
import org.springframework.util.ClassUtils;

/**
 * States which application events go to all nodes. A bean of this type joins the events
 * of the nodes: an event of one of these types that is published here, by Spring's
 * {@link org.springframework.context.ApplicationEventPublisher}, is published to all
 * other nodes that have the same type on the same path, where {@code @EventListener}
 * methods receive it as if it had been published there; as a {@link ReceivedEvent} they
 * receive its sender, too. The event is not sent back and not passed on.
 *
 * <pre class="code">
 * &#64;Bean
 * NodeEvents nodeEvents() {
 *     return new NodeEvents().with(OrderChanged.class, "orders.changed");
 * }</pre>
 *
 * <p>
 * An event is sent when it is published, on the thread that publishes it, without
 * waiting. An event that did not reach a node is logged, and published as an
 * {@link UndeliveredEvent}: no events are kept for nodes that are away.
 */
public final class NodeEvents {

	private final Map<Class<?>, String> paths;

	/**
	 * Makes a statement of no events.
	 */
	public NodeEvents() {
		this(Map.of());
	}

	private NodeEvents(Map<Class<?>, String> paths) {
		this.paths = Collections.unmodifiableMap(paths);
	}

	/**
	 * Adds a type of events.
	 * @param type the class of the events; events of its subclasses are others
	 * @param path the path of one-way messages on which they travel, of this type alone
	 * @return a copy with this type
	 * @throws ConfigurationException if the type or the path is there already, the path
	 * is empty, or no event that is published has this class
	 */
	public NodeEvents with(Class<?> type, String path) {
		if (path.isEmpty()) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"events of " + type.getName() + " need a path that is not empty");
		}
		refuseTypeOfNoEvent(type);
		if (this.paths.containsKey(type) || this.paths.containsValue(path)) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION, "events of " + type.getName() + " on the path '"
					+ path + "': each type has one path, and each path one type");
		}
		Map<Class<?>, String> more = new LinkedHashMap<>(this.paths);
		more.put(type, path);
		return new NodeEvents(more);
	}

	private static void refuseTypeOfNoEvent(Class<?> type) {
		if (type.isPrimitive()) {
			throw noEvent(type, "is primitive: take " + ClassUtils.resolvePrimitiveIfNecessary(type).getName());
		}
		if (Modifier.isAbstract(type.getModifiers()) && !type.isArray()) {
			throw noEvent(type, "is abstract: name the classes of the events themselves, each with its path");
		}
		if (ApplicationEvent.class.isAssignableFrom(type)) {
			throw noEvent(type,
					"is an ApplicationEvent, which stays in its application: publish an object that is none");
		}
	}

	private static ConfigurationException noEvent(Class<?> type, String reason) {
		return new ConfigurationException(ErrorCode.INVALID_OPTION,
				"no event that could be sent has the class " + type.getName() + ", which " + reason);
	}

	Map<Class<?>, String> paths() {
		return this.paths;
	}

	@Nullable String pathOf(Object event) {
		return this.paths.get(event.getClass());
	}

}
