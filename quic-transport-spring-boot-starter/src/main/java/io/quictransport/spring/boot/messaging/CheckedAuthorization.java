package io.quictransport.spring.boot.messaging;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Rejects methods that state who may call them where nothing in the application checks
 * that, so that every peer might. Needs nothing of Spring Security.
 */
final class CheckedAuthorization {

	private static final String SECURITY = "org.springframework.security.";

	private static final String PRE_POST = "Add @EnableMethodSecurity to the application, or remove the annotation.";

	private static final String SECURED = "Add @EnableMethodSecurity(securedEnabled = true) to the application, or use"
			+ " @PreAuthorize.";

	private static final String JSR_250 = "Add @EnableMethodSecurity(jsr250Enabled = true) to the application, or use"
			+ " @PreAuthorize.";

	/** By annotation what has it checked. */
	private static final Map<String, String> REMEDIES = new TreeMap<>(Map.of(SECURITY + "access.prepost.PreAuthorize",
			PRE_POST, SECURITY + "access.prepost.PostAuthorize", PRE_POST, SECURITY + "access.prepost.PreFilter",
			PRE_POST, SECURITY + "access.prepost.PostFilter", PRE_POST, SECURITY + "access.annotation.Secured", SECURED,
			"jakarta.annotation.security.RolesAllowed", JSR_250, "jakarta.annotation.security.DenyAll", JSR_250));

	private final ConfigurableListableBeanFactory beanFactory;

	CheckedAuthorization(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Looks at a method.
	 * @throws RouteException if it is annotated for a check that is not made
	 */
	void check(HandlerMethod method) {
		REMEDIES.forEach((annotation, remedy) -> {
			if (isAnnotated(method, annotation) && !isChecked(method)) {
				throw new RouteException(StringUtils.capitalize(MethodNames.nameOf(method)) + " is annotated with @"
						+ ClassUtils.getShortName(annotation) + ", but nothing checks it: any peer could call it.",
						remedy);
			}
		});
	}

	private static boolean isAnnotated(HandlerMethod method, String annotation) {
		return Stream.of(method.getMethod(), method.getBeanType())
			.anyMatch(
					(element) -> MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).isPresent(annotation));
	}

	private boolean isChecked(HandlerMethod method) {
		return advisors().stream().map(PointcutAdvisor::getPointcut).anyMatch((pointcut) -> matches(pointcut, method));
	}

	/** Those of Spring Security, whatever has been enabled of it. */
	private List<PointcutAdvisor> advisors() {
		return Stream
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, PointcutAdvisor.class, true,
					false))
			.map((name) -> this.beanFactory.getBean(name, PointcutAdvisor.class))
			.filter((advisor) -> advisor.getClass().getName().startsWith(SECURITY))
			.toList();
	}

	private static boolean matches(Pointcut pointcut, HandlerMethod method) {
		return pointcut.getClassFilter().matches(method.getBeanType())
				&& pointcut.getMethodMatcher().matches(method.getMethod(), method.getBeanType());
	}

}
