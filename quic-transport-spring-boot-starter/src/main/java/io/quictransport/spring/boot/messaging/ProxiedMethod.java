package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.util.ReflectionUtils;

/**
 * Describes a method of a controller behind a proxy of its interfaces: read as the class
 * states it, and called as the interface has it.
 */
final class ProxiedMethod extends HandlerMethod {

	private final Class<?> target;

	private final Method called;

	/**
	 * Takes what stands behind the proxy.
	 * @param bean the name of the proxy
	 * @param method the method of the class
	 * @param target the class
	 * @param called the method of the interface
	 */
	ProxiedMethod(String bean, BeanFactory beanFactory, Method method, Class<?> target, Method called) {
		super(bean, beanFactory, method);
		this.target = target;
		this.called = called;
		ReflectionUtils.makeAccessible(called);
	}

	/**
	 * The method to call on a bean, which is the method itself where that has no proxy.
	 */
	static Method calledBy(HandlerMethod method) {
		return (method instanceof ProxiedMethod proxied) ? proxied.called : method.getMethod();
	}

	@Override
	public Class<?> getBeanType() {
		return this.target;
	}

	@Override
	protected Class<?> getContainingClass() {
		return this.target;
	}

}
