package io.quictransport.quic;

/**
 * Limits what a transport admits, in either direction. Immutable: each {@code with}
 * method checks its value and returns a copy. Peers receive the limits that concern them
 * in HELLO.
 */
public final class TransportLimits {

	/** The default of {@link #maxInboundConnections()}. */
	public static final int DEFAULT_MAX_INBOUND_CONNECTIONS = 100;

	/** The default of {@link #maxHalfOpenConnections()}. */
	public static final int DEFAULT_MAX_HALF_OPEN_CONNECTIONS = 64;

	/** The default of {@link #maxMessageSize()}. */
	public static final int DEFAULT_MAX_MESSAGE_SIZE = 1024 * 1024;

	/** The default of {@link #maxHeaderSize()}. */
	public static final int DEFAULT_MAX_HEADER_SIZE = 8 * 1024;

	/** The default of {@link #maxInFlight()}. */
	public static final int DEFAULT_MAX_IN_FLIGHT = 4096;

	/** The default of {@link #maxQueuedBytes()}. */
	public static final int DEFAULT_MAX_QUEUED_BYTES = 64 * 1024 * 1024;

	/** The default of {@link #maxHandlers()}. */
	public static final int DEFAULT_MAX_HANDLERS = 1024;

	/** The default of {@link #maxQueuedMessages()}. */
	public static final int DEFAULT_MAX_QUEUED_MESSAGES = 65_536;

	/** The default of {@link #maxLanes()}. */
	public static final int DEFAULT_MAX_LANES = 8;

	/** The default of {@link #maxTransfers()}. */
	public static final int DEFAULT_MAX_TRANSFERS = 8;

	/** The default of {@link #maxMessageStreams()}. */
	public static final int DEFAULT_MAX_MESSAGE_STREAMS = 64;

	/** The default of {@link #streamBuffer()}. */
	public static final int DEFAULT_STREAM_BUFFER = 1024 * 1024;

	private static final Option<Integer> MAX_INBOUND_CONNECTIONS = Option.between("maxInboundConnections",
			DEFAULT_MAX_INBOUND_CONNECTIONS, 1, 1_000_000);

	private static final Option<Integer> MAX_HALF_OPEN_CONNECTIONS = Option.between("maxHalfOpenConnections",
			DEFAULT_MAX_HALF_OPEN_CONNECTIONS, 1, 1_000_000);

	private static final Option<Integer> MAX_MESSAGE_SIZE = Option.between("maxMessageSize", DEFAULT_MAX_MESSAGE_SIZE,
			1, 256 * 1024 * 1024);

	private static final Option<Integer> MAX_HEADER_SIZE = Option.between("maxHeaderSize", DEFAULT_MAX_HEADER_SIZE, 0,
			32 * 1024);

	private static final Option<Integer> MAX_IN_FLIGHT = Option.between("maxInFlight", DEFAULT_MAX_IN_FLIGHT, 1,
			1_000_000);

	private static final Option<Integer> MAX_QUEUED_BYTES = Option.between("maxQueuedBytes", DEFAULT_MAX_QUEUED_BYTES,
			1024, 1024 * 1024 * 1024);

	private static final Option<Integer> MAX_HANDLERS = Option.between("maxHandlers", DEFAULT_MAX_HANDLERS, 1,
			1_000_000);

	private static final Option<Integer> MAX_QUEUED_MESSAGES = Option.between("maxQueuedMessages",
			DEFAULT_MAX_QUEUED_MESSAGES, 1, 10_000_000);

	private static final Option<Integer> MAX_LANES = Option.between("maxLanes", DEFAULT_MAX_LANES, 1, 32);

	private static final Option<Integer> MAX_TRANSFERS = Option.between("maxTransfers", DEFAULT_MAX_TRANSFERS, 1, 16);

	private static final Option<Integer> MAX_MESSAGE_STREAMS = Option.between("maxMessageStreams",
			DEFAULT_MAX_MESSAGE_STREAMS, 1, 80);

	private static final Option<Integer> STREAM_BUFFER = Option.between("streamBuffer", DEFAULT_STREAM_BUFFER, 1024,
			1024 * 1024 * 1024);

	private final OptionValues values;

	/**
	 * Makes limits with all defaults.
	 */
	public TransportLimits() {
		this(OptionValues.DEFAULTS);
	}

