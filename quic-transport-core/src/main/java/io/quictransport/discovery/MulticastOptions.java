package io.quictransport.discovery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Defines how nodes announce themselves by multicast. Immutable: each {@code with} method
 * checks its value and returns a copy.
 */
public final class MulticastOptions {

	/** The default of {@link #group()}, an address for private use (RFC 2365). */
	public static final InetSocketAddress DEFAULT_GROUP = new InetSocketAddress(address(239, 255, 42, 98), 45678);

	/** The default of {@link #cluster()}. */
	public static final String DEFAULT_CLUSTER = "default";

	/** The default of {@link #interval()}. */
	public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

	/** The default of {@link #timeToLive()}. */
	public static final int DEFAULT_TIME_TO_LIVE = 1;

	private final InetSocketAddress group;

	private final String cluster;

	private final Duration interval;

	private final int timeToLive;

	private final @Nullable String networkInterface;

	/**
	 * Makes options with all defaults.
	 */
	public MulticastOptions() {
		this(DEFAULT_GROUP, DEFAULT_CLUSTER, DEFAULT_INTERVAL, DEFAULT_TIME_TO_LIVE, null);
	}

	private MulticastOptions(InetSocketAddress group, String cluster, Duration interval, int timeToLive,
			@Nullable String networkInterface) {
		this.group = group;
		this.cluster = cluster;
		this.interval = interval;
		this.timeToLive = timeToLive;
		this.networkInterface = networkInterface;
	}

	/**
	 * Sets {@link #group()}.
	 * @param group the new value
	 * @return a copy with this value
	 */
	public MulticastOptions withGroup(InetSocketAddress group) {
		InetAddress address = group.getAddress();
		check("group", group,
				address != null && address.isMulticastAddress() && address.getAddress().length == 4
						&& group.getPort() > 0,
				"must be an IPv4 multicast address, 224.0.0.0 to 239.255.255.255, with a port");
		return new MulticastOptions(group, this.cluster, this.interval, this.timeToLive, this.networkInterface);
	}

	/**
	 * The IPv4 multicast group and the UDP port at which all nodes listen.
	 * @return the value, by default {@link #DEFAULT_GROUP}
	 */
	public InetSocketAddress group() {
		return this.group;
	}

	/**
	 * Sets {@link #cluster()}.
	 * @param cluster the new value, 1 to 64 bytes of UTF-8
	 * @return a copy with this value
	 */
	public MulticastOptions withCluster(String cluster) {
		int bytes = cluster.getBytes(StandardCharsets.UTF_8).length;
		check("cluster", cluster, bytes >= 1 && bytes <= Announcement.MAX_CLUSTER_BYTES,
				"must have 1 to " + Announcement.MAX_CLUSTER_BYTES + " bytes");
		return new MulticastOptions(this.group, cluster, this.interval, this.timeToLive, this.networkInterface);
	}

	/**
	 * The name that separates the nodes of several clusters in one network. It is no
	 * protection: the trusted CA decides with which nodes a node communicates.
	 * @return the value, by default {@value #DEFAULT_CLUSTER}
	 */
	public String cluster() {
		return this.cluster;
	}

	/**
	 * Sets {@link #interval()}.
	 * @param interval the new value, 100 ms to 1 h
	 * @return a copy with this value
	 */
	public MulticastOptions withInterval(Duration interval) {
		check("interval", interval,
				interval.compareTo(Duration.ofMillis(100)) >= 0 && interval.compareTo(Duration.ofHours(1)) <= 0,
				"must be between 100 ms and 1 h");
		return new MulticastOptions(this.group, this.cluster, interval, this.timeToLive, this.networkInterface);
	}

	/**
	 * The time between two announcements. A node that has not been heard for three times
	 * this interval is forgotten, unless it is connected.
	 * @return the value, by default {@link #DEFAULT_INTERVAL}
	 */
	public Duration interval() {
		return this.interval;
	}

	/**
	 * Sets {@link #timeToLive()}.
	 * @param timeToLive the new value, 0 to 255
	 * @return a copy with this value
	 */
	public MulticastOptions withTimeToLive(int timeToLive) {
		check("timeToLive", timeToLive, timeToLive >= 0 && timeToLive <= 255, "must be between 0 and 255");
		return new MulticastOptions(this.group, this.cluster, this.interval, timeToLive, this.networkInterface);
	}

	/**
	 * How many networks an announcement may cross: 0 stays on this machine, 1 in the
	 * local network.
	 * @return the value, by default {@value #DEFAULT_TIME_TO_LIVE}
	 */
	public int timeToLive() {
		return this.timeToLive;
	}

	/**
	 * Sets {@link #networkInterface()}.
	 * @param networkInterface the name of an interface, such as {@code eth0}
	 * @return a copy with this value
	 */
	public MulticastOptions withNetworkInterface(String networkInterface) {
		return new MulticastOptions(this.group, this.cluster, this.interval, this.timeToLive, networkInterface);
	}

	/**
	 * The name of the one interface that is used.
	 * @return the name, by default null for the loopback interface and all others that
	 * are up and can multicast
	 */
	public @Nullable String networkInterface() {
		return this.networkInterface;
	}

	private static InetAddress address(int... parts) {
		try {
			return InetAddress
				.getByAddress(new byte[] { (byte) parts[0], (byte) parts[1], (byte) parts[2], (byte) parts[3] });
		}
		catch (UnknownHostException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private static void check(String option, Object value, boolean usable, String rule) {
		if (!usable) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"option " + option + " is " + value + " but " + rule);
		}
	}

}
