package io.quictransport.quic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import io.quictransport.NodeAddress;
import io.quictransport.PeerId;
import io.quictransport.discovery.DiscoveryOptions;
import io.quictransport.tls.DenyList;
import io.quictransport.tls.NodeIdSource;
import io.quictransport.tls.TlsIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Defines how a {@link QuicTransport} behaves. Immutable: each {@code with} method checks
 * its value and returns a copy.
 *
 * <pre>{@code
 * QuicTransportOptions options = new QuicTransportOptions()
 *     .withIdentity(TlsIdentity.ofPem(chain, key, trusted))
 *     .withBindAddress(new InetSocketAddress(9000));
 * }</pre>
 *
 * A value that cannot be used is refused with a
 * {@link io.quictransport.ConfigurationException} that names the option, the value and
 * the rule.
 */
public final class QuicTransportOptions {

	/** The default of {@link #bindAddress()}. */
	public static final InetSocketAddress DEFAULT_BIND_ADDRESS = new InetSocketAddress("0.0.0.0", 0);

	/** The default of {@link #nodeIdSource()}. */
	public static final NodeIdSource DEFAULT_NODE_ID_SOURCE = NodeIdSource.URI_SAN;

	/** The default of {@link #advertisedAddresses()}. */
	public static final List<NodeAddress> DEFAULT_ADVERTISED_ADDRESSES = List.of();

	/** The default of {@link #services()}. */
	public static final Set<String> DEFAULT_SERVICES = Set.of();

	/** The default of {@link #metadata()}. */
	public static final Map<String, String> DEFAULT_METADATA = Map.of();

	/** The default of {@link #allowedPeers()}. */
	public static final List<String> DEFAULT_ALLOWED_PEERS = List.of();

	/** The default of {@link #denyList()}. */
	public static final DenyList DEFAULT_DENY_LIST = new DenyList();

	/** The default of {@link #reconnectMinBackoff()}. */
	public static final Duration DEFAULT_RECONNECT_MIN_BACKOFF = Duration.ofMillis(200);

	/** The default of {@link #reconnectMaxBackoff()}. */
	public static final Duration DEFAULT_RECONNECT_MAX_BACKOFF = Duration.ofSeconds(30);

	/** The default of {@link #drainGrace()}. */
	public static final Duration DEFAULT_DRAIN_GRACE = Duration.ofSeconds(10);

	private final OptionValues values;

	private final Given given;

	/**
	 * Makes options with all defaults and no identity yet.
	 */
	public QuicTransportOptions() {
		this(OptionValues.DEFAULTS, new Given(null, null, null));
	}

	private QuicTransportOptions(OptionValues values, Given given) {
		this.values = values;
		this.given = given;
	}

	/**
	 * Sets the certificate, key and trust of the node. Required.
	 * @param identity the identity
	 * @return a copy with this identity
	 */
	public QuicTransportOptions withIdentity(TlsIdentity identity) {
		return new QuicTransportOptions(this.values,
				new Given(identity, this.given.nodeId, this.given.handlerExecutor));
	}

	/**
	 * The certificate, key and trust of the node.
	 * @return the identity, null if none is set
	 */
	public @Nullable TlsIdentity identity() {
		return this.given.identity;
	}

	/**
	 * Sets the id that the node's certificate must state. Needed only if the certificate
	 * states several.
	 * @param nodeId the node's id
	 * @return a copy with this id
	 */
	public QuicTransportOptions withNodeId(PeerId nodeId) {
		return new QuicTransportOptions(this.values,
				new Given(this.given.identity, nodeId, this.given.handlerExecutor));
	}

	/**
	 * The id that the node's certificate must state.
	 * @return the id, null to take the only one that it states
	 */
	public @Nullable PeerId nodeId() {
		return this.given.nodeId;
	}

	/**
	 * Sets where handlers run. The executor remains the caller's: it is not shut down.
	 * @param handlerExecutor runs handlers; when it rejects a task, the message is
	 * refused with OVERLOADED
	 * @return a copy with this executor
	 */
	public QuicTransportOptions withHandlerExecutor(Executor handlerExecutor) {
		return new QuicTransportOptions(this.values,
				new Given(this.given.identity, this.given.nodeId, handlerExecutor));
	}

	/**
	 * Where handlers run.
	 * @return the executor, null for the transport's own: virtual threads if the JVM has
	 * them, otherwise a cached pool
	 */
	public @Nullable Executor handlerExecutor() {
		return this.given.handlerExecutor;
	}

	/**
	 * Sets the limits of the transport.
	 * @param limits the limits
	 * @return a copy with these limits
	 */
	public QuicTransportOptions withLimits(TransportLimits limits) {
		return with(TransportOption.LIMITS, limits);
	}

	/**
	 * Changes the limits of the transport.
	 * @param change makes the new value of the current one
	 * @return a copy with the new value
	 */
	public QuicTransportOptions withLimits(UnaryOperator<TransportLimits> change) {
		return withLimits(change.apply(limits()));
	}

