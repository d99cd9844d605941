package io.quictransport.quic;

import java.time.Duration;

/**
 * Defines how the QUIC connections of a transport are tuned. The defaults were measured
 * ({@code docs/performance.md}); they fit most networks. Immutable: each {@code with}
 * method checks its value and returns a copy.
 */
public final class QuicSettings {

	/** The default of {@link #maxUdpPayload()}: what the path carries. */
	public static final int DEFAULT_MAX_UDP_PAYLOAD = 0;

	/** The default of {@link #pathMtuDiscovery()}. */
	public static final boolean DEFAULT_PATH_MTU_DISCOVERY = true;

	/** The default of {@link #congestionControl()}. */
	public static final CongestionControl DEFAULT_CONGESTION_CONTROL = CongestionControl.CUBIC;

	/** The default of {@link #initialCongestionWindow()}. */
	public static final int DEFAULT_INITIAL_CONGESTION_WINDOW = 10;

	/** The default of {@link #streamWindow()}. */
	public static final int DEFAULT_STREAM_WINDOW = 1024 * 1024;

	/** The default of {@link #connectionWindow()}. */
	public static final int DEFAULT_CONNECTION_WINDOW = 4 * 1024 * 1024;

	/** The default of {@link #maxAckDelay()}. */
	public static final Duration DEFAULT_MAX_ACK_DELAY = Duration.ofMillis(25);

	/** The default of {@link #socketBufferSize()}. */
	public static final int DEFAULT_SOCKET_BUFFER_SIZE = 256 * 1024;

	/** The default of {@link #busyPoll()}. */
	public static final Duration DEFAULT_BUSY_POLL = Duration.ofNanos(100_000);

	/** The most event loops that {@link #withEventLoops} takes. */
	public static final int MOST_EVENT_LOOPS = 64;

	/** The default of {@link #eventLoops()}: one for each two processors, at most 8. */
	public static final int DEFAULT_EVENT_LOOPS = Math.max(1,
			Math.min(8, Runtime.getRuntime().availableProcessors() / 2));

	/** The default of {@link #codecCustomizer()}. */
	public static final QuicCodecCustomizer DEFAULT_CODEC_CUSTOMIZER = (builder) -> {
	};

	private static final Option<Integer> MAX_UDP_PAYLOAD = Option.zeroOrBetween("maxUdpPayload",
			DEFAULT_MAX_UDP_PAYLOAD, 1200, 16_383);

	private static final Option<Boolean> PATH_MTU_DISCOVERY = Option.of("pathMtuDiscovery", DEFAULT_PATH_MTU_DISCOVERY);

	private static final Option<CongestionControl> CONGESTION_CONTROL = Option.of("congestionControl",
			DEFAULT_CONGESTION_CONTROL);

	private static final Option<Integer> INITIAL_CONGESTION_WINDOW = Option.between("initialCongestionWindow",
			DEFAULT_INITIAL_CONGESTION_WINDOW, 2, 1000);

	private static final Option<Integer> STREAM_WINDOW = Option.between("streamWindow", DEFAULT_STREAM_WINDOW,
			64 * 1024, 512 * 1024 * 1024);

	private static final Option<Integer> CONNECTION_WINDOW = Option.between("connectionWindow",
			DEFAULT_CONNECTION_WINDOW, 128 * 1024, 1024 * 1024 * 1024);

	private static final Option<Duration> MAX_ACK_DELAY = Option.between("maxAckDelay", DEFAULT_MAX_ACK_DELAY,
			Duration.ofMillis(1), Duration.ofSeconds(1));

	private static final Option<Integer> SOCKET_BUFFER_SIZE = Option.between("socketBufferSize",
			DEFAULT_SOCKET_BUFFER_SIZE, 64 * 1024, 256 * 1024 * 1024);

	private static final Option<Duration> BUSY_POLL = Option.between("busyPoll", DEFAULT_BUSY_POLL, Duration.ZERO,
			Duration.ofMillis(1));

	private static final Option<Integer> EVENT_LOOPS = Option.between("eventLoops", DEFAULT_EVENT_LOOPS, 1,
			MOST_EVENT_LOOPS);

