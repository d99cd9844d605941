package io.quictransport.spring.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches if a property has a value that is not empty. For the auto-configurations of the
 * starter.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnText.class)
public @interface ConditionalOnText {

	/**
	 * The property.
	 * @return its name
	 */
	String value();

}
