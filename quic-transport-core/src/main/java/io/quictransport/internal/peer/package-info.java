/**
 * Who is there, and the one connection to each: dialling and accepting, which connection
 * wins, reconnecting, forgetting, and telling listeners.
 * {@link io.quictransport.internal.peer.ConnectionPool} is its face, for the wiring of a
 * run. Uses the rooms of messages, connections and endpoints. Confined to the event loop;
 * what other threads read is volatile.
 */
@NullMarked
package io.quictransport.internal.peer;

import org.jspecify.annotations.NullMarked;
