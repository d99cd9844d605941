package io.quictransport.quic;

import java.time.Duration;

/**
 * Limits how long things may take. Immutable: each {@code with} method checks its value
 * and returns a copy.
 */
public final class TransportTimeouts {

	/** The default of {@link #connect()}. */
	public static final Duration DEFAULT_CONNECT = Duration.ofSeconds(5);

	/** The default of {@link #handshake()}. */
	public static final Duration DEFAULT_HANDSHAKE = Duration.ofSeconds(5);

	/** The default of {@link #idle()}. */
	public static final Duration DEFAULT_IDLE = Duration.ofSeconds(15);

	/** The default of {@link #pingInterval()}. */
	public static final Duration DEFAULT_PING_INTERVAL = Duration.ofSeconds(5);

	/** The default of {@link #request()}. */
	public static final Duration DEFAULT_REQUEST = Duration.ofSeconds(10);

	/** The default of {@link #bind()}. */
	public static final Duration DEFAULT_BIND = Duration.ofSeconds(5);

	/** The default of {@link #stall()}. */
	public static final Duration DEFAULT_STALL = Duration.ofSeconds(10);

	/** The default of {@link #frame()}. */
	public static final Duration DEFAULT_FRAME = Duration.ofSeconds(30);

	/** The default of {@link #streamWrite()}. */
	public static final Duration DEFAULT_STREAM_WRITE = Duration.ofMinutes(2);

	/** The default of {@link #laneIdle()}. */
	public static final Duration DEFAULT_LANE_IDLE = Duration.ofSeconds(30);

	private static final Option<Duration> CONNECT = Option.atLeast("timeouts.connect", DEFAULT_CONNECT,
			Duration.ofMillis(10));

	private static final Option<Duration> HANDSHAKE = Option.atLeast("timeouts.handshake", DEFAULT_HANDSHAKE,
			Duration.ofMillis(10));

	private static final Option<Duration> IDLE = Option.atLeast("timeouts.idle", DEFAULT_IDLE, Duration.ofMillis(100));

	private static final Option<Duration> PING_INTERVAL = Option.atLeast("timeouts.pingInterval", DEFAULT_PING_INTERVAL,
			Duration.ofMillis(20));

	private static final Option<Duration> REQUEST = Option.atLeast("timeouts.request", DEFAULT_REQUEST,
			Duration.ofMillis(1));

	private static final Option<Duration> BIND = Option.atLeast("timeouts.bind", DEFAULT_BIND, Duration.ZERO);

	private static final Option<Duration> STALL = Option.atLeast("timeouts.stall", DEFAULT_STALL,
			Duration.ofMillis(100));

	private static final Option<Duration> FRAME = Option.atLeast("timeouts.frame", DEFAULT_FRAME,
			Duration.ofMillis(100));

	private static final Option<Duration> STREAM_WRITE = Option.atLeast("timeouts.streamWrite", DEFAULT_STREAM_WRITE,
			Duration.ofMillis(10));

	private static final Option<Duration> LANE_IDLE = Option.atLeast("timeouts.laneIdle", DEFAULT_LANE_IDLE,
			Duration.ofMillis(50));

	private final OptionValues values;

	/**
	 * Makes options with all defaults.
	 */
	public TransportTimeouts() {
		this(OptionValues.DEFAULTS);
	}

	private TransportTimeouts(OptionValues values) {
		this.values = values;
	}

	/**
	 * Sets {@link #connect()}.
	 * @param connect the new value
	 * @return a copy with this value
	 */
	public TransportTimeouts withConnect(Duration connect) {
		return with(CONNECT, connect);
	}

	/**
	 * How long the TLS handshake of one dialled address may take. One lost Initial packet
	 * costs about a second (RFC 9002, section 6.2.2).
	 * @return the value, by default {@link #DEFAULT_CONNECT}
	 */
	public Duration connect() {
		return this.values.get(CONNECT);
	}

	/**
	 * Sets {@link #handshake()}.
	 * @param handshake the new value
	 * @return a copy with this value
	 */
	public TransportTimeouts withHandshake(Duration handshake) {
		return with(HANDSHAKE, handshake);
	}

	/**
	 * How long HELLO may take once TLS is complete, and how long an inbound TLS handshake
	 * may take.
	 * @return the value, by default {@link #DEFAULT_HANDSHAKE}
	 */
	public Duration handshake() {
		return this.values.get(HANDSHAKE);
	}

