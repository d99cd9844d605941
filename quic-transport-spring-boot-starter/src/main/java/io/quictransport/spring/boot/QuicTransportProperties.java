package io.quictransport.spring.boot;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quictransport.tls.NodeIdSource;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.StringUtils;

/**
 * Holds the properties under {@code quic.transport}. A property that is not set is null:
 * the defaults are the core's and are defined only there.
 */
@ConfigurationProperties(QuicTransportProperties.PREFIX)
final class QuicTransportProperties {

	static final String PREFIX = "quic.transport";

	/**
	 * Local address to bind.
	 */
	private @Nullable InetAddress address;

	/**
	 * UDP port to bind. With 0 a free port is chosen.
	 */
	private @Nullable Integer port;

	/**
	 * Id that the node's certificate must state. Needed only where the certificate states
	 * several.
	 */
	private @Nullable String nodeId;

	/**
	 * Part of a certificate that states the node id. All nodes that talk to each other
	 * must use the same one.
	 */
	private @Nullable NodeIdSource nodeIdSource;

	/**
	 * Comma-separated list of addresses, as host:port, at which peers can dial this node.
	 * Without any, the bound address is advertised.
	 */
	private @Nullable List<String> advertisedAddresses;

	/**
	 * Comma-separated list of the services that this node offers.
	 */
	private @Nullable Set<String> services;

	/**
	 * Labels that peers see, such as zone or version.
	 */
	private @Nullable Map<String, String> metadata;

	/**
	 * Comma-separated list of patterns of the node ids that may connect, * standing for
	 * any characters. Without any, every id in a certificate issued by a trusted CA is
	 * admitted.
	 */
	private @Nullable List<String> allowedPeers;

	/**
	 * Comma-separated list of the node ids that are refused, even with a certificate
	 * issued by a trusted CA and admitted by allowed-peers.
	 */
	private @Nullable List<String> deniedPeers;

	/**
	 * Comma-separated list of the serial numbers, in hexadecimal, of certificates that
	 * are refused: those of nodes and of intermediate CAs.
	 */
	private @Nullable List<String> deniedSerials;

	/**
	 * Comma-separated list of the peers to dial at start, each as host:port or as
	 * node-id@host:port. A list item may name several addresses:
	 * node-id@host:port,host:port.
	 */
	private @Nullable List<String> peers;

	private final Ssl ssl = new Ssl();

	@NestedConfigurationProperty
	private final TimeoutsProperties timeouts = new TimeoutsProperties();

	private final Reconnect reconnect = new Reconnect();

	private final Replacement replacement = new Replacement();

	@NestedConfigurationProperty
	private final LimitsProperties limits = new LimitsProperties();

	@NestedConfigurationProperty
	private final QuicProperties quic = new QuicProperties();

	@NestedConfigurationProperty
	private final DiscoveryProperties discovery = new DiscoveryProperties();

	private final Shutdown shutdown = new Shutdown();

	@NestedConfigurationProperty
	private final QlogProperties qlog = new QlogProperties();

	public @Nullable InetAddress getAddress() {
		return this.address;
	}

	public void setAddress(@Nullable InetAddress address) {
		this.address = address;
	}

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public @Nullable String getNodeId() {
		return this.nodeId;
	}

	public void setNodeId(@Nullable String nodeId) {
		this.nodeId = nodeId;
	}

	public @Nullable NodeIdSource getNodeIdSource() {
		return this.nodeIdSource;
	}

	public void setNodeIdSource(@Nullable NodeIdSource nodeIdSource) {
		this.nodeIdSource = nodeIdSource;
	}

	public @Nullable List<String> getAdvertisedAddresses() {
		return this.advertisedAddresses;
	}

	public void setAdvertisedAddresses(@Nullable List<String> advertisedAddresses) {
		this.advertisedAddresses = advertisedAddresses;
	}

	public @Nullable Set<String> getServices() {
		return this.services;
	}

	public void setServices(@Nullable Set<String> services) {
		this.services = services;
	}

	public @Nullable Map<String, String> getMetadata() {
		return this.metadata;
	}

	public void setMetadata(@Nullable Map<String, String> metadata) {
		this.metadata = metadata;
	}

	public @Nullable List<String> getAllowedPeers() {
		return this.allowedPeers;
	}

	public void setAllowedPeers(@Nullable List<String> allowedPeers) {
		this.allowedPeers = allowedPeers;
	}

	public @Nullable List<String> getDeniedPeers() {
		return this.deniedPeers;
	}

