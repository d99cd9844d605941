package io.quictransport.quic;

import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import io.quictransport.internal.connection.ConnectionContext;
import io.quictransport.internal.endpoint.Endpoint;
import io.quictransport.internal.messaging.Messaging;
import io.quictransport.internal.peer.PeerSettings;
import io.quictransport.internal.wire.WireLimits;

/**
 * Translates the options of a transport into the settings of each part of a run.
 *
 * @param connections for connections
 * @param messaging for the messages of each peer
 * @param peers for dialling and accepting
 * @param endpoint for the sockets
 */
record RunSettings(ConnectionContext.Settings connections, Messaging.Limits messaging, PeerSettings peers,
		Endpoint.Settings endpoint) {

	static RunSettings of(QuicTransportOptions options) {
		TransportLimits limits = options.limits();
		TransportTimeouts timeouts = options.timeouts();
		ReplacementOptions replacement = options.replacement();
		WireLimits wire = new WireLimits(limits.maxMessageSize(), limits.maxHeaderSize());
		return new RunSettings(
				new ConnectionContext.Settings(timeouts.handshake(), timeouts.pingInterval(), timeouts.idle(),
						options.drainGrace(), timeouts.stall(), timeouts.frame(), replacement.maxAge(),
						replacement.maxQuicStreams(), wire),
				new Messaging.Limits(limits.maxInFlight(), limits.maxQueuedMessages(), limits.maxQueuedBytes(),
						limits.maxHandlers(), limits.maxMessageStreams(), limits.maxTransfers(), limits.maxLanes(),
						limits.streamBuffer(), timeouts.streamWrite(), timeouts.laneIdle(), timeouts.stall(), wire),
				new PeerSettings(timeouts.connect(), options.reconnectMinBackoff(), options.reconnectMaxBackoff(),
						limits.maxInboundConnections()),
				endpoint(options));
	}

	private static Endpoint.Settings endpoint(QuicTransportOptions options) {
		QuicSettings quic = options.quic();
		// Twice the idle timeout, so that PINGs decide first: the codec ends a connection
		// without stating a reason.
		return new Endpoint.Settings(options.bindAddress(), options.timeouts().bind(),
				Endpoint.supported(quic.eventLoops()), options.limits().maxHalfOpenConnections(), quic.busyPoll(),
				quic.socketBufferSize(), quic.connectionWindow(), quic.streamWindow(), quic.maxUdpPayload(),
				quic.pathMtuDiscovery(), algorithm(quic.congestionControl()), quic.initialCongestionWindow(),
				quic.maxAckDelay(), options.timeouts().idle().multipliedBy(2), quic.codecCustomizer()::customize);
	}

	private static QuicCongestionControlAlgorithm algorithm(CongestionControl congestionControl) {
		return switch (congestionControl) {
			case CUBIC -> QuicCongestionControlAlgorithm.CUBIC;
			case RENO -> QuicCongestionControlAlgorithm.RENO;
			case BBR -> QuicCongestionControlAlgorithm.BBR;
		};
	}

}
