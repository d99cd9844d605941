package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.beans.factory.support.AbstractBeanFactory;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Knows which beans are controllers, also where their own class does not say so: an
 * interface that a {@code @Bean} method declares, or a proxy. Calls go to the bean, so
 * that what a proxy does to them is not left out.
 */
final class ControllerBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	ControllerBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	boolean isController(String bean) {
		Class<?> type = targetClass(bean);
		return (type != null && AnnotatedElementUtils.hasAnnotation(type, NodeController.class))
				|| this.beanFactory.findAnnotationOnBean(bean, NodeController.class) != null;
	}

	/** The class behind a proxy, as far as it is known. */
	private @Nullable Class<?> targetClass(String bean) {
		Object singleton = this.beanFactory.containsSingleton(bean) ? this.beanFactory.getSingleton(bean) : null;
		return (singleton != null && !(singleton instanceof FactoryBean)) ? AopProxyUtils.ultimateTargetClass(singleton)
				: this.beanFactory.getType(bean);
	}

	/**
	 * Finds the methods of a controller behind a proxy of its interfaces. Refuses a proxy
	 * that does not have a method of its controller, which would run without what the
	 * proxy is there for, and without the fields of its bean, or not at all.
	 * @param mapping finds the route of a method, null if it has none
	 * @return null if the bean is no proxy of interfaces alone
	 * @throws RouteException if the proxy does not have all of them
	 */
	@Nullable Proxied behindProxy(String bean, BiFunction<Method, Class<?>, @Nullable MethodRoute> mapping) {
		Class<?> exposed = exposedClass(bean);
		Class<?> known = targetClass(bean);
		Class<?> target = (known != null) ? ClassUtils.getUserClass(known) : null;
		if (exposed == null || target == null || !SpringProxy.class.isAssignableFrom(exposed)
				|| Proxy.isProxyClass(target)) {
			return null;
		}
		Map<Method, MethodRoute> methods = routes(target, mapping);
		if (!Proxy.isProxyClass(exposed)) {
			methods.keySet().forEach((method) -> checkOverridden(target, method));
			handlingExceptions(target).forEach((method) -> checkOverridden(target, method));
			return null;
		}
		handlingExceptions(target).forEach((method) -> {
			throw hidden(target, method);
		});
		Map<Method, Method> called = new LinkedHashMap<>();
		methods.keySet().forEach((method) -> called.put(method, ofInterface(method, target, exposed)));
		return new Proxied(target, called);
	}

	/**
	 * The class of the bean as others see it: of one that is made later, that which the
	 * proxies of the context would have made of it.
	 */
	private @Nullable Class<?> exposedClass(String bean) {
		Class<?> type = this.beanFactory.getType(bean);
		if (type == null || this.beanFactory.containsSingleton(bean)
				|| !(this.beanFactory instanceof AbstractBeanFactory known)) {
			return type;
		}
		for (BeanPostProcessor processor : known.getBeanPostProcessors()) {
			if (processor instanceof SmartInstantiationAwareBeanPostProcessor smart) {
				Class<?> made = smart.determineBeanType(type, bean);
				if (SpringProxy.class.isAssignableFrom(made)) {
					return made;
				}
			}
		}
		return type;
	}

	/** A generic interface has the method with other parameters: those of its bridge. */
	private static Method ofInterface(Method method, Class<?> target, Class<?> exposed) {
		return Stream
			.concat(Stream.of(method),
					Stream.of(target.getMethods())
						.filter((bridge) -> bridge.isBridge() && bridge.getName().equals(method.getName())
								&& BridgeMethodResolver.findBridgedMethod(bridge).equals(method)))
			.flatMap((known) -> Stream.of(exposed.getInterfaces())
				.map((type) -> ClassUtils.getMethodIfAvailable(type, known.getName(), known.getParameterTypes())))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> hidden(target, method));
	}

	private static Set<Method> handlingExceptions(Class<?> type) {
		return MethodIntrospector.selectMethods(type,
				(Method method) -> AnnotatedElementUtils.hasAnnotation(method, MessageExceptionHandler.class));
	}

	private static Map<Method, MethodRoute> routes(Class<?> type,
			BiFunction<Method, Class<?>, @Nullable MethodRoute> mapping) {
		Class<?> userType = ClassUtils.getUserClass(type);
		return MethodIntrospector.selectMethods(userType,
				(MethodIntrospector.MetadataLookup<MethodRoute>) (method) -> mapping.apply(method, userType));
	}

	private static RouteException hidden(Class<?> target, Method method) {
		return new RouteException(StringUtils.capitalize(MethodNames.nameOf(target, method))
				+ " is not a method of the proxy that its bean is, which has the interfaces of the class alone.",
				"Declare the method in an interface that the class implements, or have proxies made of the class:"
						+ " spring.aop.proxy-target-class=true, or proxyTargetClass = true where proxies are enabled.");
	}

	private static void checkOverridden(Class<?> target, Method method) {
		int modifiers = method.getModifiers();
		if (Modifier.isStatic(modifiers) || !(Modifier.isPrivate(modifiers) || Modifier.isFinal(modifiers))) {
			return;
		}
		throw new RouteException(
				StringUtils.capitalize(MethodNames.nameOf(target, method)) + " is "
						+ (Modifier.isPrivate(modifiers) ? "private" : "final")
						+ ", so that the proxy that its bean is cannot do its part, and has none of the bean's fields.",
				"Make it " + (Modifier.isPrivate(modifiers) ? "public or package-private." : "not final."));
	}

	/**
	 * Holds the methods of a controller behind a proxy of its interfaces.
	 *
	 * @param target the class of the controller, whose annotations and types count
	 * @param called by each of its methods the one of an interface that the proxy has
	 */
	record Proxied(Class<?> target, Map<Method, Method> called) {

	}

}