	private TransportLimits(OptionValues values) {
		this.values = values;
	}

	/**
	 * Sets {@link #maxInboundConnections()}.
	 * @param maxInboundConnections the new value
	 * @return a copy with this value
	 */
	public TransportLimits withMaxInboundConnections(int maxInboundConnections) {
		return with(MAX_INBOUND_CONNECTIONS, maxInboundConnections);
	}

	/**
	 * The number of connections dialled by peers that are kept at a time; further ones
	 * are refused. Retiring connections count too, and are closed early if they would
	 * prevent new ones. Event loops that admit at the same moment may exceed it by one
	 * each.
	 * @return the value, by default {@link #DEFAULT_MAX_INBOUND_CONNECTIONS}
	 */
	public int maxInboundConnections() {
		return this.values.get(MAX_INBOUND_CONNECTIONS);
	}

	/**
	 * Sets {@link #maxHalfOpenConnections()}.
	 * @param maxHalfOpenConnections the new value
	 * @return a copy with this value
	 */
	public TransportLimits withMaxHalfOpenConnections(int maxHalfOpenConnections) {
		return with(MAX_HALF_OPEN_CONNECTIONS, maxHalfOpenConnections);
	}

	/**
	 * The number of inbound connections that may be in their handshake at a time; further
	 * ones are refused. From a quarter of the limit on, or when as many as the limit has
	 * begun within a second, clients must first prove that their address is theirs (one
	 * more round trip), and one address may have half of the limit: its next handshake
	 * waits.
	 * @return the value, by default {@link #DEFAULT_MAX_HALF_OPEN_CONNECTIONS}
	 */
	public int maxHalfOpenConnections() {
		return this.values.get(MAX_HALF_OPEN_CONNECTIONS);
	}

	/**
	 * Sets {@link #maxMessageSize()}.
	 * @param maxMessageSize the new value
	 * @return a copy with this value
	 */
	public TransportLimits withMaxMessageSize(int maxMessageSize) {
		return with(MAX_MESSAGE_SIZE, maxMessageSize);
	}

	/**
	 * The largest payload in bytes, sent or received. The smaller of the two ends' limits
	 * applies.
	 * @return the value, by default {@link #DEFAULT_MAX_MESSAGE_SIZE}
	 */
	public int maxMessageSize() {
		return this.values.get(MAX_MESSAGE_SIZE);
	}

	/**
	 * Sets {@link #maxHeaderSize()}.
	 * @param maxHeaderSize the new value
	 * @return a copy with this value
	 */
	public TransportLimits withMaxHeaderSize(int maxHeaderSize) {
		return with(MAX_HEADER_SIZE, maxHeaderSize);
	}

	/**
	 * The most bytes that the headers of one message may take, names and values together
	 * in UTF-8 with the length before each. The smaller of the two ends' limits applies.
	 * @return the value, by default {@link #DEFAULT_MAX_HEADER_SIZE}
	 */
	public int maxHeaderSize() {
		return this.values.get(MAX_HEADER_SIZE);
	}

	/**
	 * Sets {@link #maxInFlight()}.
	 * @param maxInFlight the new value
	 * @return a copy with this value
	 */
	public TransportLimits withMaxInFlight(int maxInFlight) {
		return with(MAX_IN_FLIGHT, maxInFlight);
	}

	/**
	 * The number of requests and unacknowledged one-way messages that may be in flight to
	 * one peer; further ones fail with OVERLOADED at once.
	 * @return the value, by default {@link #DEFAULT_MAX_IN_FLIGHT}
	 */
	public int maxInFlight() {
		return this.values.get(MAX_IN_FLIGHT);
	}

	/**
	 * Sets {@link #maxQueuedBytes()}.
	 * @param maxQueuedBytes the new value
	 * @return a copy with this value
	 */
	public TransportLimits withMaxQueuedBytes(int maxQueuedBytes) {
		return with(MAX_QUEUED_BYTES, maxQueuedBytes);
	}

	/**
	 * The number of payload bytes that may be in flight to one peer, and the number of
	 * bytes that its one-way messages may take while they wait for their handlers:
	 * payloads, and for each message its texts and some 500 bytes of overhead. Beyond the
	 * limit, messages fail with OVERLOADED.
	 * @return the value, by default {@link #DEFAULT_MAX_QUEUED_BYTES}
	 */
	public int maxQueuedBytes() {
		return this.values.get(MAX_QUEUED_BYTES);
	}