	private static final Option<QuicCodecCustomizer> CODEC_CUSTOMIZER = Option.of("codecCustomizer",
			DEFAULT_CODEC_CUSTOMIZER);

	private final OptionValues values;

	/**
	 * Makes settings with all defaults.
	 */
	public QuicSettings() {
		this(OptionValues.DEFAULTS);
	}

	private QuicSettings(OptionValues values) {
		this.values = values;
	}

	/**
	 * Sets {@link #maxUdpPayload()}.
	 * @param maxUdpPayload the new value, 0 for what the path carries
	 * @return a copy with this value
	 */
	public QuicSettings withMaxUdpPayload(int maxUdpPayload) {
		return with(MAX_UDP_PAYLOAD, maxUdpPayload);
	}

	/**
	 * The largest UDP payload in bytes, at most 16,383, which is the codec's limit. By
	 * default (0) it is what the path carries: a connection begins at 1200 and goes up by
	 * discovery to what the interface of the bind address carries, at most 16,000;
	 * without discovery it stays at 1200. A set value bounds discovery, or is used from
	 * the start. A node receives 2048 bytes, or what it may send if that is more.
	 * @return the value, by default {@link #DEFAULT_MAX_UDP_PAYLOAD}
	 */
	public int maxUdpPayload() {
		return this.values.get(MAX_UDP_PAYLOAD);
	}

	/**
	 * Sets {@link #pathMtuDiscovery()}.
	 * @param pathMtuDiscovery the new value
	 * @return a copy with this value
	 */
	public QuicSettings withPathMtuDiscovery(boolean pathMtuDiscovery) {
		return with(PATH_MTU_DISCOVERY, pathMtuDiscovery);
	}

	/**
	 * Whether the largest UDP payload is found by probing (RFC 8899), without fragments;
	 * otherwise {@link #maxUdpPayload()} is used from the start.
	 * @return the value, by default {@link #DEFAULT_PATH_MTU_DISCOVERY}
	 */
	public boolean pathMtuDiscovery() {
		return this.values.get(PATH_MTU_DISCOVERY);
	}

	/**
	 * Sets {@link #congestionControl()}.
	 * @param congestionControl the new value
	 * @return a copy with this value
	 */
	public QuicSettings withCongestionControl(CongestionControl congestionControl) {
		return with(CONGESTION_CONTROL, congestionControl);
	}

	/**
	 * How this node finds out how much it may send at a time. The peer decides for
	 * itself.
	 * @return the value, by default {@link #DEFAULT_CONGESTION_CONTROL}
	 */
	public CongestionControl congestionControl() {
		return this.values.get(CONGESTION_CONTROL);
	}

	/**
	 * Sets {@link #initialCongestionWindow()}.
	 * @param packets the new value, from 2 to 1,000
	 * @return a copy with this value
	 */
	public QuicSettings withInitialCongestionWindow(int packets) {
		return with(INITIAL_CONGESTION_WINDOW, packets);
	}

	/**
	 * How many packets this node sends on a new connection before the first
	 * acknowledgement (RFC 9002, section 7.2). More of them save round trips where large
	 * messages follow soon after a connection begins; on a path that does not carry them
	 * they are lost together.
	 * @return the value, by default {@link #DEFAULT_INITIAL_CONGESTION_WINDOW}
	 */
	public int initialCongestionWindow() {
		return this.values.get(INITIAL_CONGESTION_WINDOW);
	}

	/**
	 * Sets {@link #streamWindow()}.
	 * @param streamWindow the new value
	 * @return a copy with this value
	 */
	public QuicSettings withStreamWindow(int streamWindow) {
		return with(STREAM_WINDOW, streamWindow);
	}

	/**
	 * The flow-control window of one stream in bytes (RFC 9000, section 4).
	 * @return the value, by default {@link #DEFAULT_STREAM_WINDOW}
	 */
	public int streamWindow() {
		return this.values.get(STREAM_WINDOW);
	}

	/**
	 * Sets {@link #connectionWindow()}.
	 * @param connectionWindow the new value
	 * @return a copy with this value
	 */
	public QuicSettings withConnectionWindow(int connectionWindow) {
		return with(CONNECTION_WINDOW, connectionWindow);
	}

