package io.quictransport.spring.boot.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.quictransport.testing.memory.InMemoryNetwork;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Gives the application of a test a transport without sockets and certificates. The node
 * has the id that {@code quic.transport.node-id} names, otherwise {@code node}, and
 * belongs to the {@link InMemoryNetwork} bean, in which the test makes the nodes that it
 * calls. Only properties that have a meaning without a network apply: limits, timeouts,
 * services and metadata.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(InMemoryTransportAutoConfiguration.class)
public @interface AutoConfigureInMemoryTransport {

}
