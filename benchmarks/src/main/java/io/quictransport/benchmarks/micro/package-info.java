/**
 * Measures with JMH, started by {@code ./benchmarks/micro}, what every message passes
 * through: frames to bytes and back, and a whole transport in one process, with the bytes
 * that each message allocates. Lane queues and handler dispatch are private to the
 * transport and work on QUIC streams only, so they are measured as parts of the whole.
 */
@NullMarked
package io.quictransport.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
