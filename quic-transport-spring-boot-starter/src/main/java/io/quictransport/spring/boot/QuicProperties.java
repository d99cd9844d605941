package io.quictransport.spring.boot;

import java.time.Duration;

import io.quictransport.quic.CongestionControl;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Holds the properties under {@code quic.transport.quic}.
 */
final class QuicProperties {

	/**
	 * Largest UDP payload, at most 16383 bytes. Unless set it is determined for each
	 * connection: it begins at 1200 bytes and goes up to what path and interface carry.
	 */
	private @Nullable DataSize maxUdpPayload;

	/**
	 * Whether the largest UDP payload is found by probing instead of used from the start.
	 */
	private @Nullable Boolean pathMtuDiscovery;

	/**
	 * Congestion control algorithm.
	 */
	private @Nullable CongestionControl congestionControl;

	/**
	 * Number of packets that are sent on a new connection before the first
	 * acknowledgement. From 2 to 1,000.
	 */
	private @Nullable Integer initialCongestionWindow;

	/**
	 * Flow-control window of one stream.
	 */
	private @Nullable DataSize streamWindow;

	/**
	 * Flow-control window of one connection. At least two stream windows.
	 */
	private @Nullable DataSize connectionWindow;

	/**
	 * Delay of acknowledgements that is announced to peers. The codec itself always
	 * acknowledges at once.
	 */
	private @Nullable Duration maxAckDelay;

	/**
	 * Size that is requested for the UDP send and receive buffers. The kernel may grant
	 * less. With many peers the receive buffer grows.
	 */
	private @Nullable DataSize socketBufferSize;

	/**
	 * Time that an event loop may poll for work before it sleeps, as long as most polls
	 * find some. With 0 it sleeps at once.
	 */
	private @Nullable Duration busyPoll;

	/**
	 * Number of event loops, the threads of the connections. Each peer belongs to one of
	 * them. By default half the number of processors, at least 1 and at most 8.
	 */
	private @Nullable Integer eventLoops;

	public @Nullable DataSize getMaxUdpPayload() {
		return this.maxUdpPayload;
	}

	public void setMaxUdpPayload(@Nullable DataSize maxUdpPayload) {
		this.maxUdpPayload = maxUdpPayload;
	}

	public @Nullable Boolean getPathMtuDiscovery() {
		return this.pathMtuDiscovery;
	}

	public void setPathMtuDiscovery(@Nullable Boolean pathMtuDiscovery) {
		this.pathMtuDiscovery = pathMtuDiscovery;
	}

	public @Nullable CongestionControl getCongestionControl() {
		return this.congestionControl;
	}

	public void setCongestionControl(@Nullable CongestionControl congestionControl) {
		this.congestionControl = congestionControl;
	}

	public @Nullable Integer getInitialCongestionWindow() {
		return this.initialCongestionWindow;
	}

	public void setInitialCongestionWindow(@Nullable Integer initialCongestionWindow) {
		this.initialCongestionWindow = initialCongestionWindow;
	}

	public @Nullable DataSize getStreamWindow() {
		return this.streamWindow;
	}

	public void setStreamWindow(@Nullable DataSize streamWindow) {
		this.streamWindow = streamWindow;
	}

	public @Nullable DataSize getConnectionWindow() {
		return this.connectionWindow;
	}

	public void setConnectionWindow(@Nullable DataSize connectionWindow) {
		this.connectionWindow = connectionWindow;
	}

	public @Nullable Duration getMaxAckDelay() {
		return this.maxAckDelay;
	}

	public void setMaxAckDelay(@Nullable Duration maxAckDelay) {
		this.maxAckDelay = maxAckDelay;
	}

	public @Nullable DataSize getSocketBufferSize() {
		return this.socketBufferSize;
	}

	public void setSocketBufferSize(@Nullable DataSize socketBufferSize) {
		this.socketBufferSize = socketBufferSize;
	}

	public @Nullable Duration getBusyPoll() {
		return this.busyPoll;
	}

	public void setBusyPoll(@Nullable Duration busyPoll) {
		this.busyPoll = busyPoll;
	}

	public @Nullable Integer getEventLoops() {
		return this.eventLoops;
	}

	public void setEventLoops(@Nullable Integer eventLoops) {
		this.eventLoops = eventLoops;
	}

}
