/**
 * Measures gRPC-java over HTTP/2 and TLS, with raw bytes as messages: unary calls, and
 * one stream in both directions. Called by the driver; completions come on the channel's
 * event loop or executor.
 */
@NullMarked
package io.quictransport.benchmarks.grpc;

import org.jspecify.annotations.NullMarked;
