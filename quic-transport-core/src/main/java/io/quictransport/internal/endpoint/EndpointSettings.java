package io.quictransport.internal.endpoint;

import java.time.Duration;
import java.util.function.Consumer;

import io.netty.handler.codec.quic.QuicCodecBuilder;

/**
 * Says how the UDP sockets and the codecs on them are tuned.
 *
 * @param busyPoll how long the event loop polls before it sleeps, zero for not at all
 * @param socketBufferSize bytes of each socket's buffers
 * @param connectionWindow bytes that a peer may have under way on a connection
 * @param streamWindow bytes that a peer may have under way on a stream
 * @param maxUdpPayload the largest datagram that is sent
 * @param pathMtuDiscovery whether what the path carries is found out
 * @param maxAckDelay how long an acknowledgement may wait
 * @param idleTimeout after how long a silence the codec itself ends a connection
 * @param customizer changes the codecs last
 */
public record EndpointSettings(Duration busyPoll, int socketBufferSize, int connectionWindow, int streamWindow,
		int maxUdpPayload, boolean pathMtuDiscovery, Duration maxAckDelay, Duration idleTimeout,
		Consumer<QuicCodecBuilder<?>> customizer) {
}