	public void setDeniedPeers(@Nullable List<String> deniedPeers) {
		this.deniedPeers = deniedPeers;
	}

	public @Nullable List<String> getDeniedSerials() {
		return this.deniedSerials;
	}

	public void setDeniedSerials(@Nullable List<String> deniedSerials) {
		this.deniedSerials = deniedSerials;
	}

	public @Nullable List<String> getPeers() {
		return this.peers;
	}

	public void setPeers(@Nullable List<String> peers) {
		this.peers = peers;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	public TimeoutsProperties getTimeouts() {
		return this.timeouts;
	}

	public Reconnect getReconnect() {
		return this.reconnect;
	}

	public Replacement getReplacement() {
		return this.replacement;
	}

	public LimitsProperties getLimits() {
		return this.limits;
	}

	public QuicProperties getQuic() {
		return this.quic;
	}

	public DiscoveryProperties getDiscovery() {
		return this.discovery;
	}

	public Shutdown getShutdown() {
		return this.shutdown;
	}

	public QlogProperties getQlog() {
		return this.qlog;
	}

	/**
	 * The properties under {@code quic.transport.ssl}.
	 */
	static final class Ssl {

		/**
		 * Name of the SSL bundle that holds the node's certificate, its key and the
		 * trusted CA certificates.
		 */
		private @Nullable String bundle;

		/**
		 * Whether connections are replaced, without interruption, when the bundle is
		 * reloaded. Otherwise existing connections keep their certificate until they
		 * reach their maximum age.
		 */
		private @Nullable Boolean rotateConnections;

		/**
		 * SPIFFE trust domains, each with the name of the SSL bundle whose trust store
		 * holds its CA certificates. A CA is then trusted for ids of its own domain only.
		 * Needs spiffe-id as the source of node ids.
		 */
		private final Map<String, String> trustDomains = new LinkedHashMap<>();

		public Map<String, String> getTrustDomains() {
			return this.trustDomains;
		}

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			// A placeholder that is filled with nothing names no bundle either.
			this.bundle = StringUtils.hasText(bundle) ? bundle : null;
		}

		public @Nullable Boolean getRotateConnections() {
			return this.rotateConnections;
		}

		public void setRotateConnections(@Nullable Boolean rotateConnections) {
			this.rotateConnections = rotateConnections;
		}

	}

	/**
	 * The properties under {@code quic.transport.reconnect}.
	 */
	static final class Reconnect {

		/**
		 * Bound of the first wait before a peer is dialled again. It doubles with each
		 * failure.
		 */
		private @Nullable Duration minBackoff;

		/**
		 * Largest bound of a wait before a peer is dialled again.
		 */
		private @Nullable Duration maxBackoff;

		public @Nullable Duration getMinBackoff() {
			return this.minBackoff;
		}

		public void setMinBackoff(@Nullable Duration minBackoff) {
			this.minBackoff = minBackoff;
		}

		public @Nullable Duration getMaxBackoff() {
			return this.maxBackoff;
		}

		public void setMaxBackoff(@Nullable Duration maxBackoff) {
			this.maxBackoff = maxBackoff;
		}

	}

	/**
	 * The properties under {@code quic.transport.replacement}.
	 */
	static final class Replacement {

		/**
		 * Age at which the end that dialled a connection replaces it by a new one,
		 * without interruption.
		 */
		private @Nullable Duration maxAge;

		/**
		 * Number of QUIC streams that a connection carries before it is replaced by a new
		 * one.
		 */
		private @Nullable Integer maxQuicStreams;

		public @Nullable Duration getMaxAge() {
			return this.maxAge;
		}

		public void setMaxAge(@Nullable Duration maxAge) {
			this.maxAge = maxAge;
		}

		public @Nullable Integer getMaxQuicStreams() {
			return this.maxQuicStreams;
		}

		public void setMaxQuicStreams(@Nullable Integer maxQuicStreams) {
			this.maxQuicStreams = maxQuicStreams;
		}

	}

	/**
	 * The properties under {@code quic.transport.shutdown}.
	 */
	static final class Shutdown {

		/**
		 * Time that draining, and then stopping, waits for work in flight. Kept within
		 * spring.lifecycle.timeout-per-shutdown-phase. Together with timeouts.stall it
		 * should stay below the peers' timeouts.frame.
		 */
		private @Nullable Duration gracePeriod;

		public @Nullable Duration getGracePeriod() {
			return this.gracePeriod;
		}

		public void setGracePeriod(@Nullable Duration gracePeriod) {
			this.gracePeriod = gracePeriod;
		}

	}

}
