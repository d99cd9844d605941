package io.quictransport.spring.boot.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.quictransport.spring.boot.security.PeerAuthorities;

import org.springframework.security.test.context.support.WithSecurityContext;

/**
 * Runs a test as if a peer had made the call, for beans that a test calls directly. A
 * test that goes through the transport calls from a node with that id instead. Needs
 * spring-security-test.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@WithSecurityContext(factory = WithPeerContextFactory.class)
public @interface WithPeer {

	/**
	 * The id of the peer.
	 * @return the id
	 */
	String value();

	/**
	 * What the peer may do, whatever the application's {@link PeerAuthorities} say.
	 * @return the authorities
	 */
	String[] authorities() default PeerAuthorities.ROLE_NODE;

}
