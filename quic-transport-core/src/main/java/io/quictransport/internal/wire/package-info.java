/**
 * Converts frames to bytes and back, as {@code docs/wire-protocol.md} defines them. One
 * class for each kind of frames has their content as its members and their codec:
 * {@link io.quictransport.internal.wire.ControlFrames},
 * {@link io.quictransport.internal.wire.MessageFrames} and
 * {@link io.quictransport.internal.wire.StreamFrames}. Knows no channel and keeps no
 * state except a partial frame and the paths of messages; called on an event loop.
 */
@NullMarked
package io.quictransport.internal.wire;

import org.jspecify.annotations.NullMarked;
