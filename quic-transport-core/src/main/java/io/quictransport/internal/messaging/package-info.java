/**
 * What goes over a connection, once and in order: calls, lanes, transfers, streams of
 * messages, handlers, and what is remembered of them.
 * {@link io.quictransport.internal.messaging.PeerMessaging} is its face, one for each
 * peer; what all peers share is in {@link io.quictransport.internal.messaging.Messaging}.
 * Knows connections by their {@link io.quictransport.internal.connection.ConnectionLink}
 * only. Calls come from any thread; the rest is confined to the event loop, and handlers
 * run where they were registered to run.
 */
@NullMarked
package io.quictransport.internal.messaging;

import org.jspecify.annotations.NullMarked;
