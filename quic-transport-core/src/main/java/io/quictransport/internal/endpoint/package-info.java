/**
 * UDP sockets and the codec on them: binds, tunes, polls before it sleeps, and keeps
 * unauthenticated senders within bounds.
 * {@link io.quictransport.internal.endpoint.Sockets} and
 * {@link io.quictransport.internal.endpoint.QuicCodecs} are its face, for the room of
 * peers and the wiring of a run. Knows no connection of ours; confined to the event loop
 * unless a class says otherwise.
 */
@NullMarked
package io.quictransport.internal.endpoint;

import org.jspecify.annotations.NullMarked;
