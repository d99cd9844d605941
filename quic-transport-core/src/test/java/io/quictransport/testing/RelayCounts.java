package io.quictransport.testing;

/**
 * Counts what one direction of a {@link UdpRelay} has done with its packets so far.
 *
 * @param forwarded handed to the receiver's socket, each copy counted
 * @param dropped lost by the conditions
 * @param duplicated sent on twice
 * @param corrupted copies that were changed
 * @param undeliverable lost because nothing listened or a socket's buffer was full; not
 * zero means that the run cannot be replayed exactly
 */
public record RelayCounts(long forwarded, long dropped, long duplicated, long corrupted, long undeliverable) {
}
