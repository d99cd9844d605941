/**
 * Tools of an event loop: what runs later on it or on an executor and comes back when it
 * cannot, a timer, counters, the loop's thread, and a future that refuses to block it.
 * Knows nothing of QUIC or of the other rooms; every room may use it, each class on the
 * threads that its comment names.
 */
@NullMarked
package io.quictransport.internal.loop;

import org.jspecify.annotations.NullMarked;
