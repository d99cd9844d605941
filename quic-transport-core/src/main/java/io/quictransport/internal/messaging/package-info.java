/**
 * Exchanges messages over connections, once and in order: calls, lanes, transfers,
 * streams of messages, handlers, and the records that this needs.
 * {@link io.quictransport.internal.messaging.PeerMessaging} is the entry point, one for
 * each peer; the state that all peers share is in
 * {@link io.quictransport.internal.messaging.Messaging}. Knows connections by their
 * {@link io.quictransport.internal.connection.ConnectionLink} only. Calls come from any
 * thread; the rest is confined to the event loop, and handlers run where they were
 * registered to run.
 */
@NullMarked
package io.quictransport.internal.messaging;

import org.jspecify.annotations.NullMarked;
