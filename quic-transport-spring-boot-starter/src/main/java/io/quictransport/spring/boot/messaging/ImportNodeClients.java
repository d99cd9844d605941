package io.quictransport.spring.boot.messaging;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AliasFor;

/**
 * Registers a bean for each interface with {@link NodeExchange} methods: calls of its
 * methods go to a node that offers the service. Placed on a {@code @Configuration} class.
 *
 * <pre class="code">
 * &#064;Configuration
 * &#064;ImportNodeClients(service = "orders", types = OrderApi.class)
 * class Clients {
 * }</pre>
 *
 * The interfaces are those that are named, and those in the packages that are named;
 * without either, those in the package of the annotated class and below. A client is the
 * primary bean of its type, so it is injected even if a handler in the same application
 * implements the same interface.
 *
 * <p>
 * {@code quic.transport.clients.<service>.*} configures the clients of a service. The
 * application does not start with a method that can make no call.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(ImportNodeClients.Container.class)
@Import(NodeClientRegistrar.class)
public @interface ImportNodeClients {

	/**
	 * The service that the clients call, as nodes name it in
	 * {@code quic.transport.services}, and the name by which properties know them. Must
	 * not be empty.
	 * @return the service
	 */
	String service();

	/**
	 * Alias of {@link #value()}.
	 * @return the interfaces
	 */
	@AliasFor("value")
	Class<?>[] types() default {};

	/**
	 * The interfaces.
	 * @return the interfaces
	 */
	@AliasFor("types")
	Class<?>[] value() default {};

	/**
	 * The packages in which interfaces are looked for, and in those below.
	 * @return the names of packages
	 */
	String[] basePackages() default {};

	/**
	 * Names packages by classes in them.
	 * @return one class of each package
	 */
	Class<?>[] basePackageClasses() default {};

	/**
	 * Holds several annotations of one class.
	 */
	@Documented
	@Retention(RetentionPolicy.RUNTIME)
	@Target(ElementType.TYPE)
	@Import(NodeClientRegistrar.class)
	@interface Container {

		/**
		 * The annotations.
		 * @return the annotations
		 */
		ImportNodeClients[] value();

	}

}
