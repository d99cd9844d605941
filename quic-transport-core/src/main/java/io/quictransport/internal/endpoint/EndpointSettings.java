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
 * @param maxUdpPayload the largest datagram that is sent; as much is received at least
 * @param pathMtuDiscovery whether what the path carries is found out
 * @param maxAckDelay how long an acknowledgement may wait
 * @param idleTimeout after how long a silence the codec itself ends a connection
 * @param customizer changes the codecs last
 */
public record EndpointSettings(Duration busyPoll, int socketBufferSize, int connectionWindow, int streamWindow,
		int maxUdpPayload, boolean pathMtuDiscovery, Duration maxAckDelay, Duration idleTimeout,
		Consumer<QuicCodecBuilder<?>> customizer) {

	/**
	 * What is received by default: more than most paths carry, so that a peer may use
	 * what its path does.
	 */
	private static final int LEAST_RECEIVED = 2048;

	/** Datagrams that one system call sends. */
	private static final int SEGMENTS = 10;

	/**
	 * What one system call sends in segments is one IP packet for the system at first.
	 */
	private static final int MOST_SENT_AT_ONCE = 65_000;

	/** The largest datagram that is received; peers are told. */
	int receivedUdpPayload() {
		return Math.max(this.maxUdpPayload, LEAST_RECEIVED);
	}

	/** How many datagrams of the largest size one system call sends. */
	int segments() {
		return Math.max(1, Math.min(SEGMENTS, MOST_SENT_AT_ONCE / this.maxUdpPayload));
	}

}
