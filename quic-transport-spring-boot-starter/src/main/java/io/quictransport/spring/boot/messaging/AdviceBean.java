package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.messaging.handler.MessagingAdviceBean;
import org.springframework.util.ClassUtils;

/**
 * Refers to a {@link NodeAdvice} bean, which is created when it is first used.
 *
 * @param name the bean's name
 * @param context where the bean is
 */
record AdviceBean(String name, ApplicationContext context) implements MessagingAdviceBean {

	static List<AdviceBean> findAll(ApplicationContext context) {
		return Arrays.stream(context.getBeanNamesForAnnotation(NodeAdvice.class))
			.map((name) -> new AdviceBean(name, context))
			.sorted((one, other) -> Integer.compare(one.getOrder(), other.getOrder()))
			.toList();
	}

	@Override
	public Class<?> getBeanType() {
		return ClassUtils.getUserClass(Objects.requireNonNull(this.context.getType(this.name), "no such bean"));
	}

	@Override
	public Object resolveBean() {
		return this.context.getBean(this.name);
	}

	@Override
	public boolean isApplicableToBeanType(Class<?> beanType) {
		return true;
	}

	/** As beans have it: by the interface, on the {@code @Bean} method, on the class. */
	@Override
	public int getOrder() {
		Class<?> type = getBeanType();
		if (Ordered.class.isAssignableFrom(type) && this.context.isSingleton(this.name)) {
			return ((Ordered) resolveBean()).getOrder();
		}
		Method made = factoryMethod();
		Integer stated = (made != null) ? OrderUtils.getOrder(made) : null;
		return (stated != null) ? stated : OrderUtils.getOrder(type, Ordered.LOWEST_PRECEDENCE);
	}

	private @Nullable Method factoryMethod() {
		return (this.context instanceof ConfigurableApplicationContext known
				&& known.getBeanFactory().containsBeanDefinition(this.name)
				&& known.getBeanFactory().getMergedBeanDefinition(this.name) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
	}

}
