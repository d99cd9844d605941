package io.quictransport.discovery;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.quictransport.ConfigurationException;
import io.quictransport.ErrorCode;

/**
 * Defines the DNS name that stands for the peers. Immutable: each {@code with} method
 * checks its value and returns a copy.
 */
public final class DnsOptions {

	/** The default of {@link #maxRefresh()}. */
	public static final Duration DEFAULT_MAX_REFRESH = Duration.ofSeconds(30);

	/** The default of {@link #queryTimeout()}. */
	public static final Duration DEFAULT_QUERY_TIMEOUT = Duration.ofSeconds(2);

	private final String name;

	private final int port;

	private final List<InetSocketAddress> servers;

	private final Duration maxRefresh;

	private final Duration queryTimeout;

	/**
	 * Makes options with all defaults and no name yet.
	 */
	public DnsOptions() {
		this("", 0, List.of(), DEFAULT_MAX_REFRESH, DEFAULT_QUERY_TIMEOUT);
	}

	private DnsOptions(String name, int port, List<InetSocketAddress> servers, Duration maxRefresh,
			Duration queryTimeout) {
		this.name = name;
		this.port = port;
		this.servers = servers;
		this.maxRefresh = maxRefresh;
		this.queryTimeout = queryTimeout;
	}

	/**
	 * Treats every address (A and AAAA records) of a host as a peer, such as those of a
	 * headless Service of Kubernetes. Replaces the name that was set before.
	 * @param host the host's name; the search domains of this machine apply
	 * @param port the UDP port of all peers, 1 to 65535
	 * @return a copy with this host
	 */
	public DnsOptions withHost(String host, int port) {
		check("host", host, !host.isBlank(), "must not be blank");
		check("port", port, port >= 1 && port <= 65535, "must be between 1 and 65535");
		return new DnsOptions(host, port, this.servers, this.maxRefresh, this.queryTimeout);
	}

	/**
	 * Treats every SRV record of a name as a peer, with the port that it states. Replaces
	 * the name that was set before.
	 * @param service the full name, such as {@code _quic._udp.nodes.example}
	 * @return a copy with this name
	 */
	public DnsOptions withService(String service) {
		check("service", service, !service.isBlank(), "must not be blank");
		return new DnsOptions(service, 0, this.servers, this.maxRefresh, this.queryTimeout);
	}

	/**
	 * The name that stands for the peers.
	 * @return the name, empty if none is set
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The UDP port of all peers.
	 * @return the port, 0 if SRV records state it
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Whether SRV records are queried.
	 * @return true if SRV records stand for the peers, false if addresses do
	 */
	public boolean isService() {
		return this.port == 0;
	}

	/**
	 * Sets {@link #servers()}.
	 * @param servers the new value
	 * @return a copy with this value
	 */
	public DnsOptions withServers(List<InetSocketAddress> servers) {
		return new DnsOptions(this.name, this.port, List.copyOf(servers), this.maxRefresh, this.queryTimeout);
	}

	/**
	 * The name servers to query, in this order.
	 * @return the servers, by default empty for those of this machine
	 */
	public List<InetSocketAddress> servers() {
		return this.servers;
	}

	/**
	 * Sets {@link #maxRefresh()}.
	 * @param maxRefresh the new value, 1 s to 1 h
	 * @return a copy with this value
	 */
	public DnsOptions withMaxRefresh(Duration maxRefresh) {
		check("maxRefresh", maxRefresh,
				maxRefresh.compareTo(Duration.ofSeconds(1)) >= 0 && maxRefresh.compareTo(Duration.ofHours(1)) <= 0,
				"must be between 1 s and 1 h");
		return new DnsOptions(this.name, this.port, this.servers, maxRefresh, this.queryTimeout);
	}

	/**
	 * The longest time between two look-ups. The records' time-to-live makes it shorter,
	 * but no shorter than a second.
	 * @return the value, by default {@link #DEFAULT_MAX_REFRESH}
	 */
	public Duration maxRefresh() {
		return this.maxRefresh;
	}

	/**
	 * Sets {@link #queryTimeout()}.
	 * @param queryTimeout the new value, 100 ms to 1 min
	 * @return a copy with this value
	 */
	public DnsOptions withQueryTimeout(Duration queryTimeout) {
		check("queryTimeout", queryTimeout, queryTimeout.compareTo(Duration.ofMillis(100)) >= 0
				&& queryTimeout.compareTo(Duration.ofMinutes(1)) <= 0, "must be between 100 ms and 1 min");
		return new DnsOptions(this.name, this.port, this.servers, this.maxRefresh, queryTimeout);
	}

	/**
	 * How long one name server may take to answer.
	 * @return the value, by default {@link #DEFAULT_QUERY_TIMEOUT}
	 */
	public Duration queryTimeout() {
		return this.queryTimeout;
	}

	private static void check(String option, Object value, boolean usable, String rule) {
		if (!usable) {
			throw new ConfigurationException(ErrorCode.INVALID_OPTION,
					"option " + option + " is " + value + " but " + rule);
		}
	}

}
