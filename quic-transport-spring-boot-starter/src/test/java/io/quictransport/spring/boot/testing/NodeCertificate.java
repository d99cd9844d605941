package io.quictransport.spring.boot.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the application of a test a certificate of {@link NodeCertificates#shared()}: the
 * SSL bundle {@value NodeCertificates#BUNDLE}, and the property that names it.
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
