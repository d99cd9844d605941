package io.quictransport.spring.boot.messaging;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Registers the clients of {@link ImportNodeClients} as factory beans whose arguments are
 * two strings, which can be written ahead of time.
 */
final class NodeClientRegistrar implements ImportBeanDefinitionRegistrar {

	private final Environment environment;

	private final ResourceLoader resourceLoader;

	NodeClientRegistrar(Environment environment, ResourceLoader resourceLoader) {
		this.environment = environment;
		this.resourceLoader = resourceLoader;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		MergedAnnotations annotations = importing.getAnnotations();
		Stream
			.concat(annotations.stream(ImportNodeClients.class),
					annotations.stream(ImportNodeClients.Container.class)
						.flatMap((several) -> Stream
							.of(several.getAnnotationArray(MergedAnnotation.VALUE, ImportNodeClients.class))))
			.forEach((annotation) -> register(annotation, importing, registry));
	}

	private void register(MergedAnnotation<ImportNodeClients> annotation, AnnotationMetadata importing,
			BeanDefinitionRegistry registry) {
		String service = resolved(annotation.getString("service"), importing).trim();
		if (service.isEmpty()) {
			throw new RouteException(
					"@ImportNodeClients of " + importing.getClassName() + " names a service that is empty.",
					"Name the service that the clients call: @ImportNodeClients(service = \"...\").");
		}
		Set<Class<?>> types = typesOf(annotation, importing);
		if (types.isEmpty()) {
			throw new RouteException(
					"@ImportNodeClients of " + importing.getClassName() + " for the service '" + service
							+ "' finds no interface with @NodeExchange methods.",
					"Name the interfaces (types = ...) or their packages (basePackages = ...).");
		}
		types.forEach((type) -> register(type, service, importing, registry));
	}

	private Set<Class<?>> typesOf(MergedAnnotation<ImportNodeClients> annotation, AnnotationMetadata importing) {
		Set<Class<?>> types = new LinkedHashSet<>(Arrays.asList(annotation.getClassArray("types")));
		Set<String> packages = new LinkedHashSet<>();
		Stream.of(annotation.getStringArray("basePackages"))
			.flatMap((value) -> Stream.of(StringUtils.tokenizeToStringArray(resolved(value, importing), ",; \t\n")))
			.forEach(packages::add);
		Stream.of(annotation.getClassArray("basePackageClasses")).map(Class::getPackageName).forEach(packages::add);
		if (types.isEmpty() && packages.isEmpty()) {
			packages.add(ClassUtils.getPackageName(importing.getClassName()));
		}
		Interfaces interfaces = new Interfaces(this.environment);
		interfaces.setResourceLoader(this.resourceLoader);
		packages.stream()
			.flatMap((name) -> interfaces.findCandidateComponents(name).stream())
			.map((found) -> ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()),
					this.resourceLoader.getClassLoader()))
			.filter(NodeClientRegistrar::hasExchanges)
			.forEach(types::add);
		return types;
	}

	/** A service that is called by the text of a placeholder would never be found. */
	private String resolved(String text, AnnotationMetadata importing) {
		try {
			return this.environment.resolveRequiredPlaceholders(text);
		}
		catch (IllegalArgumentException ex) {
			throw new RouteException(
					"@ImportNodeClients of " + importing.getClassName() + " has '" + text
							+ "', of which a placeholder has no value: " + ex.getMessage() + ".",
					"Set the property, or state a default: ${name:default}.");
		}
	}

	private static boolean hasExchanges(Class<?> type) {
		return Stream.of(type.getMethods()).anyMatch(NodeClientRegistrar::isExchange);
	}

	private static boolean isExchange(Method method) {
		return Exchanges.find(method) != null;
	}

	private static void register(Class<?> type, String service, AnnotationMetadata importing,
			BeanDefinitionRegistry registry) {
		String name = service + "#" + type.getName();
		// Several parts of an application may import the same client.
		if (registry.containsBeanDefinition(name)) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(NodeClientFactoryBean.class, type));
		definition.setBeanClass(NodeClientFactoryBean.class);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, type.getName());
		definition.getConstructorArgumentValues().addIndexedArgumentValue(1, service);
		definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, type);
		definition.setPrimary(true);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, service));
		definition.setResourceDescription("@ImportNodeClients of " + importing.getClassName());
		registry.registerBeanDefinition(name, definition);
	}

	/**
	 * Finds interfaces, annotated or with annotated methods, also inherited ones.
	 */
	private static final class Interfaces extends ClassPathScanningCandidateComponentProvider {

		Interfaces(Environment environment) {
			super(false, environment);
			addIncludeFilter((reader, readers) -> reader.getClassMetadata().isInterface()
					&& !reader.getClassMetadata().isAnnotation());
		}

		@Override
		protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
			return definition.getMetadata().isInterface() && definition.getMetadata().isIndependent();
		}

	}

}