	/**
	 * Sets {@link #maxHandlers()}.
	 * @param maxHandlers the new value
	 * @return a copy with this value
	 */
	public TransportLimits withMaxHandlers(int maxHandlers) {
		return with(MAX_HANDLERS, maxHandlers);
	}

	/**
	 * The number of requests of one peer that may be with their handlers; further ones
	 * are answered with OVERLOADED.
	 * @return the value, by default {@link #DEFAULT_MAX_HANDLERS}
	 */
	public int maxHandlers() {
		return this.values.get(MAX_HANDLERS);
	}

	/**
	 * Sets {@link #maxQueuedMessages()}.
	 * @param maxQueuedMessages the new value
	 * @return a copy with this value
	 */
	public TransportLimits withMaxQueuedMessages(int maxQueuedMessages) {
		return with(MAX_QUEUED_MESSAGES, maxQueuedMessages);
	}

	/**
	 * The number of one-way messages of one peer that may wait for their handlers;
	 * further ones are refused with OVERLOADED.
	 * @return the value, by default {@link #DEFAULT_MAX_QUEUED_MESSAGES}
	 */
	public int maxQueuedMessages() {
		return this.values.get(MAX_QUEUED_MESSAGES);
	}

	/**
	 * Sets {@link #maxLanes()}.
	 * @param maxLanes the new value
	 * @return a copy with this value
	 */
	public TransportLimits withMaxLanes(int maxLanes) {
		return with(MAX_LANES, maxLanes);
	}

	/**
	 * The number of lanes that one end opens on a connection whose path loses packets. Up
	 * to this number of messages at a time have a lane each there; more of them share
	 * half of the lanes. Where nothing is lost one lane is used, and up to half of them
	 * while lanes do not take what is written to them.
	 * @return the value, by default {@link #DEFAULT_MAX_LANES}
	 */
	public int maxLanes() {
		return this.values.get(MAX_LANES);
	}

	/**
	 * Sets {@link #maxTransfers()}.
	 * @param maxTransfers the new value
	 * @return a copy with this value
	 */
	public TransportLimits withMaxTransfers(int maxTransfers) {
		return with(MAX_TRANSFERS, maxTransfers);
	}

	/**
	 * The number of large messages, each on its own stream, that one end sends at a time
	 * on a connection.
	 * @return the value, by default {@link #DEFAULT_MAX_TRANSFERS}
	 */
	public int maxTransfers() {
		return this.values.get(MAX_TRANSFERS);
	}

	/**
	 * Sets {@link #maxMessageStreams()}.
	 * @param maxMessageStreams the new value
	 * @return a copy with this value
	 */
	public TransportLimits withMaxMessageStreams(int maxMessageStreams) {
		return with(MAX_MESSAGE_STREAMS, maxMessageStreams);
	}

	/**
	 * The number of streams of messages that this node opens on a connection at a time;
	 * further ones wait for their turn. It also serves this number of one peer's streams
	 * at a time, and refuses further ones with OVERLOADED: peers should not have a larger
	 * limit than this node. Each open stream makes every packet slightly more expensive.
	 * @return the value, by default {@link #DEFAULT_MAX_MESSAGE_STREAMS}
	 */
	public int maxMessageStreams() {
		return this.values.get(MAX_MESSAGE_STREAMS);
	}

	/**
	 * Sets {@link #streamBuffer()}.
	 * @param streamBuffer the new value
	 * @return a copy with this value
	 */
	public TransportLimits withStreamBuffer(int streamBuffer) {
		return with(STREAM_BUFFER, streamBuffer);
	}

	/**
	 * The number of bytes of items that each end of a stream of messages buffers for a
	 * slow reader: the receiver as read-ahead, the sender as a queue. An item counts as
	 * its payload and 32 bytes more; one that is larger than the buffer is buffered
	 * alone.
	 * @return the value, by default {@link #DEFAULT_STREAM_BUFFER}
	 */
	public int streamBuffer() {
		return this.values.get(STREAM_BUFFER);
	}

	private <T> TransportLimits with(Option<T> option, T value) {
		return new TransportLimits(this.values.with(option, value));
	}

}
