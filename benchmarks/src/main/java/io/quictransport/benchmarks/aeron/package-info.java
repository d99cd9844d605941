/**
 * Aeron over UDP: a reliable transport without encryption, in which one thread of each
 * process does all the work. It shows what a machine's UDP can carry from a JVM.
 */
@NullMarked
package io.quictransport.benchmarks.aeron;

import org.jspecify.annotations.NullMarked;
