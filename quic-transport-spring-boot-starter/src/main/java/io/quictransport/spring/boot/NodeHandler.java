package io.quictransport.spring.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.quictransport.Dispatch;

/**
 * States which path a handler bean serves. Placed on the class of the bean, or on the
 * {@code @Bean} method that makes it; if it is on both, that of the class applies.
 *
 * <pre class="code">
 * &#064;Bean
 * &#064;NodeHandler(path = "orders/find")
 * RequestHandler findOrder(Orders orders) {
 *     return RequestHandler.replying((request) -&gt; orders.find(request.payload()));
 * }</pre>
 *
 * Every bean of type {@link io.quictransport.RequestHandler},
 * {@link io.quictransport.MessageHandler} or
 * {@link io.quictransport.MessageStreamHandler} needs this annotation, and a path has
 * only one handler of each kind; otherwise the application does not start.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface NodeHandler {

	/**
	 * The path that peers send to. Placeholders such as {@code ${orders.path}} are
	 * replaced; apart from that it is matched as it is.
	 * @return the path
	 */
	String path();

	/**
	 * Where the handler runs.
	 * @return by default the handler executor, where the handler may block
	 */
	Dispatch dispatch() default Dispatch.EXECUTOR;

	/**
	 * Whether the handler reads payloads where they were received instead of in arrays,
	 * as {@link io.quictransport.Route#withViews()} says.
	 * @return by default false
	 */
	boolean views() default false;

}
