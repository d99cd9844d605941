package io.quictransport.spring.boot.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the application of a test an id and a certificate of
 * {@link NodeCertificates#shared()}, in the SSL bundle that the application names for its
 * node, or in {@value NodeCertificates#BUNDLE} if it names none.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface NodeCertificate {

	/**
	 * The node's id.
	 * @return the id that the certificate states
	 */
	String value();

}
