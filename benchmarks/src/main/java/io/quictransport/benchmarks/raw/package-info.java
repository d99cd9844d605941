/**
 * Measures Netty without the transport: the transport's own frames over the QUIC codec,
 * tuned in the same way, and over TCP with TLS, with one buffer per burst and nothing but
 * what is needed to move bytes. The rate of the codec here is the upper bound for
 * anything built on it. Everything except the subjects and their links is used on one
 * event loop.
 */
@NullMarked
package io.quictransport.benchmarks.raw;

import org.jspecify.annotations.NullMarked;