	/**
	 * Sets {@link #idle()}.
	 * @param idle the new value
	 * @return a copy with this value
	 */
	public TransportTimeouts withIdle(Duration idle) {
		return with(IDLE, idle);
	}

	/**
	 * The silence after which a peer is down. At least two ping intervals.
	 * @return the value, by default {@link #DEFAULT_IDLE}
	 */
	public Duration idle() {
		return this.values.get(IDLE);
	}

	/**
	 * Sets {@link #pingInterval()}.
	 * @param pingInterval the new value
	 * @return a copy with this value
	 */
	public TransportTimeouts withPingInterval(Duration pingInterval) {
		return with(PING_INTERVAL, pingInterval);
	}

	/**
	 * The time between two PINGs of a connection.
	 * @return the value, by default {@link #DEFAULT_PING_INTERVAL}
	 */
	public Duration pingInterval() {
		return this.values.get(PING_INTERVAL);
	}

	/**
	 * Sets {@link #request()}.
	 * @param request the new value
	 * @return a copy with this value
	 */
	public TransportTimeouts withRequest(Duration request) {
		return with(REQUEST, request);
	}

	/**
	 * The timeout of requests and one-way messages that state none.
	 * @return the value, by default {@link #DEFAULT_REQUEST}
	 */
	public Duration request() {
		return this.values.get(REQUEST);
	}

	/**
	 * Sets {@link #bind()}.
	 * @param bind the new value
	 * @return a copy with this value
	 */
	public TransportTimeouts withBind(Duration bind) {
		return with(BIND, bind);
	}

	/**
	 * How long binding a busy port is retried before the start fails.
	 * @return the value, by default {@link #DEFAULT_BIND}
	 */
	public Duration bind() {
		return this.values.get(BIND);
	}

	/**
	 * Sets {@link #stall()}.
	 * @param stall the new value
	 * @return a copy with this value
	 */
	public TransportTimeouts withStall(Duration stall) {
		return with(STALL, stall);
	}

	/**
	 * How long bytes may wait to be taken by a live connection, or sent messages for
	 * evidence of their arrival, before the connection counts as stalled and is replaced.
	 * A slow handler is no stall: the peer is probed for whether it has the request.
	 * @return the value, by default {@link #DEFAULT_STALL}
	 */
	public Duration stall() {
		return this.values.get(STALL);
	}

	/**
	 * Sets {@link #frame()}.
	 * @param frame the new value
	 * @return a copy with this value
	 */
	public TransportTimeouts withFrame(Duration frame) {
		return with(FRAME, frame);
	}

	/**
	 * How long a peer may take to send the rest of a frame that it has begun; a large one
	 * may take longer, at 16 KiB a second. A slower stream is reset, and the calls on it
	 * fail at their sender.
	 *
	 * <p>
	 * Keep it longer than the peers' {@link #stall()} and
	 * {@link QuicTransportOptions#drainGrace()} together, which is 20 s by default:
	 * within that time a sender has detected that a stream has stalled, and sends its
	 * messages again over another connection. A node that resets the stream earlier makes
	 * those calls fail instead. This is not checked, because the peers' values are the
	 * ones that count.
	 * @return the value, by default {@link #DEFAULT_FRAME}
	 */
	public Duration frame() {
		return this.values.get(FRAME);
	}

	/**
	 * Sets {@link #streamWrite()}.
	 * @param streamWrite the new value
	 * @return a copy with this value
	 */
	public TransportTimeouts withStreamWrite(Duration streamWrite) {
		return with(STREAM_WRITE, streamWrite);
	}

	/**
	 * How long an item of a stream of messages may wait for a reader that reads nothing
	 * before its stream is given up with DEADLINE_EXCEEDED.
	 * @return the value, by default {@link #DEFAULT_STREAM_WRITE}
	 */
	public Duration streamWrite() {
		return this.values.get(STREAM_WRITE);
	}

	/**
	 * Sets {@link #laneIdle()}.
	 * @param laneIdle the new value
	 * @return a copy with this value
	 */
	public TransportTimeouts withLaneIdle(Duration laneIdle) {
		return with(LANE_IDLE, laneIdle);
	}

	/**
	 * How long an unused lane stays open; one lane always stays.
	 * @return the value, by default {@link #DEFAULT_LANE_IDLE}
	 */
	public Duration laneIdle() {
		return this.values.get(LANE_IDLE);
	}

	private <T> TransportTimeouts with(Option<T> option, T value) {
		return new TransportTimeouts(this.values.with(option, value));
	}

}
