package io.quictransport.spring.boot.messaging;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quictransport.ConfigurationException;
import io.quictransport.PeerId;
import io.quictransport.nodes.NodeTarget;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.MimeType;
import org.springframework.util.PathMatcher;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * Makes clients of interfaces, and checks all their methods before the first is called.
 */
final class NodeClients {

	private final PathMatcher pathMatcher = new AntPathMatcher(".");

	private final @Nullable StringValueResolver resolver;

	private final NodeClientProperties properties;

	private final Payloads payloads;

	private final ClientCalls calls;

	private final Set<String> services = ConcurrentHashMap.newKeySet();

	private final ConversionService conversion = TextConversion.create();

	/**
	 * Takes what clients need.
	 * @param resolver replaces placeholders in paths, null to leave them
	 */
	NodeClients(@Nullable StringValueResolver resolver, NodeClientProperties properties, Payloads payloads,
			ClientCalls calls) {
		this.resolver = resolver;
		this.payloads = payloads;
		this.properties = properties;
		this.calls = calls;
	}

	/**
	 * Makes a client.
	 * @throws RouteException if the type is no interface, or a method of it none that a
	 * call can be made by
	 * @throws InvalidConfigurationPropertyValueException if a property of the service
	 * cannot be used
	 */
	<T> T create(Class<T> type, String service) {
		if (!type.isInterface() || type.isAnnotation()) {
			throw new RouteException("A client cannot be made of " + type.getName() + ", which is no interface.",
					"Put the methods with @NodeExchange into an interface, which the handler implements.");
		}
		this.services.add(service);
		ClientTarget target = target(service);
		ClientCalls calls = calls(service);
		Map<Method, ClientMethod> methods = new HashMap<>();
		Map<Method, MethodHandle> defaults = new HashMap<>();
		for (Method method : type.getMethods()) {
			// A declaration of what every object has says nothing new.
			if (!Modifier.isStatic(method.getModifiers()) && !method.isBridge()
					&& !ReflectionUtils.isObjectMethod(method)) {
				ClientMethod client = method(method, type, target, calls);
				if (client != null) {
					methods.put(method, client);
				}
				else {
					defaults.put(method, implementation(method));
				}
			}
		}
		if (methods.isEmpty()) {
			throw new RouteException("The interface " + type.getName() + " has no method with @NodeExchange.",
					"Annotate the methods that call other nodes: @NodeExchange(\"...\").");
		}
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				new Calling(type, service, methods, defaults)));
	}

	/** The services that clients have been made for. */
	Set<String> services() {
		return Set.copyOf(this.services);
	}

	/** Null for a method that the interface itself implements. */
	private @Nullable ClientMethod method(Method method, Class<?> type, ClientTarget target, ClientCalls calls) {
		String name = StringUtils.capitalize(MethodNames.nameOf(type, method));
		Exchanges.Paths paths = (Exchanges.find(method) != null) ? Exchanges.of(method, type) : null;
		if (paths == null) {
			if (method.isDefault()) {
				return null;
			}
			throw new RouteException(name + " states no path, so that a client does not know what to call.",
					"Annotate it: @NodeExchange(\"...\"), or implement it in the interface.");
		}
		String route = String.join("", paths.condition(this.pathMatcher, this.resolver).getPatterns());
		if (route.isEmpty()) {
			throw new RouteException(name + " is mapped to an empty path.",
					"Name the path that it calls: @NodeExchange(\"...\").");
		}
		if (this.pathMatcher.isPattern(route.replaceAll("\\{[^{}]+}", "x"))) {
			throw new RouteException(name + " is mapped to the pattern '" + route + "', which is no path to call.",
					"Use variables, {name}, for what varies. A handler of its own may serve the pattern.");
		}
		return new ClientMethod(method, type, route, target, this.conversion, this.resolver, calls);
	}

	/** Of an interface that need not be public. */
	private static MethodHandle implementation(Method method) {
		Class<?> declaring = method.getDeclaringClass();
		try {
			return MethodHandles.privateLookupIn(declaring, MethodHandles.lookup()).unreflectSpecial(method, declaring);
		}
		catch (IllegalAccessException ex) {
			throw new RouteException(
					StringUtils.capitalize(MethodNames.nameOf(declaring, method)) + " cannot be called by a client: "
							+ ex.getMessage() + ".",
					"Open the package to io.quictransport.spring.boot, or have the module opened.");
		}
	}

	private ClientTarget target(String service) {
		NodeClientProperties.Client client = this.properties.getClients().get(service);
		if (client == null) {
			return new ClientTarget(NodeTarget.service(service), null);
		}
		String prefix = prefix(service);
		Duration timeout = client.getTimeout();
		if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".timeout", timeout, "It is not positive.");
		}
		String node = client.getNode();
		if (StringUtils.hasText(node)) {
			return new ClientTarget(NodeTarget.node(node(node, prefix)), timeout);
		}
		return new ClientTarget(
				NodeTarget.service(StringUtils.hasText(client.getService()) ? client.getService() : service), timeout);
	}

	private ClientCalls calls(String service) {
		NodeClientProperties.Client client = this.properties.getClients().get(service);
		if (client == null) {
			return this.calls;
		}
		ClientCalls calls = this.calls;
		NodeClientProperties.Selection selection = client.getSelection();
		if (selection != null) {
			calls = calls.withSelector(selection.selector());
			if (calls == null) {
				throw new InvalidConfigurationPropertyValueException(prefix(service) + ".selection",
						selection.getOrder(),
						"The application makes its calls by a NodeTransportOperations bean of its own, which chooses"
								+ " by itself.");
			}
		}
		MimeType contentType = client.getContentType();
		if (contentType != null) {
			NodeClientProperties.checkContentType(prefix(service) + ".content-type", contentType, this.payloads);
			calls = calls.withContentType(contentType);
		}
		NodeClientProperties.Retry retry = client.getRetry();
		return (retry != null) ? calls.withRetries(retry.policy(prefix(service) + ".retry")) : calls;
	}

	private static String prefix(String service) {
		return NodeClientProperties.PREFIX + ".clients." + service;
	}

	private static PeerId node(String node, String prefix) {
		try {
			return new PeerId(node);
		}
		catch (ConfigurationException ex) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".node", node, ex.detail());
		}
	}

	/**
	 * Implements the methods of a client. Used by all threads.
	 *
	 * @param type the client's interface
	 * @param service the service that it was imported for
	 * @param methods its methods that make calls
	 * @param defaults those that it implements itself
	 */
	private record Calling(Class<?> type, String service, Map<Method, ClientMethod> methods,
			Map<Method, MethodHandle> defaults) implements InvocationHandler {

		@Override
		public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
				throws Throwable {
			ClientMethod client = this.methods.get(method);
			if (client != null) {
				return client.invoke(arguments);
			}
			if (method.getDeclaringClass() == Object.class) {
				return ofObject(proxy, method, arguments);
			}
			return Objects.requireNonNull(this.defaults.get(method), "a default method")
				.bindTo(proxy)
				.invokeWithArguments((arguments != null) ? arguments : new Object[0]);
		}

		private @Nullable Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
			return switch (method.getName()) {
				case "equals" -> arguments != null && arguments[0] == proxy;
				case "hashCode" -> System.identityHashCode(proxy);
				default -> "client of " + this.type.getName() + " at the service '" + this.service + "'";
			};
		}

	}

}
