/**
 * Compares the transport with alternatives, in one run on one machine.
 * {@link io.quictransport.benchmarks.Compare}, started by {@code ./benchmarks/compare},
 * starts a server and a client process for each of the two subjects of a comparison and
 * lets the clients run in turn. A {@link io.quictransport.benchmarks.Workload} defines
 * the calls, a {@link io.quictransport.benchmarks.subject.Subject} carries them.
 */
@NullMarked
package io.quictransport.benchmarks;

import org.jspecify.annotations.NullMarked;
