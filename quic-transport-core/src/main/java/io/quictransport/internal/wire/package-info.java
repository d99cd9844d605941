/**
 * Converts frames to bytes and back, as {@code docs/wire-protocol.md} defines them. Knows
 * no channel and keeps no state except a partial frame; called by the transport on an
 * event loop. Not API: public only because the transport lives in another package.
 */
@NullMarked
package io.quictransport.internal.wire;

import org.jspecify.annotations.NullMarked;