	/**
	 * The limits of the transport.
	 * @return the limits
	 */
	public TransportLimits limits() {
		return this.values.get(TransportOption.LIMITS);
	}

	/**
	 * Sets how long things may take.
	 * @param timeouts the timeouts
	 * @return a copy with these timeouts
	 */
	public QuicTransportOptions withTimeouts(TransportTimeouts timeouts) {
		return with(TransportOption.TIMEOUTS, timeouts);
	}

	/**
	 * Changes how long things may take.
	 * @param change makes the new timeouts of the current ones
	 * @return a copy with the new timeouts
	 */
	public QuicTransportOptions withTimeouts(UnaryOperator<TransportTimeouts> change) {
		return withTimeouts(change.apply(timeouts()));
	}

	/**
	 * How long things may take.
	 * @return the timeouts
	 */
	public TransportTimeouts timeouts() {
		return this.values.get(TransportOption.TIMEOUTS);
	}

	/**
	 * Sets when a connection is replaced.
	 * @param replacement the options
	 * @return a copy with these options
	 */
	public QuicTransportOptions withReplacement(ReplacementOptions replacement) {
		return with(TransportOption.REPLACEMENT, replacement);
	}

	/**
	 * Changes when a connection is replaced.
	 * @param change makes the new options of the current ones
	 * @return a copy with the new options
	 */
	public QuicTransportOptions withReplacement(UnaryOperator<ReplacementOptions> change) {
		return withReplacement(change.apply(replacement()));
	}

	/**
	 * When a connection is replaced.
	 * @return the options
	 */
	public ReplacementOptions replacement() {
		return this.values.get(TransportOption.REPLACEMENT);
	}

	/**
	 * Sets how the QUIC connections are tuned.
	 * @param quic the settings
	 * @return a copy with these settings
	 */
	public QuicTransportOptions withQuic(QuicSettings quic) {
		return with(TransportOption.QUIC, quic);
	}

	/**
	 * Changes how the QUIC connections are tuned.
	 * @param change makes the new value of the current one
	 * @return a copy with the new value
	 */
	public QuicTransportOptions withQuic(UnaryOperator<QuicSettings> change) {
		return withQuic(change.apply(quic()));
	}

	/**
	 * How the QUIC connections are tuned.
	 * @return the settings
	 */
	public QuicSettings quic() {
		return this.values.get(TransportOption.QUIC);
	}

	/**
	 * Sets how peers are found.
	 * @param discovery the providers of peers, and how found peers are treated
	 * @return a copy with this value
	 */
	public QuicTransportOptions withDiscovery(DiscoveryOptions discovery) {
		return with(TransportOption.DISCOVERY, discovery);
	}

	/**
	 * Changes how peers are found.
	 * @param change makes the new value of the current one
	 * @return a copy with the new value
	 */
	public QuicTransportOptions withDiscovery(UnaryOperator<DiscoveryOptions> change) {
		return withDiscovery(change.apply(discovery()));
	}

	/**
	 * How peers are found.
	 * @return the options, by default without any provider
	 */
	public DiscoveryOptions discovery() {
		return this.values.get(TransportOption.DISCOVERY);
	}

	/**
	 * Sets {@link #bindAddress()}.
	 * @param bindAddress the new value
	 * @return a copy with this value
	 */
	public QuicTransportOptions withBindAddress(InetSocketAddress bindAddress) {
		return with(TransportOption.BIND_ADDRESS, bindAddress);
	}

	/**
	 * The address and UDP port to bind; port 0 chooses a free one.
	 * @return the value, by default {@link #DEFAULT_BIND_ADDRESS}
	 */
	public InetSocketAddress bindAddress() {
		return this.values.get(TransportOption.BIND_ADDRESS);
	}

	/**
	 * Sets {@link #nodeIdSource()}.
	 * @param nodeIdSource the new value
	 * @return a copy with this value
	 */
	public QuicTransportOptions withNodeIdSource(NodeIdSource nodeIdSource) {
		return with(TransportOption.NODE_ID_SOURCE, nodeIdSource);
	}

	/**
	 * Which part of a certificate states the node id.
	 * @return the value, by default {@link #DEFAULT_NODE_ID_SOURCE}
	 */
	public NodeIdSource nodeIdSource() {
		return this.values.get(TransportOption.NODE_ID_SOURCE);
	}

	/**
	 * Sets {@link #advertisedAddresses()}.
	 * @param advertisedAddresses the new value
	 * @return a copy with this value
	 */
	public QuicTransportOptions withAdvertisedAddresses(List<NodeAddress> advertisedAddresses) {
		return with(TransportOption.ADVERTISED_ADDRESSES, List.copyOf(advertisedAddresses));
	}

	/**
	 * The addresses at which peers can dial this node; if empty, the bound address is
	 * advertised, or this machine's addresses when bound to all. A node behind NAT states
	 * its external address here.
	 * @return the value, by default {@link #DEFAULT_ADVERTISED_ADDRESSES}
	 */
	public List<NodeAddress> advertisedAddresses() {
		return this.values.get(TransportOption.ADVERTISED_ADDRESSES);
	}

