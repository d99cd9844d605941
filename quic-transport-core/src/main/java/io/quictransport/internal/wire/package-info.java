/**
 * Frames to bytes and back, as {@code docs/wire-protocol.md} defines them. Knows no
 * channel and keeps no state but that of a half-read frame; called by the transport on an
 * event loop. Not API: public only because the transport lives in another package.
 */
@NullMarked
package io.quictransport.internal.wire;

import org.jspecify.annotations.NullMarked;
