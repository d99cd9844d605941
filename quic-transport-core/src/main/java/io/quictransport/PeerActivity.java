package io.quictransport;

import org.jspecify.annotations.Nullable;

/**
 * Describes what happens between this node and one peer at one moment, in more detail
 * than a {@link PeerSnapshot}. Taken on the peer's event loop, so that its parts belong
 * together.
 *
 * @param outbound this node's messages to the peer
 * @param handlers what runs or waits here on behalf of the peer
 * @param connection the live connection, null without one
 */
public record PeerActivity(OutboundQueue outbound, RunningHandlers handlers, @Nullable ConnectionActivity connection) {
}
