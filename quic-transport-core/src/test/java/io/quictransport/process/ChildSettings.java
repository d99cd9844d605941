package io.quictransport.process;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.discovery.MulticastOptions;
import io.quictransport.discovery.MulticastPeerDiscovery;
import io.quictransport.quic.QuicTransportOptions;
import io.quictransport.quic.TransportTimeouts;

/**
 * Defines how a {@link ChildProcess} runs.
 *
 * @param port the port of its node, 0 for a free one
 * @param idleTimeout the option of its node
 * @param pingInterval the option of its node
 * @param leakDetection the level of Netty's leak detector
 * @param tuning what its JVM is told beside the rest
 * @param multicastPort where its node announces itself, 0 if it does not
 * @param host the address that its node binds
 * @param launcher what precedes the command of its JVM
 */
public record ChildSettings(int port, Duration idleTimeout, Duration pingInterval, String leakDetection,
		List<String> tuning, int multicastPort, String host, List<String> launcher) {

	public static final ChildSettings DEFAULT = new ChildSettings(0, TransportTimeouts.DEFAULT_IDLE,
			TransportTimeouts.DEFAULT_PING_INTERVAL, "paranoid", List.of(), 0, "127.0.0.1", List.of());

	private static final List<String> START_FAST = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	private static final List<String> FIXED_HEAP = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch",
			"-XX:+UseSerialGC");

	public ChildSettings withPort(int port) {
		return new ChildSettings(port, this.idleTimeout, this.pingInterval, this.leakDetection, this.tuning,
				this.multicastPort, this.host, this.launcher);
	}

	public ChildSettings withIdle(Duration idleTimeout, Duration pingInterval) {
		return new ChildSettings(this.port, idleTimeout, pingInterval, this.leakDetection, this.tuning,
				this.multicastPort, this.host, this.launcher);
	}

	public ChildSettings withLeakDetection(String leakDetection) {
		return new ChildSettings(this.port, this.idleTimeout, this.pingInterval, leakDetection, this.tuning,
				this.multicastPort, this.host, this.launcher);
	}

	/** Has it start fast rather than run fast. */
	public ChildSettings withShortLived() {
		return withTuning(START_FAST);
	}

	/** Has its heap neither grow nor shrink, and all of it resident from the start. */
	ChildSettings withFixedHeap() {
		return withTuning(FIXED_HEAP);
	}

	/** Gives it this memory, in bytes, and the small limits of {@link Capacity}. */
	ChildSettings withMemory(long heap, long direct) {
		return withTuning(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx" + heap,
				"-XX:MaxDirectMemorySize=" + direct, "-D" + EchoProcess.SMALL_LIMITS + "=true"));
	}

	private ChildSettings withTuning(List<String> tuning) {
		return new ChildSettings(this.port, this.idleTimeout, this.pingInterval, this.leakDetection, tuning,
				this.multicastPort, this.host, this.launcher);
	}

	public ChildSettings withMulticast(int multicastPort) {
		return new ChildSettings(this.port, this.idleTimeout, this.pingInterval, this.leakDetection, this.tuning,
				multicastPort, this.host, this.launcher);
	}

	/**
	 * Has it run elsewhere.
	 * @param launcher what precedes the command of its JVM
	 * @param host the address that its node binds there
	 */
	public ChildSettings withLauncher(List<String> launcher, String host) {
		return new ChildSettings(this.port, this.idleTimeout, this.pingInterval, this.leakDetection, this.tuning,
				this.multicastPort, host, launcher);
	}

	/** What its JVM is told. */
	List<String> jvmOptions() {
		List<String> options = List.of("-Xmx768m", "-Dio.netty.leakDetection.level=" + this.leakDetection);
		return Stream.concat(options.stream(), this.tuning.stream()).toList();
	}

	/** What {@link EchoProcess} is told on its command line, after the directory. */
	List<String> arguments() {
		return List.of("" + this.port, "" + this.idleTimeout.toMillis(), "" + this.pingInterval.toMillis(),
				"" + this.multicastPort, this.host);
	}

	static QuicTransportOptions apply(QuicTransportOptions options, String[] arguments) {
		int multicastPort = Integer.parseInt(arguments[3]);
		DiscoveryOptions discovery = (multicastPort == 0) ? new DiscoveryOptions()
				: new DiscoveryOptions().withProviders(List.of(new MulticastPeerDiscovery(
						new MulticastOptions().withGroup(new InetSocketAddress("239.255.42.98", multicastPort)))));
		return options.withDiscovery(discovery)
			.withBindAddress(new InetSocketAddress(arguments[4], Integer.parseInt(arguments[0])))
			.withTimeouts((timeouts) -> timeouts.withIdle(Duration.ofMillis(Long.parseLong(arguments[1])))
				.withPingInterval(Duration.ofMillis(Long.parseLong(arguments[2]))));
	}

}
