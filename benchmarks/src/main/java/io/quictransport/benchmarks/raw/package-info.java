/**
 * The QUIC codec without the transport, tuned in the same way: one connection, one
 * stream, frames of the same size, one buffer per burst, and nothing that is not needed
 * to move bytes. What it reaches is the ceiling for anything built on the codec. All of
 * it but {@link io.quictransport.benchmarks.raw.RawSubject} is used on one event loop.
 */
@NullMarked
package io.quictransport.benchmarks.raw;

import org.jspecify.annotations.NullMarked;
