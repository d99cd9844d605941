package io.quictransport.spring.boot.messaging;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an exception that callers at other nodes are meant to see: if a handler fails
 * with it, its caller receives the code, the exception's message, and the details if it
 * {@link ErrorDetails has some}. An {@link ErrorMapping} bean for its class makes the
 * caller's side throw it again.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NodeError {

	/**
	 * The code, one of the {@link io.quictransport.ApplicationCode standard ones} or the
	 * application's own.
	 * @return the code's name
	 */
	String value();

}
