/**
 * Runs UDP sockets and their codecs: binds, tunes, polls before it sleeps, and bounds
 * unauthenticated senders. {@link io.quictransport.internal.endpoint.Endpoint} is the
 * entry point, for the package of peers and the wiring of a run. Does not know this
 * library's connections; confined to the event loop unless a class says otherwise.
 */
@NullMarked
package io.quictransport.internal.endpoint;

import org.jspecify.annotations.NullMarked;
