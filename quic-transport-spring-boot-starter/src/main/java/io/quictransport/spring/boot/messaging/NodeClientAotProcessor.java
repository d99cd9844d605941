package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;

/**
 * Keeps what clients need in an application that is processed ahead of time: the proxy of
 * the interface, the types of payloads, and the methods of handlers that implement such
 * an interface.
 */
final class NodeClientAotProcessor implements BeanRegistrationAotProcessor {

	private final BindingReflectionHintsRegistrar bindings = new BindingReflectionHintsRegistrar();

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> beanClass = bean.getBeanClass();
		if (beanClass == NodeClientFactoryBean.class) {
			Class<?> type = bean.getBeanType().getGeneric().resolve();
			return (type == null) ? null : (generation, code) -> registerClient(generation.getRuntimeHints(), type);
		}
		if (AnnotatedElementUtils.hasAnnotation(beanClass, NodeController.class)) {
			return (generation, code) -> registerMethods(generation.getRuntimeHints().reflection(), beanClass);
		}
		return null;
	}

	/** The interface is looked up by its name. */
	private void registerClient(RuntimeHints hints, Class<?> type) {
		hints.proxies().registerJdkProxy(type);
		hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS);
		registerMethods(hints.reflection(), type);
	}

	private void registerMethods(ReflectionHints hints, Class<?> type) {
		for (Method method : type.getMethods()) {
			if (!Modifier.isStatic(method.getModifiers()) && Exchanges.find(method) != null) {
				hints.registerMethod(method, ExecutableMode.INVOKE);
				register(hints, MethodResult.of(method, type).value());
				Stream.of(new AnnotatedMethod(method).getMethodParameters())
					.filter(NodeClientAotProcessor::isPayload)
					.forEach((parameter) -> register(hints,
							ResolvableType.forMethodParameter(method, parameter.getParameterIndex(), type)));
			}
		}
	}

	private void register(ReflectionHints hints, ResolvableType payload) {
		this.bindings.registerReflectionHints(hints, MethodResult.typeOf(payload));
	}

	private static boolean isPayload(MethodParameter parameter) {
		return !parameter.hasParameterAnnotation(DestinationVariable.class)
				&& !parameter.hasParameterAnnotation(Header.class) && !parameter.hasParameterAnnotation(Headers.class)
				&& !NodeArgumentResolver.knows(parameter.getParameterType())
				&& !Suspending.isContinuation(parameter.getParameterType());
	}

}
