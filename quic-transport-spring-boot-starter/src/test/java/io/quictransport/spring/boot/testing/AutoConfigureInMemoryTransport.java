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
 * has the id that {@code quic.transport.node-id} names, else {@code node}, and is one of
 * the {@link InMemoryNetwork} bean, in which the test makes the nodes that it talks to.
 * Of the properties those hold that mean something without a network: limits, time-outs,
 * services and metadata.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(InMemoryTransportAutoConfiguration.class)
public @interface AutoConfigureInMemoryTransport {

}