	/**
	 * The flow-control window of one connection in bytes; at least two stream windows.
	 * @return the value, by default {@link #DEFAULT_CONNECTION_WINDOW}
	 */
	public int connectionWindow() {
		return this.values.get(CONNECTION_WINDOW);
	}

	/**
	 * Sets {@link #maxAckDelay()}.
	 * @param maxAckDelay the new value
	 * @return a copy with this value
	 */
	public QuicSettings withMaxAckDelay(Duration maxAckDelay) {
		return with(MAX_ACK_DELAY, maxAckDelay);
	}

	/**
	 * The delay of acknowledgements that peers are asked to allow for before they declare
	 * a packet lost (RFC 9000, section 18.2). The codec acknowledges at once, whatever
	 * the value; 1 ms shortens the recovery from losses inside a data centre.
	 * @return the value, by default {@link #DEFAULT_MAX_ACK_DELAY}
	 */
	public Duration maxAckDelay() {
		return this.values.get(MAX_ACK_DELAY);
	}

	/**
	 * Sets {@link #socketBufferSize()}.
	 * @param socketBufferSize the new value
	 * @return a copy with this value
	 */
	public QuicSettings withSocketBufferSize(int socketBufferSize) {
		return with(SOCKET_BUFFER_SIZE, socketBufferSize);
	}

	/**
	 * The requested size of the UDP send and receive buffers in bytes; the kernel may
	 * grant less. Where a socket has more connections than have room in its receive
	 * buffer, that grows, up to 4 MiB. No priority applies to packets that wait in them:
	 * under bulk load larger buffers delay PINGs and small messages, and gain no
	 * throughput.
	 * @return the value, by default {@link #DEFAULT_SOCKET_BUFFER_SIZE}
	 */
	public int socketBufferSize() {
		return this.values.get(SOCKET_BUFFER_SIZE);
	}

	/**
	 * Sets {@link #busyPoll()}.
	 * @param busyPoll the new value, zero for an event loop that sleeps at once
	 * @return a copy with this value
	 */
	public QuicSettings withBusyPoll(Duration busyPoll) {
		return with(BUSY_POLL, busyPoll);
	}

	/**
	 * How long the event loop polls for work before it sleeps, at most 1 ms. It polls
	 * only while that finds work; a node with little to do sleeps. On a virtual machine
	 * the default saves latency and processor time, since a wake-up costs some 50 us
	 * there; where it costs less a shorter time is enough, and with zero the loop sleeps
	 * at once. Has no effect without epoll, or with one processor.
	 * @return the value, by default {@link #DEFAULT_BUSY_POLL}
	 */
	public Duration busyPoll() {
		return this.values.get(BUSY_POLL);
	}

	/**
	 * Sets {@link #eventLoops()}.
	 * @param eventLoops the new value
	 * @return a copy with this value
	 */
	public QuicSettings withEventLoops(int eventLoops) {
		return with(EVENT_LOOPS, eventLoops);
	}

	/**
	 * The number of event loops, the threads that carry the connections; at most 64. Each
	 * peer belongs to one of them by its id: more of them serve more peers at a time, not
	 * one peer faster. Handlers and continuations that run on event loops run on several
	 * threads then. Without epoll there is one, whatever the value.
	 * @return the value, by default {@link #DEFAULT_EVENT_LOOPS}
	 */
	public int eventLoops() {
		return this.values.get(EVENT_LOOPS);
	}

	/**
	 * Sets {@link #codecCustomizer()}.
	 * @param codecCustomizer the new value
	 * @return a copy with this value
	 */
	public QuicSettings withCodecCustomizer(QuicCodecCustomizer codecCustomizer) {
		return with(CODEC_CUSTOMIZER, codecCustomizer);
	}

	/**
	 * Sets on the codec what no option covers, after all options.
	 * @return the value, by default {@link #DEFAULT_CODEC_CUSTOMIZER}, which does nothing
	 */
	public QuicCodecCustomizer codecCustomizer() {
		return this.values.get(CODEC_CUSTOMIZER);
	}

	private <T> QuicSettings with(Option<T> option, T value) {
		return new QuicSettings(this.values.with(option, value));
	}

}