	/**
	 * Sets {@link #services()}.
	 * @param services the new value
	 * @return a copy with this value
	 */
	public QuicTransportOptions withServices(Set<String> services) {
		return with(TransportOption.SERVICES, Set.copyOf(services));
	}

	/**
	 * The names of the services that this node offers.
	 * @return the value, by default {@link #DEFAULT_SERVICES}
	 */
	public Set<String> services() {
		return this.values.get(TransportOption.SERVICES);
	}

	/**
	 * Sets {@link #metadata()}.
	 * @param metadata the new value
	 * @return a copy with this value
	 */
	public QuicTransportOptions withMetadata(Map<String, String> metadata) {
		return with(TransportOption.METADATA, Map.copyOf(metadata));
	}

	/**
	 * Free labels that peers receive.
	 * @return the value, by default {@link #DEFAULT_METADATA}
	 */
	public Map<String, String> metadata() {
		return this.values.get(TransportOption.METADATA);
	}

	/**
	 * Sets {@link #allowedPeers()}.
	 * @param allowedPeers the new value
	 * @return a copy with this value
	 */
	public QuicTransportOptions withAllowedPeers(List<String> allowedPeers) {
		return with(TransportOption.ALLOWED_PEERS, List.copyOf(allowedPeers));
	}

	/**
	 * Patterns of the ids that may connect, {@code *} standing for any characters; empty
	 * admits every id in a certificate issued by a trusted CA.
	 * @return the value, by default {@link #DEFAULT_ALLOWED_PEERS}
	 */
	public List<String> allowedPeers() {
		return this.values.get(TransportOption.ALLOWED_PEERS);
	}

	/**
	 * Sets {@link #denyList()}.
	 * @param denyList the new value
	 * @return a copy with this value
	 */
	public QuicTransportOptions withDenyList(DenyList denyList) {
		return with(TransportOption.DENY_LIST, denyList);
	}

	/**
	 * The peers that are refused though {@link #allowedPeers()} admits them and a trusted
	 * CA has issued their certificates. {@link QuicTransport#deny} replaces it while the
	 * node runs.
	 * @return the value, by default {@link #DEFAULT_DENY_LIST}, which denies nobody
	 */
	public DenyList denyList() {
		return this.values.get(TransportOption.DENY_LIST);
	}

	/**
	 * Sets {@link #reconnectMinBackoff()}.
	 * @param reconnectMinBackoff the new value
	 * @return a copy with this value
	 */
	public QuicTransportOptions withReconnectMinBackoff(Duration reconnectMinBackoff) {
		return with(TransportOption.RECONNECT_MIN_BACKOFF, reconnectMinBackoff);
	}

	/**
	 * The bound of the first wait before a peer is dialled again. It doubles with each
	 * failure; each wait is drawn at random below its bound.
	 * @return the value, by default {@link #DEFAULT_RECONNECT_MIN_BACKOFF}
	 */
	public Duration reconnectMinBackoff() {
		return this.values.get(TransportOption.RECONNECT_MIN_BACKOFF);
	}

	/**
	 * Sets {@link #reconnectMaxBackoff()}.
	 * @param reconnectMaxBackoff the new value
	 * @return a copy with this value
	 */
	public QuicTransportOptions withReconnectMaxBackoff(Duration reconnectMaxBackoff) {
		return with(TransportOption.RECONNECT_MAX_BACKOFF, reconnectMaxBackoff);
	}

	/**
	 * The largest bound of a wait before a peer is dialled again.
	 * @return the value, by default {@link #DEFAULT_RECONNECT_MAX_BACKOFF}
	 */
	public Duration reconnectMaxBackoff() {
		return this.values.get(TransportOption.RECONNECT_MAX_BACKOFF);
	}

	/**
	 * Sets {@link #drainGrace()}.
	 * @param drainGrace the new value
	 * @return a copy with this value
	 */
	public QuicTransportOptions withDrainGrace(Duration drainGrace) {
		return with(TransportOption.DRAIN_GRACE, drainGrace);
	}

	/**
	 * How long a stop waits for work in flight, and a replaced connection for its
	 * remaining work. Together with {@link TransportTimeouts#stall()} it should stay
	 * below the peers' {@link TransportTimeouts#frame()}.
	 * @return the value, by default {@link #DEFAULT_DRAIN_GRACE}
	 */
	public Duration drainGrace() {
		return this.values.get(TransportOption.DRAIN_GRACE);
	}

	private <T> QuicTransportOptions with(Option<T> option, T value) {
		return new QuicTransportOptions(this.values.with(option, value), this.given);
	}

	/** Holds the options that have no default. */
	private record Given(@Nullable TlsIdentity identity, @Nullable PeerId nodeId, @Nullable Executor handlerExecutor) {
	}

}
