/**
 * Provides the tools of an event loop: tasks that run later on it or on an executor and
 * are returned when they cannot, a timer, counters, the loop's thread, and a future that
 * refuses to block it. Knows nothing of QUIC or of the other packages; every package may
 * use it, each class on the threads that its comment names.
 */
@NullMarked
package io.quictransport.internal.loop;

import org.jspecify.annotations.NullMarked;
