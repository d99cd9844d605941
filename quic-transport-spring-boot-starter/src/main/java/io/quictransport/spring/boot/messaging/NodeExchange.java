package io.quictransport.spring.boot.messaging;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Declares what two nodes exchange, on an interface that both ends share: one end imports
 * the interface as a client ({@link ImportNodeClients}), at the other end a
 * {@link NodeController} implements and serves it. The path is stated once, in the
 * interface; a path on the type is the beginning of the paths of all methods.
 *
 * <pre class="code">
 * &#064;NodeExchange("orders")
 * interface OrderApi {
 *
 *     &#064;NodeExchange("{id}")
 *     Order find(&#064;DestinationVariable long id);
 *
 *     &#064;NodeExchange("changed")
 *     void changed(OrderChanged change);
 *
 * }</pre>
 *
 * What a method exchanges follows from its signature as it does for {@link NodeController
 * handlers}, with one choice: a client's method that returns nothing sends a one-way
 * message unless it is {@link #answered()}. The arguments of a client's call are:
 * <ul>
 * <li>{@code @DestinationVariable}: a variable of the path;</li>
 * <li>{@code @Header} and {@code @Headers}: headers. Null is left out where the header is
 * not required;</li>
 * <li>{@link io.quictransport.PeerId}: the node to call in place of the configured
 * target; null for that. A handler is given the caller's;</li>
 * <li>{@link java.time.Duration}: the time until the deadline; null for the configured
 * one. A handler is given what is left of it;</li>
 * <li>any other, or {@code @Payload}: the payload, or the items of a stream.</li>
 * </ul>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
@MessageMapping
public @interface NodeExchange {

	/**
	 * The path, or on a type the beginning of it. Placeholders such as
	 * {@code ${orders.path}} are replaced.
	 * @return the path, with variables in braces
	 */
	@AliasFor(annotation = MessageMapping.class, attribute = "value")
	String value() default "";

	/**
	 * Whether a method without a result is a request: its call ends when the handler has
	 * ended, and fails if that does. Otherwise it is a one-way message, whose call ends
	 * when the other node has admitted it. Of no meaning on types.
	 * @return whether the call waits for the handler
	 */
	boolean answered() default false;

}
