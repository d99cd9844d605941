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
 * {@link org.springframework.messaging.handler.annotation.MessageExceptionHandler @MessageExceptionHandler}
 * methods apply to all {@link NodeController node controllers} without their own handler
 * for the exception. Of several such beans, the first in order that handles the exception
 * is used.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Component
public @interface NodeAdvice {

	/**
	 * The name of the bean.
	 * @return the name, by default one made of the class's
	 */
	@AliasFor(annotation = Component.class)
	String value() default "";

}
