/**
 * Carries requests, one-way messages and streams between nodes over QUIC. What is below
 * {@code internal} is not exported, except the log, to the Spring Boot starter, whose
 * lines have the same form and are as safe to read.
 */
@SuppressWarnings({ "requires-automatic", "module" }) // Micrometer's; the starter is built later
module io.quictransport.core {

	requires transitive io.netty.codec.classes.quic;
	requires io.netty.buffer;
	requires io.netty.codec;
	requires io.netty.codec.dns;
	requires io.netty.common;
	requires io.netty.handler;
	requires io.netty.resolver;
	requires io.netty.resolver.dns;
	requires io.netty.transport;
	requires io.netty.transport.classes.epoll;
	requires io.netty.transport.unix.common;
	requires transitive org.jspecify;
	requires org.slf4j;

	requires static micrometer.core;

	exports io.quictransport;
	exports io.quictransport.discovery;
	exports io.quictransport.micrometer;
	exports io.quictransport.nodes;
	exports io.quictransport.quic;
	exports io.quictransport.tls;

	exports io.quictransport.internal.text to io.quictransport.spring.boot;

}
