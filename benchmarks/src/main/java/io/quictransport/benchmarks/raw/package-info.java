/**
 * Netty without the transport: the transport's own frames over the QUIC codec, tuned in
 * the same way, and over TCP with TLS; one buffer per burst, and nothing that is not
 * needed to move bytes. What the codec reaches here is the ceiling for anything built on
 * it. All of it but the subjects and their links is used on one event loop.
 */
@NullMarked
package io.quictransport.benchmarks.raw;

import org.jspecify.annotations.NullMarked;
