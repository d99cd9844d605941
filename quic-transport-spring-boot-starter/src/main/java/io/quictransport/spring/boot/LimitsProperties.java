package io.quictransport.spring.boot;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Holds the properties under {@code quic.transport.limits}.
 */
final class LimitsProperties {

	/**
	 * Number of connections dialled by peers that may exist at a time, including those
	 * that are closing. Further ones are refused.
	 */
	private @Nullable Integer maxInboundConnections;

	/**
	 * Number of inbound connections that may be in their handshake at a time. Further
	 * ones are refused. From a quarter of it on, dialling peers must prove their address
	 * first, and one address may have at most half of it.
	 */
	private @Nullable Integer maxHalfOpenConnections;

	/**
	 * Largest payload of a message, sent or received. The smaller of both ends' limits
	 * applies.
	 */
	private @Nullable DataSize maxMessageSize;

	/**
	 * Largest size of the headers of a message, names and values together in UTF-8. The
	 * smaller of both ends' limits applies.
	 */
	private @Nullable DataSize maxHeaderSize;

	/**
	 * Number of requests and unacknowledged one-way messages that may be in flight to one
	 * peer.
	 */
	private @Nullable Integer maxInFlight;

	/**
	 * Payload that may be in flight to one peer, and that one-way messages of one peer
	 * may occupy while they wait for their handlers.
	 */
	private @Nullable DataSize maxQueuedBytes;

	/**
	 * Number of requests of one peer that may be handled at a time.
	 */
	private @Nullable Integer maxHandlers;

	/**
	 * Number of one-way messages of one peer that may wait for their handlers.
	 */
	private @Nullable Integer maxQueuedMessages;

	/**
	 * Number of lanes that one end opens on a connection.
	 */
	private @Nullable Integer maxLanes;

	/**
	 * Number of large messages, each on a stream of its own, that one end sends at a time
	 * on a connection.
	 */
	private @Nullable Integer maxTransfers;

	/**
	 * Number of streams of messages that are opened to one peer at a time, and that are
	 * served for one peer. Further ones of this node wait for their turn, those of the
	 * peer are refused.
	 */
	private @Nullable Integer maxMessageStreams;

	/**
	 * Size of the items of one stream of messages that each end buffers for a slow
	 * reader. A single larger item is buffered, too.
	 */
	private @Nullable DataSize streamBuffer;

	public @Nullable Integer getMaxInboundConnections() {
		return this.maxInboundConnections;
	}

	public void setMaxInboundConnections(@Nullable Integer maxInboundConnections) {
		this.maxInboundConnections = maxInboundConnections;
	}

	public @Nullable Integer getMaxHalfOpenConnections() {
		return this.maxHalfOpenConnections;
	}

	public void setMaxHalfOpenConnections(@Nullable Integer maxHalfOpenConnections) {
		this.maxHalfOpenConnections = maxHalfOpenConnections;
	}

	public @Nullable DataSize getMaxMessageSize() {
		return this.maxMessageSize;
	}

	public void setMaxMessageSize(@Nullable DataSize maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	public @Nullable DataSize getMaxHeaderSize() {
		return this.maxHeaderSize;
	}

	public void setMaxHeaderSize(@Nullable DataSize maxHeaderSize) {
		this.maxHeaderSize = maxHeaderSize;
	}

	public @Nullable Integer getMaxInFlight() {
		return this.maxInFlight;
	}

	public void setMaxInFlight(@Nullable Integer maxInFlight) {
		this.maxInFlight = maxInFlight;
	}

	public @Nullable DataSize getMaxQueuedBytes() {
		return this.maxQueuedBytes;
	}

	public void setMaxQueuedBytes(@Nullable DataSize maxQueuedBytes) {
		this.maxQueuedBytes = maxQueuedBytes;
	}

	public @Nullable Integer getMaxHandlers() {
		return this.maxHandlers;
	}

	public void setMaxHandlers(@Nullable Integer maxHandlers) {
		this.maxHandlers = maxHandlers;
	}

	public @Nullable Integer getMaxQueuedMessages() {
		return this.maxQueuedMessages;
	}

	public void setMaxQueuedMessages(@Nullable Integer maxQueuedMessages) {
		this.maxQueuedMessages = maxQueuedMessages;
	}

	public @Nullable Integer getMaxLanes() {
		return this.maxLanes;
	}

	public void setMaxLanes(@Nullable Integer maxLanes) {
		this.maxLanes = maxLanes;
	}

	public @Nullable Integer getMaxTransfers() {
		return this.maxTransfers;
	}

	public void setMaxTransfers(@Nullable Integer maxTransfers) {
		this.maxTransfers = maxTransfers;
	}

	public @Nullable Integer getMaxMessageStreams() {
		return this.maxMessageStreams;
	}

	public void setMaxMessageStreams(@Nullable Integer maxMessageStreams) {
		this.maxMessageStreams = maxMessageStreams;
	}

	public @Nullable DataSize getStreamBuffer() {
		return this.streamBuffer;
	}

	public void setStreamBuffer(@Nullable DataSize streamBuffer) {
		this.streamBuffer = streamBuffer;
	}

}
