/**
 * Measures RSocket-java over TCP and TLS. Called by the driver; completions come on the
 * connection's event loop.
 */
@NullMarked
package io.quictransport.benchmarks.rsocket;

import org.jspecify.annotations.NullMarked;
