package io.quictransport.spring.boot.messaging;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Marks a bean whose
 * {@link org.springframework.messaging.handler.annotation.MessageMapping @MessageMapping}
 * methods serve what other nodes send. Other stereotypes, such as {@code @Controller},
 * are ignored, so that no method is served twice.
 *
 * <pre class="code">
 * &#064;NodeController
 * class Orders {
 *
 *     &#064;MessageMapping("orders.{id}")
 *     Order find(&#064;DestinationVariable long id, PeerId sender) {
 *         ...
 *     }
 *
 * }</pre>
 *
 * What a method serves follows from its signature, the first of these that applies:
 * <ul>
 * <li>one that takes or returns a {@link java.util.concurrent.Flow.Publisher} or another
 * reactive type of many values, or takes a {@link io.quictransport.MessageStream}, serves
 * streams;</li>
 * <li>one that takes a {@link io.quictransport.RequestContext} serves requests only, also
 * where it returns nothing;</li>
 * <li>one that returns nothing ({@code void}, {@code CompletionStage<Void>}) serves
 * one-way messages, and requests, which are answered without content;</li>
 * <li>any other serves requests; its result, or what the stage or reactive type of one
 * value that it returns completes with, is the answer, {@code null} being one without
 * content.</li>
 * </ul>
 * The path may also be stated by an interface that the class implements
 * ({@link NodeExchange}). What a suspend function of Kotlin serves follows from its
 * result. The application does not start with a method that cannot be served as its
 * signature promises.
 *
 * <p>
 * Patterns are matched segment by segment, with a dot between segments; an exact path
 * takes precedence over patterns.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Component
public @interface NodeController {

	/**
	 * The name of the bean.
	 * @return the name, by default one made of the class's
	 */
	@AliasFor(annotation = Component.class)
	String value() default "";

}
