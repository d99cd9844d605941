package io.quictransport.internal.endpoint;

import java.time.Duration;
import java.util.function.Consumer;

import io.netty.handler.codec.quic.QuicCodecBuilder;

/**
 * Defines how the UDP sockets and their codecs are tuned.
 *
 * @param busyPoll how long the event loop polls before it sleeps, zero for not at all
 * @param socketBufferSize bytes of each socket's buffers
 * @param connectionWindow bytes that a peer may have in flight on a connection
 * @param streamWindow bytes that a peer may have in flight on a stream
 * @param maxUdpPayload the largest datagram that is sent; at least this size is received
 * @param pathMtuDiscovery whether the size that the path carries is probed
 * @param maxAckDelay how long an acknowledgement may wait
 * @param idleTimeout the silence after which the codec itself ends a connection
 * @param customizer changes the codecs after all settings
 */
public record EndpointSettings(Duration busyPoll, int socketBufferSize, int connectionWindow, int streamWindow,
		int maxUdpPayload, boolean pathMtuDiscovery, Duration maxAckDelay, Duration idleTimeout,
		Consumer<QuicCodecBuilder<?>> customizer) {

	/**
	 * The default receive size: more than most paths carry, so that a peer may use all
	 * that its path carries.
	 */
	private static final int LEAST_RECEIVED = 2048;

	/** The number of datagrams that one system call sends. */
	private static final int SEGMENTS = 10;

	/** The system first handles the segments of one system call as one IP packet. */
	private static final int MOST_SENT_AT_ONCE = 65_000;

	/** The largest datagram that is received, as advertised to peers. */
	int receivedUdpPayload() {
		return Math.max(this.maxUdpPayload, LEAST_RECEIVED);
	}

	/** The number of datagrams of the largest size that one system call sends. */
	int segments() {
		return Math.max(1, Math.min(SEGMENTS, MOST_SENT_AT_ONCE / this.maxUdpPayload));
	}

}
