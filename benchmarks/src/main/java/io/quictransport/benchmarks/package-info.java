/**
 * Compares the transport with what else there is, in one run on one machine.
 * {@link io.quictransport.benchmarks.Compare} starts a server and a client process for
 * each of the two subjects of a comparison and lets the clients run in turn; it runs by
 * {@code ./benchmarks/compare} and nothing else calls in here. A
 * {@link io.quictransport.benchmarks.Workload} says what is done, a
 * {@link io.quictransport.benchmarks.subject.Subject} what does it.
 */
@NullMarked
package io.quictransport.benchmarks;

import org.jspecify.annotations.NullMarked;
