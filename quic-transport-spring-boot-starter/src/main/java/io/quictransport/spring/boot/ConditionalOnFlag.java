package io.quictransport.spring.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches unless one of some properties is false. Unlike the condition of Spring Boot it
 * takes an empty value for none. For the auto-configurations of the starter.
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
