package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
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
	 * Refuses a proxy that does not have a method of its controller, which would run
	 * without what the proxy is there for, and without the fields of its bean, or not at
	 * all.
	 * @param mapping finds the route of a method, null if it has none
	 * @throws RouteException if there is one
	 */
	void checkProxy(String bean, BiFunction<Method, Class<?>, @Nullable MethodRoute> mapping) {
		Class<?> exposed = this.beanFactory.getType(bean);
		Class<?> known = targetClass(bean);
		Class<?> target = (known != null) ? ClassUtils.getUserClass(known) : null;
		if (exposed == null || target == null || !SpringProxy.class.isAssignableFrom(exposed)) {
			return;
		}
		Map<Method, MethodRoute> methods = routes(target, mapping);
		if (Proxy.isProxyClass(exposed)) {
			Set<String> served = new HashSet<>();
			routes(exposed, mapping).values().forEach((route) -> served.addAll(route.patterns()));
			methods.forEach((method, route) -> {
				if (!served.containsAll(route.patterns())) {
					throw hidden(target, method);
				}
			});
			handlingExceptions(target).forEach((method) -> {
				throw hidden(target, method);
			});
			return;
		}
		methods.keySet().forEach((method) -> checkOverridden(target, method));
		handlingExceptions(target).forEach((method) -> checkOverridden(target, method));
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

}
