package io.quictransport.spring.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches unless one of the named properties is false. Unlike Spring Boot's condition, it
 * treats an empty value as unset. For the auto-configurations of the starter.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnFlag.class)
public @interface ConditionalOnFlag {

	/**
	 * The properties.
	 * @return their names
	 */
	String[] value();

}
