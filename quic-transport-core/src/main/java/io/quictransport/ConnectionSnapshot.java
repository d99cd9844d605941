package io.quictransport;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Describes the live connection to a peer at one moment. Read it by its accessors: a
 * later version may add components.
 *
 * @param remoteAddress the other end, null where a transport has no network
 * @param dialled whether this node dialled it
 * @param rtt the round-trip time last measured by PING, null before the first
 * @param lanes its open lanes
 * @param path QUIC's statistics of its path, null until the first PING is answered, and
 * where a transport has no network
 * @param certificate the certificate that the peer has shown, null where a transport has
 * no certificates
 */
public record ConnectionSnapshot(@Nullable InetSocketAddress remoteAddress, boolean dialled, @Nullable Duration rtt,
		int lanes, @Nullable PathStats path, @Nullable X509Certificate certificate) {
}
